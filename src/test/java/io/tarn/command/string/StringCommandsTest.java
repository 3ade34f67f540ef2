// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.string;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarn.command.CommandHarness;
import io.tarn.command.ReplyNotation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Every expected answer was given by redis-server 7.0.15 (RESP3) to the same requests. */
class StringCommandsTest {

  private final CommandHarness node = new CommandHarness();

  private void expect(String answer, String... words) {
    byte[][] arguments =
        Arrays.stream(words)
            .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
            .toArray(byte[][]::new);
    assertEquals(answer, ReplyNotation.of(node.run(arguments)), String.join(" ", words));
  }

  @Test
  void get_answersAsRedis() {
    expect("null", "get", "k");
    expect("+OK", "set", "k", "v");
    expect("\"v\"", "get", "k");
    expect("\"v\"", "GeT", "k");
  }

  @Test
  void set_withOptions() {
    expect("+OK", "set", "k", "1", "nx");
    expect("null", "set", "k", "2", "nx");
    expect("+OK", "set", "k", "3", "xx");
    expect("null", "set", "k2", "3", "xx");
    expect("\"3\"", "set", "k", "4", "get");
    expect("\"4\"", "set", "k", "5", "nx", "get");
    expect("null", "set", "n", "5", "xx", "get");
    expect("null", "get", "n");
    expect("null", "set", "n", "6", "nx", "get");
    expect("\"6\"", "get", "n");
    expect("+OK", "set", "k", "7", "ex", "100");
    expect(":100", "ttl", "k");
    expect("+OK", "set", "k", "8", "keepttl");
    expect(":100", "ttl", "k");
    expect("+OK", "set", "k", "9");
    expect(":-1", "ttl", "k");
    expect("+OK", "set", "k", "9", "px", "100000");
    expect(":100", "ttl", "k");
    expect("+OK", "set", "k", "9", "ex", "10", "ex", "20");
    expect(":20", "ttl", "k");
    expect("+OK", "set", "k", "9", "exat", "4000000000");
    expect(":4000000000", "expiretime", "k");
    expect("+OK", "set", "k", "9", "pxat", "4000000000000");
    expect(":4000000000", "expiretime", "k");
    expect("\"9\"", "set", "k", "9", "ex", "10", "get", "xx");
    expect("\"9\"", "get", "k");
  }

  @Test
  void set_errors() {
    expect("-ERR syntax error", "set", "k", "v", "ex");
    expect("-ERR invalid expire time in 'set' command", "set", "k", "v", "ex", "0");
    expect("-ERR invalid expire time in 'set' command", "set", "k", "v", "ex", "-1");
    expect("-ERR value is not an integer or out of range", "set", "k", "v", "ex", "x");
    expect("-ERR value is not an integer or out of range", "set", "k", "v", "ex", "1.5");
    expect(
        "-ERR invalid expire time in 'set' command", "set", "k", "v", "ex", "9223372036854775807");
    expect("-ERR invalid expire time in 'set' command", "set", "k", "v", "ex", "9223372036854775");
    expect(
        "-ERR invalid expire time in 'set' command", "set", "k", "v", "px", "9223372036854775807");
    expect("+OK", "set", "k", "v", "pxat", "9223372036854775807");
    expect("+OK", "set", "k", "v", "exat", "9223372036854775");
    expect(
        "-ERR invalid expire time in 'set' command", "set", "k", "v", "exat", "9223372036854776");
    expect("-ERR invalid expire time in 'set' command", "set", "k", "v", "px", "0");
    expect("-ERR invalid expire time in 'set' command", "set", "k", "v", "exat", "0");
    expect("-ERR syntax error", "set", "k", "v", "nx", "xx");
    expect("-ERR syntax error", "set", "k", "v", "xx", "nx");
    expect("-ERR syntax error", "set", "k", "v", "keepttl", "ex", "10");
    expect("-ERR syntax error", "set", "k", "v", "ex", "10", "keepttl");
    expect("-ERR syntax error", "set", "k", "v", "ex", "10", "px", "10");
    expect("-ERR syntax error", "set", "k", "v", "persist");
    expect("-ERR syntax error", "set", "k", "v", "foo");
    expect("-ERR wrong number of arguments for 'set' command", "set", "k");
    expect("-ERR syntax error", "set", "k", "v", "ex", "0", "foo");
    expect("null", "set", "k", "v", "nx", "nx");
    expect("+OK", "set", "k", "v", "xx", "keepttl", "keepttl");
  }

