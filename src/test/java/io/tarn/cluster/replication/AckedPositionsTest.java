// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.tarn.command.Acknowledgements.Verdict;
import io.tarn.log.CheckpointSource;
import io.tarn.log.Copy;
import io.tarn.log.Leader;
import io.tarn.log.LogMemory;
import io.tarn.log.ShardCopy;
import io.tarn.log.StreamMessage;
import io.tarn.log.StreamMessage.Start;
import io.tarn.log.StreamOut;
import io.tarn.log.StreamSettings;
import io.tarn.slab.Slab;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is known of positions while a shard is led, followed, led again. */
class AckedPositionsTest {

  private static final int SHARD = 1;

  private final ShardCopy copy = new ShardCopy(SHARD, new LogMemory(new Slab(0, 1), 1 << 20));
  private final List<StreamMessage> sent = new ArrayList<>();
  private boolean others = true;
  private final AckedPositions acked = new AckedPositions(2, () -> others);
  private int told;
  private long session;
  private long now = 1;

  private final StreamOut out =
      new StreamOut() {
        private final byte[] scratch = new byte[StreamSettings.DEFAULTS.frameBytes()];

        @Override
        public byte[] scratch() {
          return scratch;
        }

        @Override
        public int room(int node) {
          return Integer.MAX_VALUE;
        }

        @Override
        public void send(int node, StreamMessage message) {
          sent.add(message);
        }
      };

  private Leader lead(long epoch) {
    CheckpointSource nothing =
        new CheckpointSource() {
          @Override
          public void begin() {}

          @Override
          public boolean next() {
            return true;
          }
        };
    return Leader.adopt(copy, epoch, nothing, StreamSettings.DEFAULTS, now);
  }

  private long write() {
    return copy.log().append(new byte[10], 0, 10);
  }

  /** A node that has nothing follows, and gets a checkpoint of nothing. */
  private void follow(Leader leader) {
    session++;
    leader.receive(
        2, new StreamMessage.Follow(SHARD, leader.epoch(), session, new Copy(0, 0, false), 0), now);
    sent.clear();
    while (sent.stream().noneMatch(Start.class::isInstance)) {
      now += 1_000_000;
      boolean _ = leader.pump(now, out);
    }
  }

  private void acknowledge(Leader leader, long position) {
    leader.receive(
        2,
        new StreamMessage.Acknowledge(
            SHARD, leader.epoch(), session, position, position, true, false, false),
        now);
    acked.update(SHARD);
  }

  private Verdict verdict(int epoch, long position) {
    return acked.verdict(SHARD, epoch, position);
  }

  @Test
  void whatAReplicaHas_isConfirmed_alsoWhenTheEpochIsOver() {
    acked.watch(() -> told++);
    Leader leader = lead(1 << 16);
    int epoch = copy.log().epoch();
    assertEquals(Verdict.PENDING, verdict(epoch, 1), "asked before it was noted");
    acked.leads(SHARD, leader);
    follow(leader);
    long first = write();
    acked.update(SHARD);
    assertEquals(Verdict.PENDING, verdict(epoch, first));
    acknowledge(leader, first);
    long second = write();
    assertEquals(Verdict.CONFIRMED, verdict(epoch, first));
    assertEquals(Verdict.PENDING, verdict(epoch, second));
    acked.leads(SHARD, null);
    assertEquals(Verdict.CONFIRMED, verdict(epoch, first));
    assertEquals(Verdict.NEVER, verdict(epoch, second), "nobody will say");
    acked.tellWatchers();
    assertEquals(1, told);
  }

  @Test
  void positionsOfAnotherEpoch_confirmNothing() {
    acked.watch(() -> told++);
    Leader leader = lead(1 << 16);
    acked.leads(SHARD, leader);
    int epoch = copy.log().epoch();
    long position = write();
    leader.stop();
    Leader again = lead(2 << 16);
    assertEquals(Verdict.PENDING, verdict(copy.log().epoch(), position), "not noted yet");
    acked.leads(SHARD, again);
    assertNotEquals(epoch, copy.log().epoch());
    assertEquals(Verdict.NEVER, verdict(epoch, position));
    follow(again);
    acknowledge(again, copy.log().end());
    assertEquals(Verdict.CONFIRMED, verdict(copy.log().epoch(), copy.log().end()));
    assertEquals(Verdict.NEVER, verdict(epoch, position));
  }

  @Test
  void nodeThatLeavesAndLags_takesNothingBack() {
    acked.watch(() -> told++);
    Leader leader = lead(1 << 16);
    acked.leads(SHARD, leader);
    follow(leader);
    long position = write();
    acknowledge(leader, position);
    leader.removed(2);
    acked.update(SHARD);
    assertEquals(Verdict.CONFIRMED, verdict(copy.log().epoch(), position));
    assertEquals(Verdict.PENDING, verdict(copy.log().epoch(), write()));
  }

  @Test
  void withoutOtherNodes_nothingWillBeConfirmed() {
    acked.leads(SHARD, lead(1 << 16));
    others = false;
    assertEquals(Verdict.NEVER, verdict(copy.log().epoch(), write()));
    assertEquals(Verdict.NEVER, acked.verdict(0, 1, 1));
  }

  @Test
  void nobodyWatches_nothingIsComputed() {
    Leader leader = lead(1 << 16);
    acked.leads(SHARD, leader);
    follow(leader);
    long position = write();
    acknowledge(leader, position);
    assertEquals(Verdict.PENDING, verdict(copy.log().epoch(), position));
    acked.watch(() -> told++);
    acked.update(SHARD);
    assertEquals(Verdict.CONFIRMED, verdict(copy.log().epoch(), position));
  }
}
