// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.bitmap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarn.command.CommandHarness;
import io.tarn.command.ReplyNotation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Every expected answer was given by redis-server 7.0.15 (RESP3) to the same requests. */
class BitmapCommandsTest {

  private final CommandHarness node = new CommandHarness();

  private void expect(String answer, String... words) {
    byte[][] arguments =
        Arrays.stream(words)
            .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
            .toArray(byte[][]::new);
    assertEquals(answer, ReplyNotation.of(node.run(arguments)), String.join(" ", words));
  }

  @Test
  void setbit_answersAsRedis() {
    expect(":0", "setbit", "k", "7", "1");
    expect(":1", "setbit", "k", "7", "0");
    expect(":0", "setbit", "k", "7", "0");
    expect(":0", "setbit", "k", "17", "1");
    expect(":3", "strlen", "k");
    expect(":1", "getbit", "k", "17");
    expect(":0", "getbit", "k", "16");
    expect(":0", "getbit", "k", "1000");
    expect(":0", "getbit", "n", "0");
    expect("-ERR bit offset is not an integer or out of range", "setbit", "k", "-1", "1");
    expect("-ERR bit offset is not an integer or out of range", "setbit", "k", "a", "1");
    expect("-ERR bit offset is not an integer or out of range", "setbit", "k", "4294967296", "1");
    expect("-ERR bit offset is not an integer or out of range", "getbit", "k", "4294967296");
    expect(":0", "getbit", "k", "4294967295");
    expect("-ERR bit is not an integer or out of range", "setbit", "k", "1", "2");
    expect("-ERR bit is not an integer or out of range", "setbit", "k", "1", "-1");
    expect("-ERR bit is not an integer or out of range", "setbit", "k", "1", "a");
    expect("-ERR bit is not an integer or out of range", "setbit", "k", "1", "01");
    expect("-ERR bit offset is not an integer or out of range", "setbit", "k", "#1", "1");
    expect("-ERR bit offset is not an integer or out of range", "getbit", "k", "#1");
    expect("-ERR wrong number of arguments for 'setbit' command", "setbit", "k", "1");
  }

  @Test
  void bitcount_answersAsRedis() {
    expect("+OK", "set", "k", "foobar");
    expect(":26", "bitcount", "k");
    expect(":4", "bitcount", "k", "0", "0");
    expect(":6", "bitcount", "k", "1", "1");
    expect(":6", "bitcount", "k", "1", "1", "byte");
    expect(":17", "bitcount", "k", "5", "30", "bit");
    expect(":7", "bitcount", "k", "-2", "-1");
    expect(":0", "bitcount", "k", "-1", "-2");
    expect(":4", "bitcount", "k", "-1000", "-1000");
    expect(":0", "bitcount", "k", "-7", "2", "BIT");
    expect(":0", "bitcount", "k", "3", "2");
    expect(":26", "bitcount", "k", "0", "9223372036854775807");
    expect(":26", "bitcount", "k", "-9223372036854775808", "9223372036854775807", "bit");
    expect("-ERR syntax error", "bitcount", "k", "0", "0", "foo");
    expect("-ERR syntax error", "bitcount", "k", "0");
    expect("-ERR value is not an integer or out of range", "bitcount", "k", "a", "0");
    expect("-ERR value is not an integer or out of range", "bitcount", "k", "0", "b");
    expect("-ERR syntax error", "bitcount", "k", "0", "0", "bit", "x");
    expect(":0", "bitcount", "n");
    expect(":0", "bitcount", "n", "a", "b");
    expect(":0", "bitcount", "n", "1");
    expect(":0", "bitcount", "k", "-1", "-2", "foo");
  }

