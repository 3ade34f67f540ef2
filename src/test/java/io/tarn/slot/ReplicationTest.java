// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Reply;
import io.tarn.keyspace.HashSlot;
import io.tarn.keyspace.eviction.EvictionPolicy;
import io.tarn.log.UnitApplier;
import io.tarn.log.UnitSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ReplicationTest {

  private static final long NOW = 1_700_000_000_000L;
  private static final int HALF = HashSlot.COUNT / 2;
  private static final String LOW = key(true);
  private static final String HIGH = key(false);

  private final FullNode node = new FullNode();
  private final SlotTable slots = node.slots();
  private final Replication replication = new Replication(node, slots, () -> NOW);
  private final RequestRunner runner = new RequestRunner(node, slots);
  private final List<byte[]> units = new ArrayList<>();
  private final List<String> marks = new ArrayList<>();

  private final Connection client =
      new ForwardingConnection() {
        @Override
        public void wrote(int shard, int epoch, long position) {
          marks.add(shard + "@" + position);
        }
      };

  private static String key(boolean low) {
    int n = 0;
    while (HashSlot.of(("k" + n).getBytes(StandardCharsets.US_ASCII)) < HALF != low) {
      n++;
    }
    return "k" + n;
  }

  private Reply run(long nowMillis, String... words) {
    TestNode.Answer answer = new TestNode.Answer();
    boolean _ = runner.run(Arguments.of(words), client, answer, nowMillis);
    return answer.reply().getNow(Reply.NONE);
  }

  private Reply run(String... words) {
    return run(NOW, words);
  }

  private final class Units implements UnitSink {
    private long position;

    @Override
    public int epoch() {
      return 1;
    }

    @Override
    public long append(byte[] array, int offset, int length) {
      units.add(Arrays.copyOfRange(array, offset, offset + length));
      position += length;
      return position;
    }

    @Override
    public boolean isRead() {
      return true;
    }
  }

  /* The lower half is led and open, the upper half a copy with one key. */
  private void split() {
    node.openAll();
    assertEquals(Reply.OK, run("set", LOW, "1"));
    assertEquals(Reply.OK, run("set", HIGH, "2", "px", "1000"));
    for (int slot = HALF; slot < HashSlot.COUNT; slot++) {
      assertTrue(slots.slot(slot).tryEnter());
      slots.slot(slot).close();
    }
    replication.release(HALF, HALF);
  }

  @Test
  void followedSlots_areNotCountedListedOrFlushed() {
    split();
    assertEquals(1, slots.size());
    assertEquals(0, slots.expiringSize());
    assertEquals(HALF, slots.openCount());
    assertEquals(1, assertInstanceOf(Reply.Array.class, run("keys", "*")).items().size());
    assertEquals(Reply.OK, run("flushall"));
    assertEquals(1, node.keys());
    assertEquals(Reply.ZERO, run("dbsize"));
    assertEquals(Reply.NULL, run("randomkey"));
  }

  @Test
  void followedSlots_areClosedButToReadersOfCopies() {
    split();
    assertEquals(Reply.NONE, run("get", HIGH));
    client.readsCopies(true);
    assertInstanceOf(Reply.Bulk.class, run("get", HIGH));
    assertEquals(Reply.NULL, run(NOW + 1_001, "get", HIGH));
    assertEquals(2, node.keys(), "an expired key of a copy stays");
    assertEquals(Reply.NONE, run("set", HIGH, "3"));
  }

  @Test
  void followedSlots_doNotExpireAndAreNotEvicted() {
    split();
    Housekeeper housekeeper = new Housekeeper(node, slots, () -> NOW + 10_000);
    for (int turn = 0; turn < 100; turn++) {
      int _ = housekeeper.turn();
    }
    assertEquals(2, node.keys());
    slots.population().policy(EvictionPolicy.ALLKEYS_RANDOM, true);
    Evictor evictor = new Evictor(slots, node.slab(), new SplittableRandom(1));
    long _ = evictor.makeRoom(1 << 20, NOW, System.nanoTime() + 1_000_000_000L);
    assertEquals(1, node.keys(), "the led key went, the copy stayed");
  }

  @Test
  void adoptedSlots_areOpenedWithTheirKeys() {
    split();
    replication.adopt(HALF, HALF);
    for (int slot = HALF; slot < HashSlot.COUNT; slot++) {
      slots.slot(slot).open();
    }
    assertEquals(2, slots.size());
    assertInstanceOf(Reply.Bulk.class, run("get", HIGH));
    assertEquals(Reply.NULL, run(NOW + 1_001, "get", HIGH));
    assertEquals(1, node.keys(), "an adopted key expires");
  }

  @Test
  void droppedSlots_holdNothingAndMayBeLedAgain() {
    split();
    replication.drop(HALF, HALF);
    assertEquals(1, node.keys());
    assertEquals(1, slots.pendingFrees());
    assertFalse(replication.isLed(HALF));
    replication.lead(HALF, HALF);
    slots.slot(HashSlot.of(HIGH.getBytes(StandardCharsets.US_ASCII))).open();
    assertEquals(Reply.NULL, run("get", HIGH));
  }

  @Test
  void follow_ofAnOpenSlotIsRefused() {
    node.openAll();
    assertThrows(IllegalStateException.class, () -> replication.follow(0, 1));
    assertThrows(IllegalStateException.class, () -> replication.drop(0, 1));
    assertThrows(IllegalStateException.class, () -> replication.adopt(0, 1));
  }

  @Test
  void writes_areAppendedAndMarked() {
    replication.record(0, HALF, 7, new Units());
    replication.record(HALF, HALF, 8, new Units());
    node.openAll();
    assertEquals(Reply.OK, run("set", LOW, "1"));
    assertEquals(List.of("7@" + units.getFirst().length), marks);
    assertEquals(Reply.NULL, run("get", "absent"));
    assertEquals(Reply.ZERO, run("del", "absent"));
    assertEquals(1, units.size(), "what changes nothing is not recorded");
    marks.clear();
    assertEquals(Reply.OK, run("mset", LOW, "2", HIGH, "3"));
    assertEquals(2, marks.size(), marks.toString());
    marks.clear();
    assertEquals(Reply.OK, run("multi"));
    Reply _ = run("incr", LOW);
    Reply _ = run("incr", HIGH);
    Reply _ = run("incr", LOW);
    int before = units.size();
    Reply _ = run("exec");
    assertEquals(before + 2, units.size(), "a unit a shard");
    assertEquals(2, marks.size(), marks.toString());
    marks.clear();
    assertEquals(Reply.OK, run("flushall"));
    assertEquals(2, marks.size(), marks.toString());
  }

  @Test
  void populate_isRecorded() {
    replication.record(0, HashSlot.COUNT, 7, new Units());
    node.openAll();
    assertEquals(Reply.OK, run("debug", "populate", "50"));
    assertEquals(50, units.size());
  }

  @Test
  void apply_ofWhatIsNoUnitOrNotRepeatable_fails() {
    replication.record(0, HashSlot.COUNT, 7, new Units());
    node.openAll();
    Reply _ = run("rpush", LOW, "x");
    FullNode other = new FullNode();
    Replication copy = new Replication(other, other.slots(), () -> NOW);
    copy.follow(0, HashSlot.COUNT);
    UnitApplier applier = copy.applier(0, HashSlot.COUNT);
    assertFalse(applier.apply(new byte[] {0}, 0, 1));
    byte[] push = units.getFirst();
    assertTrue(applier.apply(push, 0, push.length));
    units.clear();
    Reply _ = run("del", LOW);
    Reply _ = run("set", LOW, "1");
    Reply _ = run("incr", LOW);
    byte[] increment = units.getLast();
    assertFalse(applier.apply(increment, 0, increment.length), "it is a list there");
  }

  @Test
  void apply_beyondTheBudget_isNotRefused() {
    replication.record(0, HashSlot.COUNT, 7, new Units());
    node.openAll();
    FullNode small = new FullNode();
    Replication copy = new Replication(small, small.slots(), () -> NOW);
    copy.follow(0, HashSlot.COUNT);
    small.limit(EvictionPolicy.ALLKEYS_LRU, 100_000);
    UnitApplier applier = copy.applier(0, HashSlot.COUNT);
    for (int n = 0; n < 200; n++) {
      assertEquals(Reply.OK, run("set", "key" + n, "v".repeat(2_000)));
      Reply _ = run("hset", "hash" + n, "f", "v".repeat(2_000));
    }
    for (byte[] unit : units) {
      assertTrue(applier.apply(unit, 0, unit.length));
    }
    assertEquals(node.contents(NOW), small.contents(NOW));
  }

  /** A connection without a network that may be extended. */
  private static class ForwardingConnection extends Connection {
    ForwardingConnection() {
      super(1, 0);
      authenticated(true);
    }

    @Override
    public String remoteAddress() {
      return "127.0.0.1:50000"; // may use DEBUG
    }

    @Override
    public String localAddress() {
      return "";
    }

    @Override
    public long queryBufferBytes() {
      return 0;
    }

    @Override
    public long outputBufferBytes() {
      return 0;
    }

    @Override
    public void closeAfterReplies() {}

    @Override
    public void close() {}
  }
}
