// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** One shard at one process: what is held, and the machine that works on it. */
final class SimShard implements UnitApplier, CheckpointSource {

  /** What the process is for the shard. */
  enum Role {
    NONE,
    FOLLOWING,
    ADOPTING,
    LEADING
  }

  /** A write whose client waits until a follower has it. */
  private record Waiting(long position, long number, int[] keys) {}

  final SimProcess process;
  final int shard;
  final ShardCopy copy;
  final SimKeys keys = new SimKeys();
  private final SimOracle oracle;
  private final StreamSettings settings;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

  Role role = Role.NONE;
  @Nullable Leader leader;
  @Nullable Follower follower;
  @Nullable Adoption adoption;

  /** The node to which it shall hand over, with the time at which it gives up on that; or null. */
  @Nullable SimProcess handOverTo;

  private long handOverUntilNanos;
  private long adoptingNanos;
  private int walkPiece;

  /** Who says what is being handled. */
  private @Nullable SimProcess speaker;

  SimShard(SimProcess process, int shard, LogMemory memory) {
    this.process = process;
    this.shard = shard;
    this.oracle = process.simulation.oracle;
    this.settings = process.simulation.settings;
    this.copy = new ShardCopy(shard, memory);
  }

  // ---- what the machines do with the keys

  @Override
  public void reset() {
    oracle.checkpointBegun(this, speaker);
    keys.receive();
  }

  @Override
  public boolean apply(byte[] array, int offset, int length) {
    return keys.apply(array, offset, length);
  }

  @Override
  public void complete() {
    keys.received();
  }

  @Override
  public void begin() {
    walkPiece = 0;
  }

  @Override
  public boolean next() {
    int slot = walkPiece / 2;
    byte[] unit = walkPiece % 2 == 0 ? keys.firstHalf(slot) : keys.secondHalf(slot);
    copy.log().append(unit, 0, unit.length);
    oracle.ended(this);
    walkPiece++;
    return walkPiece == 2 * SimKeys.SLOTS;
  }

  // ---- roles

  void follow() {
    if (role != Role.FOLLOWING) {
      dropMachines();
      role = Role.FOLLOWING;
      follower = new Follower(copy, this, settings);
    }
  }

  /** Becomes a follower if it is nothing yet. */
  void becomeFollower() {
    if (role == Role.NONE) {
      follow();
    }
  }

  void leave() {
    if (follower != null) {
      follower.leave();
      Follower leaving = follower;
      process.world.later(
          1_500 * SimWorld.MILLI,
          process,
          () -> {
            if (follower == leaving) {
              leaving.stay(process.now());
            }
          });
    }
  }

  private void drop() {
    dropMachines();
    role = Role.NONE;
    copy.clear();
    keys.forget();
    oracle.dropped(this);
  }

  void adopt(int[] others) {
    if (role == Role.LEADING || role == Role.ADOPTING) {
      return;
    }
    dropMachines();
    role = Role.ADOPTING;
    adoptingNanos = process.now();
    int[] asked = process.simulation.fault == SimFault.ADOPT_WITHOUT_ASKING ? new int[0] : others;
    adoption = new Adoption(copy, process.number, asked, settings, process.now());
  }

  void handOver(SimProcess to) {
    if (role == Role.LEADING && handOverTo == null) {
      handOverTo = to;
      handOverUntilNanos = process.now() + 800 * SimWorld.MILLI;
    }
  }

  private void dropMachines() {
    if (leader != null) {
      leader.stop();
    }
    if (follower != null) {
      follower.stop();
    }
    waiting.clear();
    handOverTo = null;
    leader = null;
    follower = null;
    adoption = null;
  }

  // ---- what happens to it

  /** A client writes; false when it is refused. */
  boolean write(int[] written, int padding, boolean wait) {
    if (leader == null || leader.isFenced() || handOverTo != null || !process.hasLease()) {
      return false;
    }
    oracle.serving(this, leader.epoch());
    long number = oracle.nextNumber();
    byte[] unit = SimKeys.write(number, written, padding);
    keys.apply(unit, 0, unit.length);
    long position = copy.log().append(unit, 0, unit.length);
    oracle.ended(this);
    if (wait) {
      waiting.add(new Waiting(position, number, written));
    }
    return true;
  }