  @Test
  void setnx_answersAsRedis() {
    expect(":1", "setnx", "k", "a");
    expect(":0", "setnx", "k", "b");
    expect("\"a\"", "get", "k");
  }

  @Test
  void setex_answersAsRedis() {
    expect("+OK", "setex", "k", "10", "v");
    expect(":10", "ttl", "k");
    expect("+OK", "psetex", "k", "10000", "w");
    expect(":10", "ttl", "k");
    expect("\"w\"", "get", "k");
    expect("-ERR invalid expire time in 'setex' command", "setex", "k", "0", "v");
    expect("-ERR invalid expire time in 'setex' command", "setex", "k", "-5", "v");
    expect("-ERR invalid expire time in 'psetex' command", "psetex", "k", "0", "v");
    expect("-ERR value is not an integer or out of range", "setex", "k", "a", "v");
    expect("-ERR invalid expire time in 'setex' command", "setex", "k", "9223372036854775807", "v");
    expect(
        "-ERR invalid expire time in 'psetex' command", "psetex", "k", "9223372036854775807", "v");
  }

  @Test
  void getset_answersAsRedis() {
    expect("null", "getset", "k", "a");
    expect("\"a\"", "getset", "k", "b");
    expect("\"b\"", "get", "k");
    expect("+OK", "set", "k", "a", "ex", "100");
    expect("\"a\"", "getset", "k", "b");
    expect(":-1", "ttl", "k");
  }

  @Test
  void getdel_answersAsRedis() {
    expect("null", "getdel", "k");
    expect("+OK", "set", "k", "v");
    expect("\"v\"", "getdel", "k");
    expect(":0", "exists", "k");
  }

  @Test
  void getex_answersAsRedis() {
    expect("null", "getex", "k");
    expect("+OK", "set", "k", "v");
    expect("\"v\"", "getex", "k", "ex", "100");
    expect(":100", "ttl", "k");
    expect("\"v\"", "getex", "k", "persist");
    expect(":-1", "ttl", "k");
    expect("\"v\"", "getex", "k", "px", "100000");
    expect(":100", "ttl", "k");
    expect("\"v\"", "getex", "k", "exat", "4000000000");
    expect(":-2", "ttl", "n");
    expect(":4000000000", "expiretime", "k");
    expect("\"v\"", "getex", "k", "pxat", "4000000000000");
    expect("\"v\"", "getex", "k");
    expect("-ERR syntax error", "getex", "k", "keepttl");
    expect("-ERR syntax error", "getex", "k", "nx");
    expect("-ERR syntax error", "getex", "k", "ex");
    expect("-ERR syntax error", "getex", "k", "ex", "10", "persist");
    expect("-ERR syntax error", "getex", "k", "persist", "ex", "10");
    expect("\"v\"", "getex", "k", "persist", "persist");
    expect("-ERR invalid expire time in 'getex' command", "getex", "k", "ex", "0");
    expect("-ERR value is not an integer or out of range", "getex", "k", "ex", "abc");
    expect("null", "getex", "none", "ex", "0");
    expect("-ERR syntax error", "getex", "none", "foo");
    expect("\"v\"", "getex", "k", "exat", "1");
    expect(":0", "exists", "k");
    expect("+OK", "set", "k", "v");
    expect("\"v\"", "getex", "k", "pxat", "1");
    expect(":0", "exists", "k");
  }

  @Test
  void mget_answersAsRedis() {
    expect("+OK", "set", "a", "1");
    expect("+OK", "set", "b", "2");
    expect("[\"1\" \"2\" null \"1\"]", "mget", "a", "b", "c", "a");
    expect("+OK", "mset", "a", "10", "b", "20", "a", "30");
    expect("[\"30\" \"20\"]", "mget", "a", "b");
    expect("-ERR wrong number of arguments for 'mset' command", "mset", "a");
    expect("-ERR wrong number of arguments for 'mset' command", "mset", "a", "1", "b");
    expect(":0", "msetnx", "a", "1", "c", "2");
    expect(":1", "msetnx", "c", "2", "d", "3", "c", "4");
    expect("[\"4\" \"3\"]", "mget", "c", "d");
    expect("-ERR wrong number of arguments for 'msetnx' command", "msetnx", "a");
    expect("-ERR wrong number of arguments for 'msetnx' command", "msetnx", "a", "1", "b");
  }

