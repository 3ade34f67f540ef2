// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarn.command.CommandHarness;
import io.tarn.command.ReplyNotation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Every expected answer was given by redis-server 7.0.15 (RESP3) to the same requests. */
class SortedSetRangeTest {

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
  void zrange_inAllForms() {
    expect(":5", "zadd", "k", "1", "a", "2", "b", "3", "c", "4", "d", "5", "e");
    expect("[\"a\" \"b\" \"c\" \"d\" \"e\"]", "zrange", "k", "0", "-1");
    expect("[[\"b\" ,2.0] [\"c\" ,3.0]]", "zrange", "k", "1", "2", "withscores");
    expect("[\"b\" \"a\"]", "zrange", "k", "-2", "-1", "rev");
    expect("[]", "zrange", "k", "3", "1");
    expect("[]", "zrange", "k", "9", "12");
    expect(
        "[[\"e\" ,5.0] [\"d\" ,4.0] [\"c\" ,3.0] [\"b\" ,2.0] [\"a\" ,1.0]]",
        "zrange",
        "k",
        "-100",
        "100",
        "rev",
        "withscores");
    expect("[\"b\" \"c\" \"d\"]", "zrange", "k", "2", "4", "byscore");
    expect("[[\"c\" ,3.0]]", "zrange", "k", "(2", "(4", "byscore", "withscores");
    expect("[\"d\" \"c\" \"b\"]", "zrange", "k", "4", "2", "byscore", "rev");
    expect("[]", "zrange", "k", "4", "2", "byscore");
    expect("[\"b\" \"c\"]", "zrange", "k", "-inf", "+inf", "byscore", "limit", "1", "2");
    expect(
        "[[\"d\" ,4.0] [\"c\" ,3.0]]",
        "zrange",
        "k",
        "+inf",
        "-inf",
        "byscore",
        "rev",
        "limit",
        "1",
        "2",
        "withscores");
    expect("[]", "zrange", "k", "-inf", "+inf", "byscore", "limit", "-1", "2");
    expect("[\"d\" \"e\"]", "zrange", "k", "-inf", "+inf", "byscore", "limit", "3", "-1");
    expect("[]", "zrange", "k", "-inf", "+inf", "byscore", "limit", "9", "1");
    expect("[[\"e\" ,5.0] [\"d\" ,4.0]]", "zrevrange", "k", "0", "1", "withscores");
    expect("[[\"b\" ,2.0]]", "zrangebyscore", "k", "2", "3", "withscores", "limit", "0", "1");
    expect("[[\"c\" ,3.0] [\"b\" ,2.0]]", "zrevrangebyscore", "k", "3", "2", "withscores");
    expect("[]", "zrange", "none", "0", "-1");
    expect(
        "-ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX",
        "zrange",
        "k",
        "0",
        "-1",
        "limit",
        "1",
        "2");
    expect("[\"a\" \"b\" \"c\" \"d\" \"e\"]", "zrange", "k", "0", "-1", "limit", "1", "-1");
    expect("-ERR value is not an integer or out of range", "zrange", "k", "a", "b");
    expect("-ERR value is not an integer or out of range", "zrange", "k", "0", "1.5");
    expect("-ERR min or max is not a float", "zrange", "k", "a", "b", "byscore");
    expect("-ERR min or max not valid string range item", "zrange", "k", "0", "-1", "bylex");
    expect(
        "-ERR syntax error, WITHSCORES not supported in combination with BYLEX",
        "zrange",
        "k",
        "[a",
        "[b",
        "bylex",
        "withscores");
    expect("-ERR syntax error", "zrange", "k", "0", "-1", "foo");
    expect(
        "-ERR value is not an integer or out of range",
        "zrange",
        "k",
        "1",
        "2",
        "byscore",
        "limit",
        "a",
        "b");
    expect("-ERR syntax error", "zrangebyscore", "k", "1", "2", "rev");
    expect("-ERR syntax error", "zrevrange", "k", "0", "1", "rev");
  }

  @Test
  void zrange_byNames() {
    expect(":5", "zadd", "k", "0", "a", "0", "b", "0", "c", "0", "d", "0", "ab");
    expect("[\"a\" \"ab\" \"b\" \"c\" \"d\"]", "zrange", "k", "-", "+", "bylex");
    expect("[\"b\" \"c\"]", "zrange", "k", "[b", "(d", "bylex");
    expect("[\"c\" \"b\"]", "zrange", "k", "(d", "[b", "bylex", "rev");
    expect("[\"c\" \"b\"]", "zrange", "k", "+", "-", "bylex", "rev", "limit", "1", "2");
    expect("[\"b\" \"c\"]", "zrangebylex", "k", "(a", "+", "limit", "1", "2");
    expect("[\"c\" \"b\" \"ab\" \"a\"]", "zrevrangebylex", "k", "[c", "-");
    expect(":5", "zlexcount", "k", "-", "+");
    expect(":2", "zlexcount", "k", "[a", "(b");
    expect(":0", "zlexcount", "k", "[c", "[a");
    expect(":0", "zlexcount", "k", "(a", "(a");
    expect("-ERR min or max not valid string range item", "zlexcount", "k", "a", "b");
    expect(":0", "zlexcount", "k", "+", "-");
    expect(":2", "zremrangebylex", "k", "[a", "(b");
    expect("[\"b\" \"c\" \"d\"]", "zrange", "k", "0", "-1");
    expect(":3", "zremrangebylex", "k", "-", "+");
    expect(":0", "exists", "k");
  }

  @Test
  void zremrangeby_ranksAndScores() {
    expect(":6", "zadd", "k", "1", "a", "2", "b", "3", "c", "4", "d", "5", "e", "6", "f");
    expect(":2", "zremrangebyrank", "k", "0", "1");
    expect(":1", "zremrangebyrank", "k", "-1", "-1");
    expect(":0", "zremrangebyrank", "k", "5", "9");
    expect("[\"c\" \"d\" \"e\"]", "zrange", "k", "0", "-1");
    expect(":1", "zremrangebyscore", "k", "(3", "4");
    expect("-ERR min or max is not a float", "zremrangebyscore", "k", "(3", "x");
    expect("-ERR value is not an integer or out of range", "zremrangebyrank", "k", "x", "4");
    expect("[\"c\" \"e\"]", "zrange", "k", "0", "-1");
    expect(":2", "zremrangebyscore", "k", "-inf", "+inf");
    expect(":0", "exists", "k");
    expect(":0", "zremrangebyscore", "k", "-inf", "+inf");
  }

  @Test
  void zrangestore_storesARange() {
    expect(":4", "zadd", "k", "1", "a", "2", "b", "3", "c", "4", "d");
    expect(":2", "zrangestore", "d", "k", "1", "2");
    expect("[[\"b\" ,2.0] [\"c\" ,3.0]]", "zrange", "d", "0", "-1", "withscores");
    expect(":2", "zrangestore", "d", "k", "(2", "+inf", "byscore");
    expect("[[\"c\" ,3.0] [\"d\" ,4.0]]", "zrange", "d", "0", "-1", "withscores");
    expect(":2", "zrangestore", "d", "k", "0", "1", "rev");
    expect("[[\"c\" ,3.0] [\"d\" ,4.0]]", "zrange", "d", "0", "-1", "withscores");
    expect(":2", "zrangestore", "k", "k", "1", "2");
    expect("[\"b\" \"c\"]", "zrange", "k", "0", "-1");
    expect(":0", "zrangestore", "k", "none", "0", "-1");
    expect(":0", "exists", "k");
    expect("-ERR syntax error", "zrangestore", "d", "d", "0", "-1", "withscores");
  }
}