  void receive(SimProcess from, StreamMessage message) {
    long now = process.now();
    switch (message) {
      case StreamMessage.ToLeader word -> {
        if (leader != null) {
          leader.receive(from.number, word, now);
          oracle.ended(this);
          acknowledge();
          pump();
          afterLeader();
        }
      }
      case StreamMessage.ToFollower word -> {
        if (follower != null) {
          speaker = from;
          follower.receive(from.number, word, now);
          oracle.applied(this);
          pump();
        }
      }
      case StreamMessage.Inquire word -> {
        process.sendStream(from, inquired(word));
        afterLeader();
      }
      case StreamMessage.Answer word -> {
        if (adoption != null) {
          adoption.receive(from.number, word, now);
          pump();
        }
      }
    }
  }

  private StreamMessage.Answer inquired(StreamMessage.Inquire word) {
    if (process.simulation.fault == SimFault.BREAK_PROMISE) {
      return new StreamMessage.Answer(shard, word.round(), word.epoch(), copy.facts());
    }
    return leader != null ? leader.inquired(word) : copy.inquired(word);
  }

  /** Another process says that it leads in an epoch. */
  void heardOfLeader(SimProcess other, long epoch) {
    if (follower != null) {
      follower.follow(other.number, epoch, process.now());
    }
    if (leader != null) {
      leader.fenced(epoch);
      afterLeader();
    } else {
      copy.promise(epoch);
    }
  }

  void removed(int node) {
    if (leader != null) {
      leader.removed(node);
    }
    if (adoption != null) {
      adoption.removed(node);
    }
  }

  void lost(int node) {
    if (leader != null) {
      leader.lost(node);
    }
    if (follower != null) {
      follower.lost(node, process.now());
    }
  }

  /**
   * Clients that wait are told what a follower has; only under the lease, because without it both
   * may have been downed together.
   */
  private void acknowledge() {
    if (waiting.isEmpty() || leader == null || leader.isFenced() || !process.hasLease()) {
      return;
    }
    long position = leader.acknowledgedByOne();
    for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
      Waiting write = each.next();
      if (write.position <= position) {
        oracle.acknowledged(this, write.number, write.keys);
        each.remove();
      }
    }
  }

  private void afterLeader() {
    if (leader != null && leader.isFenced()) {
      process.trace(() -> "shard " + shard + " fenced");
      follow();
    }
  }

  void pump() {
    long now = process.now();
    if (adoption != null) {
      adoption.pump(now, process);
      decide(adoption, now);
    }
    if (follower != null) {
      follower.pump(now, process);
      if (follower.isDismissed()) {
        drop();
      }
    }
    if (leader != null) {
      for (int turns = 0; turns < 16 && leader.pump(now, process); turns++) {
        // until nothing more can be sent
      }
      oracle.ended(this);
      afterHandOver(now);
    }
  }

  private void decide(Adoption asked, long now) {
    switch (asked.outcome()) {
      case ASKING -> {}
      case GIVE_WAY -> {
        if (process.simulation.fault == SimFault.PROMOTE_INCOMPLETE
            && copy.facts().epoch() > 0
            && process.hasLease()) {
          lead(asked.epoch(), now);
          return;
        }
        if (process.simulation.fault == SimFault.LEAD_WITH_LESS) {
          if (now - adoptingNanos > 1_500 * SimWorld.MILLI && process.hasLease()) {
            lead(asked.epoch(), now);
          }
          return;
        }
        int better = asked.better();
        follow();
        process.simulation.coordinator.yielded(this, better);
      }
      case ADOPT -> {
        if (process.hasLease()) {
          lead(asked.epoch(), now);
        }
      }
    }
  }

  private void lead(long epoch, long now) {
    dropMachines();
    role = Role.LEADING;
    leader = Leader.adopt(copy, epoch, this, settings, now);
    keys.received();
    process.trace(() -> "shard " + shard + " leads at " + copy.facts());
    oracle.adopted(this, epoch);
  }

  private void afterHandOver(long now) {
    if (handOverTo == null || leader == null) {
      return;
    }
    SimProcess to = handOverTo;
    if (leader.everybodyHas(copy.log().end())) {
      follow();
      process.simulation.coordinator.handedOver(this, to);
    } else if (now > handOverUntilNanos) {
      handOverTo = null;
    }
  }
}