  @Test
  void bitpos_answersAsRedis() {
    expect(":3", "setrange", "k", "0", "\377\360\000");
    expect(":12", "bitpos", "k", "0");
    expect(":0", "bitpos", "k", "1");
    expect(":-1", "bitpos", "k", "1", "2");
    expect(":-1", "bitpos", "k", "0", "0", "0");
    expect(":12", "bitpos", "k", "0", "0", "-1");
    expect(":12", "bitpos", "k", "0", "1", "1", "byte");
    expect(":-1", "bitpos", "k", "0", "1", "1", "bit");
    expect(":12", "bitpos", "k", "0", "7", "15", "bit");
    expect(":-1", "bitpos", "k", "1", "12", "-1", "bit");
    expect(":-1", "bitpos", "k", "1", "-1", "-1");
    expect("-ERR The bit argument must be 1 or 0.", "bitpos", "k", "2");
    expect("-ERR value is not an integer or out of range", "bitpos", "k", "a");
    expect("-ERR The bit argument must be 1 or 0.", "bitpos", "k", "-1");
    expect("-ERR value is not an integer or out of range", "bitpos", "k", "1", "a");
    expect("-ERR value is not an integer or out of range", "bitpos", "k", "1", "0", "b");
    expect("-ERR syntax error", "bitpos", "k", "1", "0", "b", "foo");
    expect("-ERR syntax error", "bitpos", "k", "1", "0", "1", "foo");
    expect("-ERR syntax error", "bitpos", "k", "1", "0", "1", "bit", "x");
    expect(":0", "bitpos", "n", "0");
    expect(":-1", "bitpos", "n", "1");
    expect(":-1", "bitpos", "n", "1", "a");
    expect(":-1", "bitpos", "k", "1", "5", "2");
    expect("+OK", "set", "k", "\377\377\377");
    expect(":24", "bitpos", "k", "0");
    expect(":24", "bitpos", "k", "0", "1");
    expect(":-1", "bitpos", "k", "0", "0", "-1");
    expect(":-1", "bitpos", "k", "0", "3");
    expect(":-1", "bitpos", "k", "0", "-100", "100");
    expect("+OK", "set", "e", "");
    expect(":-1", "bitpos", "e", "0");
    expect(":-1", "bitpos", "e", "1");
  }

  @Test
  void bitop_answersAsRedis() {
    expect("+OK", "mset", "{t}a", "foobar", "{t}b", "abcdef");
    expect(":6", "bitop", "and", "{t}d", "{t}a", "{t}b");
    expect("\"`bc`ab\"", "get", "{t}d");
    expect(":6", "bitop", "OR", "{t}d", "{t}a", "{t}b");
    expect("\"goofev\"", "get", "{t}d");
    expect(":6", "bitop", "xor", "{t}d", "{t}a", "{t}b", "{t}c");
    expect("\"\007\015\014\006\004\024\"", "get", "{t}d");
    expect(":6", "bitop", "not", "{t}d", "{t}a");
    expect("\"\231\220\220\235\236\215\"", "get", "{t}d");
    expect(
        "-ERR BITOP NOT must be called with a single source key.",
        "bitop",
        "not",
        "{t}d",
        "{t}a",
        "{t}b");
    expect("-ERR syntax error", "bitop", "foo", "{t}d", "{t}a");
    expect("+OK", "set", "{t}s", "ab");
    expect(":6", "bitop", "and", "{t}d", "{t}a", "{t}s");
    expect("\"`b\000\000\000\000\"", "get", "{t}d");
    expect(":6", "bitop", "and", "{t}a", "{t}a", "{t}a");
    expect("\"foobar\"", "get", "{t}a");
    expect(":0", "bitop", "or", "{t}d", "{t}x", "{t}y");
    expect(":0", "exists", "{t}d");
    expect("+OK", "set", "{t}t", "v", "ex", "100");
    expect(":6", "bitop", "or", "{t}t", "{t}a");
    expect(":-1", "ttl", "{t}t");
    expect("-ERR wrong number of arguments for 'bitop' command", "bitop", "and", "{t}d");
  }