  @Test
  void strlen_answersAsRedis() {
    expect(":0", "strlen", "k");
    expect("+OK", "set", "k", "hello");
    expect(":5", "strlen", "k");
  }

  @Test
  void getrange_answersAsRedis() {
    expect("+OK", "set", "k", "hello");
    expect("\"hello\"", "getrange", "k", "0", "-1");
    expect("\"ell\"", "getrange", "k", "1", "3");
    expect("\"llo\"", "getrange", "k", "-3", "-1");
    expect("\"\"", "getrange", "k", "-3", "-4");
    expect("\"h\"", "getrange", "k", "0", "-100");
    expect("\"\"", "getrange", "k", "3", "1");
    expect("\"\"", "getrange", "k", "10", "20");
    expect("\"hel\"", "getrange", "k", "-100", "2");
    expect("\"hello\"", "getrange", "k", "0", "9223372036854775807");
    expect("\"h\"", "getrange", "k", "-9223372036854775808", "-9223372036854775808");
    expect("-ERR value is not an integer or out of range", "getrange", "k", "a", "1");
    expect("-ERR value is not an integer or out of range", "getrange", "k", "0", "b");
    expect("\"\"", "getrange", "n", "0", "1");
    expect("\"el\"", "substr", "k", "1", "2");
    expect("+OK", "set", "e", "");
    expect("\"\"", "getrange", "e", "0", "-1");
  }

  @Test
  void append_answersAsRedis() {
    expect(":2", "append", "k", "ab");
    expect(":4", "append", "k", "cd");
    expect("\"abcd\"", "get", "k");
    expect(":4", "append", "k", "");
    expect(":0", "append", "e", "");
    expect(":1", "exists", "e");
    expect(":0", "strlen", "e");
  }

  @Test
  void setrange_answersAsRedis() {
    expect(":0", "setrange", "k", "0", "");
    expect(":0", "exists", "k");
    expect(":5", "setrange", "k", "3", "ab");
    expect("\"\000\000\000ab\"", "get", "k");
    expect(":5", "setrange", "k", "1", "");
    expect(":6", "setrange", "k", "0", "xyzzyx");
    expect("\"xyzzyx\"", "get", "k");
    expect("-ERR offset is out of range", "setrange", "k", "-1", "a");
    expect("-ERR value is not an integer or out of range", "setrange", "k", "a", "a");
    expect(
        "-ERR string exceeds maximum allowed size (proto-max-bulk-len)",
        "setrange",
        "k",
        "536870912",
        "a");
    expect(
        "-ERR string exceeds maximum allowed size (proto-max-bulk-len)",
        "setrange",
        "k",
        "9223372036854775807",
        "ab");
    expect(":6", "setrange", "k", "536870911", "");
    expect("+OK", "set", "k", "v", "ex", "100");
    expect(":3", "setrange", "k", "2", "w");
    expect(":100", "ttl", "k");
  }

  @Test
  void incr_answersAsRedis() {
    expect(":1", "incr", "k");
    expect(":2", "incr", "k");
    expect(":12", "incrby", "k", "10");
    expect(":11", "decr", "k");
    expect(":-9", "decrby", "k", "20");
    expect("\"-9\"", "get", "k");
    expect("-ERR increment or decrement would overflow", "incrby", "k", "-9223372036854775807");
    expect(":-10", "decr", "k");
    expect(":-11", "decr", "k");
    expect(":-12", "decr", "k");
    expect(":-13", "decr", "k");
    expect(":9223372036854775794", "incrby", "k", "9223372036854775807");
    expect("+OK", "set", "k", "9223372036854775807");
    expect("-ERR increment or decrement would overflow", "incr", "k");
    expect("-ERR decrement would overflow", "decrby", "k", "-9223372036854775808");
    expect("-ERR increment or decrement would overflow", "decrby", "k", "-1");
    expect("-ERR value is not an integer or out of range", "incrby", "k", "a");
    expect("-ERR value is not an integer or out of range", "incrby", "k", "1.0");
    expect("+OK", "set", "k", "abc");
    expect("-ERR value is not an integer or out of range", "incr", "k");
    expect("+OK", "set", "k", "");
    expect("-ERR value is not an integer or out of range", "incr", "k");
    expect("+OK", "set", "k", " 1");
    expect("-ERR value is not an integer or out of range", "incr", "k");
    expect("+OK", "set", "k", "01");
    expect("-ERR value is not an integer or out of range", "incr", "k");
    expect("+OK", "set", "k", "-0");
    expect("-ERR value is not an integer or out of range", "incr", "k");
    expect("+OK", "set", "k", "99");
    expect(":100", "incr", "k");
    expect("\"100\"", "get", "k");
    expect("+OK", "set", "k", "9", "ex", "100");
    expect(":10", "incr", "k");
    expect(":100", "ttl", "k");
  }

