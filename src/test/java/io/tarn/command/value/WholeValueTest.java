// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tarn.command.Arguments;
import io.tarn.command.CommandHarness;
import io.tarn.command.Reply;
import io.tarn.command.ReplyNotation;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WholeValueTest {

  private final CommandHarness node = new CommandHarness();

  private String run(String request) {
    return ReplyNotation.of(node.run(request.split(" ", -1)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20, 3_000})
  void dumpRestoreCopy_everyType_holdTheSame(int elements) {
    for (int i = 0; i < elements; i++) {
      run("rpush list e" + i);
      run("sadd set m" + i);
      run("sadd numbers " + i * 7);
      run("hset hash f" + i + " v" + i);
      run("zadd sorted " + i / 8.0 + " m" + i);
    }
    long used = node.slab().usedBytes();
    for (String key : new String[] {"list", "set", "numbers", "hash", "sorted"}) {
      Reply.Bulk payload = assertInstanceOf(Reply.Bulk.class, node.run("dump", key));
      byte[][] restore = {bytes("restore"), bytes("again"), bytes("0"), payload.bytes()};
      assertEquals(Reply.OK, node.run(Arguments.of(restore)), key);
      assertEquals(":1", run("copy " + key + " copied"));
      String read =
          switch (key) {
            case "list" -> "lrange %s 0 -1";
            case "hash" -> "hget %s f" + (elements - 1);
            case "sorted" -> "zrange %s 0 -1 withscores";
            default -> "scard %s";
          };
      String expected = run(read.formatted(key));
      assertEquals(expected, run(read.formatted("again")), key);
      assertEquals(expected, run(read.formatted("copied")), key);
      assertEquals(run("object encoding " + key), run("object encoding again"), key);
      assertEquals(":2", run("del again copied"));
    }
    assertEquals(used, node.slab().usedBytes());
  }

  @Test
  void copy_fieldsThatExpire_keepTheirTime() {
    run("hset hash a 1 b 2");
    long time = node.nowMillis() + 5_000;
    run("hpexpireat hash " + time + " fields 1 a");
    run("copy hash copied");
    assertEquals("[:" + time + " :-1]", run("hpexpiretime copied fields 2 a b"));
    Reply.Bulk payload = assertInstanceOf(Reply.Bulk.class, node.run("dump", "hash"));
    node.run(Arguments.of(bytes("restore"), bytes("again"), bytes("0"), payload.bytes()));
    assertEquals("[:" + time + " :-1]", run("hpexpiretime again fields 2 a b"));
    node.advanceMillis(5_001);
    assertEquals("null", run("hget copied a"));
    assertEquals("\"2\"", run("hget again b"));
  }

  @Test
  void sort_numbersTextsAndPatterns() {
    run("rpush list 3 10 -1 2.5");
    assertEquals("[\"-1\" \"2.5\" \"3\" \"10\"]", run("sort list"));
    assertEquals("[\"-1\" \"10\" \"2.5\" \"3\"]", run("sort list alpha"));
    assertEquals("[\"10\" \"3\"]", run("sort list desc limit 0 2"));
    assertEquals("[\"2.5\" \"-1\" \"10\" \"3\"]", run("sort list by nosort desc"));
    run("mset w3 1 w10 2 w-1 4 w2.5 3");
    run("hset h3 name three");
    assertEquals(
        "[\"3\" \"three\" \"10\" null \"2.5\" null \"-1\" null]",
        run("sort list by w* get # get h*->name"));
    assertEquals(":4", run("sort list by w* store target"));
    assertEquals("[\"3\" \"10\" \"2.5\" \"-1\"]", run("lrange target 0 -1"));
    run("rpush list word 1e-310");
    assertEquals("-ERR One or more scores can't be converted into double", run("sort list"));
    assertEquals("-ERR syntax error", run("sort_ro list store target"));
    run("set text x");
    assertEquals(
        "-WRONGTYPE Operation against a key holding the wrong kind of value", run("sort text"));
    assertEquals(":0", run("sort nothing store target"));
    assertEquals(":0", run("exists target"));
  }

  @Test
  void sort_sortedSet_membersInTheOrderAskedFor() {
    run("zadd sorted 3 a 1 b 2 c");
    assertEquals("[\"a\" \"b\" \"c\"]", run("sort sorted alpha"));
    assertEquals("[\"b\" \"c\" \"a\"]", run("sort sorted by nosort"));
    assertEquals("[\"a\" \"c\"]", run("sort sorted by nosort desc limit 0 2"));
    assertEquals("[\"a\"]", run("sort sorted by nosort limit 2 5"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