  @Test
  void bitfield_answersAsRedis() {
    expect("[]", "bitfield", "k");
    expect(
        "[:0 :255 :-1 :15]",
        "bitfield",
        "k",
        "set",
        "u8",
        "0",
        "255",
        "get",
        "u8",
        "0",
        "get",
        "i8",
        "0",
        "get",
        "u4",
        "2");
    expect("[:0]", "bitfield", "k", "incrby", "u8", "0", "1");
    expect(
        "[:0 :9223372036854775807]",
        "bitfield",
        "k",
        "set",
        "i64",
        "0",
        "9223372036854775807",
        "get",
        "i64",
        "0");
    expect(
        "[:9223372036854775807]", "bitfield", "k", "overflow", "sat", "incrby", "i64", "0", "10");
    expect("[null]", "bitfield", "k", "overflow", "fail", "incrby", "i64", "0", "10");
    expect("[:-9223372036854775799]", "bitfield", "k", "incrby", "i64", "0", "10");
    expect(
        "[:-9223372036854775808]",
        "bitfield",
        "k",
        "overflow",
        "sat",
        "incrby",
        "i64",
        "0",
        "-9223372036854775808");
    expect(
        "[:0 :9223372036854775807]", "bitfield", "k", "set", "u63", "5", "-1", "get", "u63", "5");
    expect(
        "[:255 :255]",
        "bitfield",
        "k",
        "overflow",
        "sat",
        "set",
        "u8",
        "#1",
        "300",
        "get",
        "u8",
        "#1");
    expect("[null]", "bitfield", "k", "overflow", "fail", "set", "u8", "#1", "300");
    expect(
        "[:7 :-16]",
        "bitfield",
        "k",
        "overflow",
        "sat",
        "set",
        "i5",
        "3",
        "-100",
        "get",
        "i5",
        "3");
    expect(
        "[:-15 :3 :3]",
        "bitfield",
        "k",
        "overflow",
        "wrap",
        "incrby",
        "i5",
        "3",
        "1",
        "overflow",
        "sat",
        "incrby",
        "u2",
        "100",
        "3",
        "incrby",
        "u2",
        "100",
        "1");
    expect("[:0]", "bitfield", "k", "get", "u1", "5000");
    expect("[:0]", "bitfield", "n", "get", "u8", "0");
    expect(":0", "exists", "n");
    expect(
        "-ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.",
        "bitfield",
        "k",
        "get",
        "u64",
        "0");
    expect(
        "-ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.",
        "bitfield",
        "k",
        "get",
        "i65",
        "0");
    expect(
        "-ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.",
        "bitfield",
        "k",
        "get",
        "x8",
        "0");
    expect(
        "-ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.",
        "bitfield",
        "k",
        "get",
        "u0",
        "0");
    expect(
        "-ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.",
        "bitfield",
        "k",
        "get",
        "u",
        "0");
    expect(
        "-ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.",
        "bitfield",
        "k",
        "get",
        "I8",
        "0");
    expect("-ERR bit offset is not an integer or out of range", "bitfield", "k", "get", "u8", "-1");
    expect(
        "-ERR bit offset is not an integer or out of range", "bitfield", "k", "get", "u8", "#-1");
    expect("-ERR bit offset is not an integer or out of range", "bitfield", "k", "get", "u8", "a");
    expect(
        "-ERR bit offset is not an integer or out of range",
        "bitfield",
        "k",
        "get",
        "u8",
        "4294967296");
    expect("-ERR value is not an integer or out of range", "bitfield", "k", "set", "u8", "0", "a");
    expect("-ERR Invalid OVERFLOW type specified", "bitfield", "k", "overflow", "foo");
    expect("-ERR syntax error", "bitfield", "k", "overflow");
    expect("-ERR syntax error", "bitfield", "k", "foo", "u8", "0");
    expect("-ERR syntax error", "bitfield", "k", "get", "u8");
    expect("-ERR syntax error", "bitfield", "k", "set", "u8", "0");
    expect("[null]", "bitfield", "f", "overflow", "fail", "incrby", "u2", "0", "4");
    expect(":1", "strlen", "f");
    expect("[:145]", "bitfield_ro", "k", "get", "u8", "0");
    expect(
        "-ERR BITFIELD_RO only supports the GET subcommand",
        "bitfield_ro",
        "k",
        "set",
        "u8",
        "0",
        "1");
    expect("[:0]", "bitfield_ro", "n", "get", "u8", "#3");
    expect("[]", "bitfield_ro", "k");
    expect(
        "[:0 :562949953421311]",
        "bitfield",
        "w",
        "overflow",
        "sat",
        "set",
        "i50",
        "0",
        "-9223372036854775807",
        "get",
        "i50",
        "0");
  }
}
