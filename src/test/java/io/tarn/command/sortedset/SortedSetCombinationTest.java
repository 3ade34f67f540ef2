// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarn.command.CommandHarness;
import io.tarn.command.ReplyNotation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Every expected answer was given by redis-server 7.0.15 (RESP3) to the same requests. */
class SortedSetCombinationTest {

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
  void combinations_ofSortedSets() {
    expect(":3", "zadd", "a", "1", "x", "2", "y", "3", "z");
    expect(":3", "zadd", "b", "10", "y", "20", "z", "30", "w");
    expect(":3", "sadd", "s", "z", "w", "v");
    expect("[\"x\" \"y\" \"z\" \"w\"]", "zunion", "2", "a", "b");
    expect(
        "[[\"x\" ,1.0] [\"y\" ,12.0] [\"z\" ,23.0] [\"w\" ,30.0]]",
        "zunion",
        "2",
        "a",
        "b",
        "withscores");
    expect(
        "[[\"v\" ,1.0] [\"x\" ,1.0] [\"y\" ,12.0] [\"z\" ,24.0] [\"w\" ,31.0]]",
        "zunion",
        "3",
        "a",
        "b",
        "s",
        "withscores");
    expect(
        "[[\"y\" ,34.0] [\"z\" ,66.0]]",
        "zinter",
        "2",
        "a",
        "b",
        "withscores",
        "weights",
        "2",
        "3");
    expect("[[\"z\" ,20.0]]", "zinter", "3", "a", "b", "s", "withscores", "aggregate", "max");
    expect(
        "[[\"x\" ,1.0] [\"y\" ,2.0] [\"z\" ,3.0] [\"w\" ,30.0]]",
        "zunion",
        "2",
        "a",
        "b",
        "aggregate",
        "min",
        "withscores");
    expect("[[\"x\" ,1.0]]", "zdiff", "2", "a", "b", "withscores");
    expect("[[\"x\" ,1.0] [\"y\" ,2.0] [\"z\" ,3.0]]", "zdiff", "1", "a", "withscores");
    expect(":2", "zintercard", "2", "a", "b");
    expect(":1", "zintercard", "2", "a", "b", "limit", "1");
    expect(":2", "zintercard", "2", "a", "b", "limit", "0");
    expect("-ERR LIMIT can't be negative", "zintercard", "2", "a", "b", "limit", "-1");
    expect(":4", "zunionstore", "d", "2", "a", "b");
    expect(
        "[[\"x\" ,1.0] [\"y\" ,12.0] [\"z\" ,23.0] [\"w\" ,30.0]]",
        "zrange",
        "d",
        "0",
        "-1",
        "withscores");
    expect(":2", "zinterstore", "d", "2", "a", "b", "weights", "1", "0.5");
    expect("[[\"y\" ,7.0] [\"z\" ,13.0]]", "zrange", "d", "0", "-1", "withscores");
    expect(":2", "zinterstore", "a", "2", "a", "b");
    expect("[[\"y\" ,12.0] [\"z\" ,23.0]]", "zrange", "a", "0", "-1", "withscores");
    expect(":1", "zdiffstore", "d", "2", "b", "a");
    expect("[[\"w\" ,30.0]]", "zrange", "d", "0", "-1", "withscores");
    expect(":0", "zdiffstore", "d", "1", "none");
    expect(":0", "exists", "d");
    expect(":1", "zadd", "i", "inf", "m");
    expect(":1", "zadd", "j", "-inf", "m");
    expect("[[\"m\" ,0.0]]", "zunion", "2", "i", "j", "withscores");
    expect("[[\"m\" ,0.0]]", "zunion", "1", "i", "weights", "0", "withscores");
  }

  @Test
  void combinations_errors() {
    expect("+OK", "set", "t", "v");
    expect(":1", "zadd", "a", "1", "x");
    expect("-ERR at least 1 input key is needed for 'zunion' command", "zunion", "0", "a");
    expect(
        "-ERR at least 1 input key is needed for 'zunionstore' command",
        "zunionstore",
        "d",
        "0",
        "a");
    expect(
        "-ERR at least 1 input key is needed for 'zinterstore' command",
        "zinterstore",
        "d",
        "-1",
        "a");
    expect("-ERR value is not an integer or out of range", "zdiff", "x", "a");
    expect("-ERR syntax error", "zunion", "2", "a");
    expect(
        "-WRONGTYPE Operation against a key holding the wrong kind of value", "zunion", "1", "t");
    expect("-ERR syntax error", "zunion", "1", "a", "weights");
    expect("-ERR weight value is not a float", "zunion", "1", "a", "weights", "x");
    expect("-ERR syntax error", "zunion", "1", "a", "aggregate", "foo");
    expect("-ERR syntax error", "zunion", "1", "a", "aggregate");
    expect("-ERR syntax error", "zunionstore", "d", "1", "a", "withscores");
    expect("-ERR syntax error", "zdiff", "1", "a", "weights", "1");
    expect("-ERR syntax error", "zintercard", "1", "a", "withscores");
    expect("-ERR syntax error", "zintercard", "1", "a", "limit");
    expect("-ERR LIMIT can't be negative", "zintercard", "1", "a", "limit", "x");
    expect("-ERR syntax error", "zunion", "1", "a", "foo");
  }
}
