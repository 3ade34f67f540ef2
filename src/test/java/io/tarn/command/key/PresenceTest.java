// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tarn.command.Reply;
import io.tarn.metric.CommandCounters.Total;
import org.junit.jupiter.api.Test;

class PresenceTest {

  private final KeyNode node = new KeyNode();

  @Test
  void del_severalSlots_countsThoseThatWereThere() {
    node.put("a", "1");
    node.put("b", "2");
    node.put("c", "3");
    node.expect(2L, "del a b a nothing");
    assertNull(node.get("a"));
    assertNull(node.get("b"));
    assertEquals("3", node.get("c"));
  }

  @Test
  void del_expiredKey_isNotCounted() {
    node.put("a", "1", node.nowMillis() + 10);
    node.harness().advanceMillis(11);
    node.expect(0L, "del a");
    node.expect(0L, "dbsize");
  }

  @Test
  void unlink_likeDel() {
    node.put("a", "1");
    node.expect(1L, "UNLINK a a");
    node.expect(0L, "unlink a");
  }

  @Test
  void del_emptyAndLongKeys() {
    String big = "k".repeat(1 << 20);
    node.put("", "1");
    node.put(big, "2");
    node.expect(2L, "exists  " + big);
    node.expect(2L, "del  " + big);
    node.expect(0L, "dbsize");
  }

  @Test
  void exists_sameKeyTwice_countsTwice() {
    node.put("a", "1");
    node.expect(2L, "exists a a b");
  }

  @Test
  void touch_countsAndMarksAsUsed() {
    node.put("a", "1");
    node.harness().advanceMillis(100_000);
    node.expect(100L, "object idletime a");
    node.expect(2L, "touch a a b");
    node.expect(0L, "object idletime a");
  }

  @Test
  void exists_leavesIdleTimeAlone() {
    node.put("a", "1");
    node.harness().advanceMillis(100_000);
    node.expect(1L, "exists a");
    node.expect("+string", "type a");
    node.expect(-1L, "ttl a");
    node.expect(100L, "object idletime a");
  }

  @Test
  void type_ofStringAndNothing() {
    node.put("a", "1");
    node.expect("+string", "type a");
    node.expect("+none", "type b");
  }

  @Test
  void exists_countsHitsAndMisses_delDoesNot() {
    node.put("a", "1");
    node.run("exists a b c");
    node.run("del a b");
    assertEquals(1, node.harness().counters().total(Total.KEYSPACE_HITS));
    assertEquals(2, node.harness().counters().total(Total.KEYSPACE_MISSES));
  }

  @Test
  void wrongArity() {
    for (String name : new String[] {"del", "unlink", "exists", "touch", "type"}) {
      node.expect("-ERR wrong number of arguments for '" + name + "' command", name);
    }
    node.expect("-ERR wrong number of arguments for 'type' command", "type a b");
    assertEquals(Reply.ZERO, node.run("del x"));
  }
}
