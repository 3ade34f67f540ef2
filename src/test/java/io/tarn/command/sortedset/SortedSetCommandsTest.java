// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarn.command.CommandHarness;
import io.tarn.command.ReplyNotation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Every expected answer was given by redis-server 7.0.15 (RESP3) to the same requests. */
class SortedSetCommandsTest {

  private final CommandHarness node = new CommandHarness();

  private void expect(String answer, String... words) {
    byte[][] arguments =
        Arrays.stream(words)
            .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
            .toArray(byte[][]::new);
    assertEquals(
        answer,
        ReplyNotation.of(node.run(arguments)).replace("null array", "null"),
        String.join(" ", words));
  }

  @Test
  void zadd_optionsAndAnswers() {
    expect(":2", "zadd", "k", "1", "a", "2", "b");
    expect(":1", "zadd", "k", "1", "a", "3", "b", "4", "c");
    expect(":2", "zadd", "k", "ch", "1", "a", "5", "b", "6", "d");
    expect(":1", "zadd", "k", "nx", "9", "a", "9", "e");
    expect(":0", "zadd", "k", "xx", "9", "a", "9", "f");
    expect(":0", "zadd", "k", "gt", "8", "a", "10", "b");
    expect(":0", "zadd", "k", "lt", "8", "a", "10", "b");
    expect(":2", "zadd", "k", "gt", "ch", "20", "a", "20", "g");
    expect(",21.5", "zadd", "k", "incr", "1.5", "a");
    expect("null", "zadd", "k", "nx", "incr", "1", "a");
    expect("null", "zadd", "k", "xx", "incr", "1", "nobody");
    expect("null", "zadd", "k", "gt", "incr", "-1", "a");
    expect(
        "[[\"c\" ,4.0] [\"d\" ,6.0] [\"e\" ,9.0] [\"b\" ,10.0] [\"g\" ,20.0] [\"a\" ,21.5]]",
        "zrange",
        "k",
        "0",
        "-1",
        "withscores");
    expect(":0", "zadd", "none", "xx", "1", "a");
    expect(":0", "exists", "none");
    expect("null", "zadd", "none", "xx", "incr", "1", "a");
    expect(",2.5", "zincrby", "none", "2.5", "a");
    expect(",Infinity", "zincrby", "none", "inf", "a");
    expect(",Infinity", "zscore", "none", "a");
    expect("+zset", "type", "none");
    expect("\"listpack\"", "object", "encoding", "none");
  }

  @Test
  void zadd_errors() {
    expect(
        "-ERR XX and NX options at the same time are not compatible",
        "zadd",
        "k",
        "nx",
        "xx",
        "1",
        "a");
    expect(
        "-ERR GT, LT, and/or NX options at the same time are not compatible",
        "zadd",
        "k",
        "gt",
        "lt",
        "1",
        "a");
    expect(
        "-ERR GT, LT, and/or NX options at the same time are not compatible",
        "zadd",
        "k",
        "nx",
        "gt",
        "1",
        "a");
    expect(
        "-ERR GT, LT, and/or NX options at the same time are not compatible",
        "zadd",
        "k",
        "nx",
        "lt",
        "1",
        "a");
    expect(
        "-ERR INCR option supports a single increment-element pair",
        "zadd",
        "k",
        "incr",
        "1",
        "a",
        "2",
        "b");
    expect("-ERR wrong number of arguments for 'zadd' command", "zadd", "k", "1");
    expect("-ERR syntax error", "zadd", "k", "1", "a", "2");
    expect("-ERR syntax error", "zadd", "k", "nx", "ch");
    expect("-ERR value is not a valid float", "zadd", "k", "x", "a");
    expect("-ERR value is not a valid float", "zadd", "k", "nan", "a");
    expect("-ERR value is not a valid float", "zadd", "k", "1e400", "a");
    expect("-ERR value is not a valid float", "zadd", "k", "", "a");
    expect("-ERR value is not a valid float", "zadd", "k", "1", "a", "x", "b");
    expect(":0", "exists", "k");
    expect("-ERR value is not a valid float", "zincrby", "k", "abc", "a");
    expect(":1", "zadd", "k", "inf", "a");
    expect("-ERR resulting score is not a number (NaN)", "zincrby", "k", "-inf", "a");
    expect(",Infinity", "zscore", "k", "a");
    expect("+OK", "set", "s", "v");
    expect(
        "-WRONGTYPE Operation against a key holding the wrong kind of value",
        "zadd",
        "s",
        "1",
        "a");
    expect("-ERR value is not a valid float", "zadd", "s", "x", "a");
    expect(
        "-WRONGTYPE Operation against a key holding the wrong kind of value",
        "zincrby",
        "s",
        "1",
        "a");
  }

  @Test
  void scores_areReadAsStrtodReadsThem() {
    expect(
        ":9",
        "zadd",
        "k",
        "0x10",
        "a",
        ".5",
        "b",
        "5.",
        "c",
        "1e2",
        "d",
        "-inf",
        "e",
        "Infinity",
        "f",
        "+1",
        "g",
        "0x1p4",
        "h",
        "1e-5",
        "i");
    expect(
        "[[\"e\" ,-Infinity] [\"i\" ,1.0E-5] [\"b\" ,0.5] [\"g\" ,1.0] [\"c\" ,5.0] [\"a\" ,16.0] [\"h\" ,16.0] [\"d\" ,100.0] [\"f\" ,Infinity]]",
        "zrange",
        "k",
        "0",
        "-1",
        "withscores");
    expect("-ERR value is not a valid float", "zadd", "k", "1e", "x");
    expect("-ERR value is not a valid float", "zadd", "k", "0x", "x");
    expect("-ERR value is not a valid float", "zadd", "k", "1d", "x");
    expect("-ERR value is not a valid float", "zadd", "k", "1e-400", "x");
    expect("-ERR value is not a valid float", "zadd", "k", ".", "x");
    expect("-ERR value is not a valid float", "zadd", "k", "nan(1)", "x");
    expect(":7", "zcount", "k", "", "100");
    expect(":7", "zcount", "k", "(", "100");
    expect(":1", "zcount", "k", "1e400", "1e500");
    expect(":2", "zcount", "k", "(1e1", "(1e2");
    expect("-ERR min or max is not a float", "zcount", "k", "nan", "1");
    expect("-ERR min or max is not a float", "zcount", "k", "((1", "1");
  }

