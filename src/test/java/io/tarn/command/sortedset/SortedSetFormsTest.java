// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.Arguments;
import io.tarn.command.CommandHarness;
import io.tarn.command.Reply;
import io.tarn.command.ReplyNotation;
import io.tarn.command.event.EventClasses;
import io.tarn.slab.Memory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The two forms, the memory they take, and what is told of changes. */
class SortedSetFormsTest {

  private final CommandHarness node = new CommandHarness();

  private String run(String... words) {
    return ReplyNotation.of(node.run(words));
  }

  private void fill(String key, int count) {
    for (int i = 0; i < count; i++) {
      assertEquals(":1", run("zadd", key, Integer.toString(i), "member" + i));
    }
  }

  @Test
  void form_changesWithTheLimits() {
    fill("k", 128);
    assertEquals("\"listpack\"", run("object", "encoding", "k"));
    run("zadd", "k", "1", "another");
    assertEquals("\"skiplist\"", run("object", "encoding", "k"));
    run("zrem", "k", "another", "member1", "member2");
    assertEquals("\"skiplist\"", run("object", "encoding", "k"));
    run("zadd", "l", "1", "x".repeat(64));
    assertEquals("\"listpack\"", run("object", "encoding", "l"));
    run("zadd", "l", "1", "x".repeat(65));
    assertEquals("\"skiplist\"", run("object", "encoding", "l"));
    run("zunionstore", "k", "1", "l");
    assertEquals("\"skiplist\"", run("object", "encoding", "k"));
    run("zrangestore", "k", "l", "0", "0");
    assertEquals("\"listpack\"", run("object", "encoding", "k"));
  }

  @Test
  void memory_afterRemoval_isWhatItWas() {
    long before = node.slab().usedBytes();
    fill("k", 1000);
    run("zunionstore", "d", "1", "k");
    run("zrangestore", "k", "k", "100", "900");
    run("zremrangebyrank", "k", "0", "99");
    run("zpopmin", "k", "50");
    run("del", "k");
    run("zremrangebyscore", "d", "-inf", "+inf");
    assertEquals(before, node.slab().usedBytes());
  }

  @Test
  void memoryUsage_isTheSlabsOwnCount() {
    run("set", "other", "x");
    long before = node.slab().usedBytes();
    run("zadd", "k", "1", "a");
    run("del", "k");
    fill("k", 300);
    long cell = Long.BYTES;
    long blocks = ((Reply.Int) node.run("memory", "usage", "k")).value() - cell;
    run("del", "k");
    assertEquals(before, node.slab().usedBytes());
    fill("k", 300);
    long index = node.slab().usedBytes() - before - blocks;
    assertTrue(index >= 0 && index <= 512, "index=" + index);
  }

  @Test
  void zadd_nameInABlock_isStored() {
    byte[] name = "block".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
    for (String command : List.of("zadd", "zincrby")) {
      Arguments arguments = Arguments.of(command, "k", "2");
      long block = node.slab().allocate(0, name.length);
      Memory.copyIn(name, 0, block, name.length);
      arguments.addBlock(block, name.length);
      node.run(arguments);
    }
    assertEquals(":1", run("zcard", "k"));
    assertEquals(
        ",4.0",
        ReplyNotation.of(node.run("zscore".getBytes(StandardCharsets.US_ASCII), bytes("k"), name)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void zadd_withoutRoom_changesNothing() {
    fill("k", 100);
    String all = run("zrange", "k", "0", "-1", "withscores");
    node.slab().budgetBytes(node.slab().usedBytes());
    assertTrue(run("zadd", "k", "5", "new", "6", "member1").startsWith("-OOM"));
    assertTrue(run("zunionstore", "d", "1", "k").startsWith("-OOM"));
    assertEquals(all, run("zrange", "k", "0", "-1", "withscores"));
    assertEquals(":0", run("exists", "d"));
    assertEquals("[\"member0\" ,0.0]", run("zpopmin", "k"));
  }

  @Test
  void zrandmember_distinct_answersEachOnce() {
    fill("k", 200);
    for (int count : new int[] {1, 7, 100, 199, 200}) {
      Reply.Array drawn = (Reply.Array) node.run("zrandmember", "k", Integer.toString(count));
      Set<String> names = new HashSet<>();
      drawn.items().forEach(item -> names.add(ReplyNotation.of(item)));
      assertEquals(count, names.size());
      names.forEach(name -> assertTrue(name.startsWith("\"member"), name));
    }
    assertEquals(500, ((Reply.Array) node.run("zrandmember", "k", "-500")).items().size());
  }

  @Test
  void zscan_ofALargeOne_findsAll() {
    fill("k", 2000);
    Set<String> found = new HashSet<>();
    String cursor = "0";
    do {
      Reply.Array answer = (Reply.Array) node.run("zscan", "k", cursor, "count", "50");
      List<? extends Reply> items = ((Reply.Array) answer.items().get(1)).items();
      for (int i = 0; i < items.size(); i += 2) {
        String name = ReplyNotation.of(items.get(i));
        assertEquals(
            name,
            ReplyNotation.of(items.get(i + 1)).replace("\"", "\"member").replaceAll("member$", ""));
        found.add(name);
      }
      cursor = ReplyNotation.of(answer.items().get(0)).replace("\"", "");
    } while (!cursor.equals("0"));
    assertEquals(2000, found.size());
  }

  @Test
  void changes_areToldAsInRedis() {
    List<String> told = new ArrayList<>();
    node.keyEvents()
        .publisher((channel, message) -> told.add(new String(message, StandardCharsets.US_ASCII)));
    node.keyEvents().classes(EventClasses.parse("Kzg"));
    String[] requests = {
      "zadd k 1 a 2 b 3 c",
      "zadd k nx 1 a",
      "zincrby k 1 a",
      "zrem k a",
      "zrem k x",
      "zpopmin k",
      "zpopmax k",
      "zadd k 1 a",
      "zadd s 1 a 2 b",
      "zunionstore d 2 k s",
      "zinterstore d 2 k s",
      "zdiffstore d 1 s",
      "zrangestore d s 0 0",
      "zrangestore d s 5 5",
      "zremrangebyrank s 0 0",
      "zremrangebyscore s 2 2",
      "zmpop 1 k max",
      "geoadd g 1 1 a",
      "georadius g 1 1 1 km store d",
      "geosearchstore d g fromlonlat 1 1 byradius 1 km",
      "zremrangebylex d - +"
    };
    for (String request : requests) {
      run(request.split(" "));
    }
    assertEquals(
        "zadd zincr zrem zpopmin zpopmax del zadd zadd zunionstore zinterstore zdiffstore zrangestore del"
            + " zremrangebyrank zremrangebyscore del zpopmax del zadd georadiusstore geosearchstore zremrangebylex del",
        String.join(" ", told));
  }
}