  @Test
  void incrbyfloat_answersAsRedis() {
    expect("\"10.5\"", "incrbyfloat", "k", "10.5");
    expect("\"10.6\"", "incrbyfloat", "k", "0.1");
    expect("\"10.6\"", "get", "k");
    expect("-ERR value is not a valid float", "incrbyfloat", "k", "abc");
    expect("-ERR value is not a valid float", "incrbyfloat", "k", "nan");
    expect("-ERR increment would produce NaN or Infinity", "incrbyfloat", "k", "inf");
    expect("-ERR increment would produce NaN or Infinity", "incrbyfloat", "k", "-inf");
    expect("+OK", "set", "k", "abc");
    expect("-ERR value is not a valid float", "incrbyfloat", "k", "1");
    expect("+OK", "set", "k", "5.0e3", "ex", "100");
    expect("\"5200\"", "incrbyfloat", "k", "2.0e2");
    expect(":100", "ttl", "k");
  }

  @Test
  void lcs_answersAsRedis() {
    expect("+OK", "mset", "a", "ohmytext", "b", "mynewtext");
    expect("\"mytext\"", "lcs", "a", "b");
    expect(":6", "lcs", "a", "b", "len");
    expect(
        "{\"matches\" [[[:4 :7] [:5 :8]] [[:2 :3] [:0 :1]]] \"len\" :6}", "lcs", "a", "b", "idx");
    expect(
        "{\"matches\" [[[:4 :7] [:5 :8]]] \"len\" :6}", "lcs", "a", "b", "idx", "minmatchlen", "4");
    expect(
        "{\"matches\" [[[:4 :7] [:5 :8] :4]] \"len\" :6}",
        "lcs",
        "a",
        "b",
        "idx",
        "minmatchlen",
        "4",
        "withmatchlen");
    expect(
        "{\"matches\" [[[:4 :7] [:5 :8] :4] [[:2 :3] [:0 :1] :2]] \"len\" :6}",
        "lcs",
        "a",
        "b",
        "idx",
        "withmatchlen");
    expect(
        "{\"matches\" [[[:4 :7] [:5 :8]] [[:2 :3] [:0 :1]]] \"len\" :6}",
        "lcs",
        "a",
        "b",
        "minmatchlen",
        "-5",
        "idx");
    expect("{\"matches\" [] \"len\" :6}", "lcs", "a", "b", "idx", "minmatchlen", "100");
    expect(
        "-ERR If you want both the length and indexes, please just use IDX.",
        "lcs",
        "a",
        "b",
        "idx",
        "len");
    expect("-ERR syntax error", "lcs", "a", "b", "foo");
    expect("-ERR syntax error", "lcs", "a", "b", "minmatchlen");
    expect("-ERR value is not an integer or out of range", "lcs", "a", "b", "minmatchlen", "x");
    expect("\"\"", "lcs", "a", "n");
    expect("{\"matches\" [] \"len\" :0}", "lcs", "n", "n2", "idx");
    expect(":0", "lcs", "n", "n2", "len");
    expect(":6", "lcs", "a", "b", "len", "withmatchlen");
    expect("-ERR wrong number of arguments for 'lcs' command", "lcs", "a");
  }

  @Test
  void arity_answersAsRedis() {
    expect("-ERR wrong number of arguments for 'get' command", "get");
    expect("-ERR wrong number of arguments for 'get' command", "get", "a", "b");
    expect("-ERR wrong number of arguments for 'incr' command", "incr");
    expect("-ERR wrong number of arguments for 'append' command", "append", "k");
    expect("-ERR wrong number of arguments for 'getex' command", "getex");
    expect("-ERR wrong number of arguments for 'mget' command", "mget");
    expect("-ERR wrong number of arguments for 'strlen' command", "strlen", "a", "b");
    expect("-ERR wrong number of arguments for 'incrbyfloat' command", "incrbyfloat", "k");
    expect("-ERR wrong number of arguments for 'setrange' command", "setrange", "k", "1");
  }
}