  @Test
  void zrem_ofAllElements_removesTheKey() {
    expect(":3", "zadd", "k", "1", "a", "2", "b", "3", "c");
    expect(":0", "zrem", "k", "x");
    expect(":2", "zrem", "k", "a", "x", "b");
    expect(":1", "zcard", "k");
    expect(":1", "zrem", "k", "c", "a");
    expect(":0", "exists", "k");
    expect(":0", "zrem", "k", "a");
    expect(":0", "zcard", "k");
  }

  @Test
  void zrank_zscore_zmscore() {
    expect(":4", "zadd", "k", "1", "a", "2", "b", "2", "c", "inf", "d");
    expect(":0", "zrank", "k", "a");
    expect(":2", "zrank", "k", "c");
    expect(":3", "zrevrank", "k", "a");
    expect(":0", "zrevrank", "k", "d");
    expect("null", "zrank", "k", "x");
    expect("null", "zrank", "x", "x");
    expect(",Infinity", "zscore", "k", "d");
    expect("null", "zscore", "k", "x");
    expect("[,1.0 null ,Infinity]", "zmscore", "k", "a", "x", "d");
    expect("[null null]", "zmscore", "x", "a", "b");
    expect(":3", "zcount", "k", "2", "+inf");
    expect(":1", "zcount", "k", "(2", "+inf");
    expect(":0", "zcount", "k", "3", "1");
    expect(":0", "zcount", "x", "1", "2");
    expect("-ERR min or max is not a float", "zcount", "k", "a", "b");
  }

  @Test
  void zpop_takesFromTheEnds() {
    expect(":5", "zadd", "k", "1", "a", "2", "b", "3", "c", "4", "d", "5", "e");
    expect("[\"a\" ,1.0]", "zpopmin", "k");
    expect("[\"e\" ,5.0]", "zpopmax", "k");
    expect("[[\"b\" ,2.0] [\"c\" ,3.0]]", "zpopmin", "k", "2");
    expect("[]", "zpopmax", "k", "0");
    expect("-ERR value is out of range, must be positive", "zpopmax", "k", "-1");
    expect("-ERR value is out of range, must be positive", "zpopmax", "k", "x");
    expect("-ERR syntax error", "zpopmax", "k", "1", "2");
    expect("[[\"d\" ,4.0]]", "zpopmax", "k", "5");
    expect(":0", "exists", "k");
    expect("[]", "zpopmin", "k");
    expect(":3", "zadd", "k", "1", "a", "2", "b", "3", "c");
    expect("[\"k\" [[\"a\" ,1.0]]]", "zmpop", "2", "none", "k", "min");
    expect("[\"k\" [[\"c\" ,3.0] [\"b\" ,2.0]]]", "zmpop", "2", "none", "k", "max", "count", "5");
    expect("null", "zmpop", "1", "none", "min");
    expect("-ERR numkeys should be greater than 0", "zmpop", "0", "k", "min");
    expect("-ERR syntax error", "zmpop", "2", "k", "min");
    expect("-ERR syntax error", "zmpop", "1", "k", "foo");
    expect("-ERR count should be greater than 0", "zmpop", "1", "k", "min", "count", "0");
    expect("-ERR syntax error", "zmpop", "1", "k", "min", "count", "1", "count", "2");
    expect("-ERR numkeys should be greater than 0", "zmpop", "x", "k", "min");
  }

  @Test
  void zrandmember_ofAll() {
    expect(":1", "zadd", "k", "1", "a");
    expect("\"a\"", "zrandmember", "k");
    expect("[\"a\"]", "zrandmember", "k", "5");
    expect("[\"a\" \"a\" \"a\"]", "zrandmember", "k", "-3");
    expect("[[\"a\" ,1.0]]", "zrandmember", "k", "1", "withscores");
    expect("[[\"a\" ,1.0] [\"a\" ,1.0]]", "zrandmember", "k", "-2", "withscores");
    expect("[]", "zrandmember", "k", "0");
    expect("-ERR syntax error", "zrandmember", "k", "1", "foo");
    expect("-ERR value is not an integer or out of range", "zrandmember", "k", "x");
    expect(
        "-ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807",
        "zrandmember",
        "k",
        "-9223372036854775808");
    expect("-ERR value is out of range", "zrandmember", "k", "9223372036854775807", "withscores");
    expect("null", "zrandmember", "none");
    expect("[]", "zrandmember", "none", "3");
  }

  @Test
  void zscan_ofASmallOne_answersAll() {
    expect(":3", "zadd", "k", "1", "a", "2.5", "b", "inf", "c");
    expect("[\"0\" [\"a\" \"1\" \"b\" \"2.5\" \"c\" \"inf\"]]", "zscan", "k", "0");
    expect("[\"0\" [\"a\" \"1\"]]", "zscan", "k", "7", "match", "a*", "count", "1");
    expect("-ERR invalid cursor", "zscan", "k", "x");
    expect("-ERR syntax error", "zscan", "k", "0", "count", "0");
    expect("-ERR syntax error", "zscan", "k", "0", "foo");
    expect("[\"0\" []]", "zscan", "none", "0");
  }
}
