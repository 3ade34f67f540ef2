// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sees everything, and ends the simulation when something happens that must not.
 *
 * <p>A write that was acknowledged by a follower is <i>guarded</i>: every leader after it must have
 * it, as long as not all have crashed or were downed that held it in a complete copy.
 */
final class SimOracle {

  /** Something happened that must not. */
  static final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1;

    Violation(String message) {
      super(message);
    }
  }

  /** What was last seen of one process's copy of one shard. */
  private static final class Seen {
    long epoch;
    long position;
  }

  private final Simulation simulation;
  private final long[][] guards;
  private final long[] adopted;

  /** What leaders held at each position that they were at. */
  private final Map<Long, Long> digests = new HashMap<>();

  private final Map<SimShard, Seen> seen = new LinkedHashMap<>();
  private long number;
  int accepted;
  int acknowledged;
  int checkpoints;
  int adoptions;

  /** Checkpoints since the troubles ended, for each copy. */
  final Map<SimShard, Integer> calmCheckpoints = new LinkedHashMap<>();

  SimOracle(Simulation simulation) {
    this.simulation = simulation;
    this.guards = new long[simulation.shardCount][SimKeys.KEYS];
    this.adopted = new long[simulation.shardCount];
  }

  long nextNumber() {
    return ++number;
  }

  static void fail(String message) {
    throw new Violation(message);
  }

  private static String where(SimShard shard) {
    return "shard " + shard.shard + " at node " + shard.process.number;
  }

  /** A leader takes a write. */
  void serving(SimShard shard, long epoch) {
    if (epoch != adopted[shard.shard]) {
      fail(where(shard) + " serves epoch=" + epoch + " though led=" + adopted[shard.shard]);
    }
    accepted++;
  }

  /** A leader begins. */
  void adopted(SimShard shard, long epoch) {
    adoptions++;
    if (epoch <= adopted[shard.shard] && isRemembered(shard.shard, epoch)) {
      fail(where(shard) + " adopts epoch=" + epoch + " though led=" + adopted[shard.shard]);
    }
    adopted[shard.shard] = epoch;
    long[] guard = guards[shard.shard];
    for (int key = 0; key < guard.length; key++) {
      if (shard.keys.numbers[key] < guard[key]) {
        fail(
            where(shard)
                + " leads without an acknowledged write: key="
                + key
                + " holds="
                + shard.keys.numbers[key]
                + " acknowledged="
                + guard[key]);
      }
    }
    ended(shard);
  }

  /* True when a member knows of an epoch or of a later one. */
  private boolean isRemembered(int shard, long epoch) {
    for (SimProcess member : simulation.membership.members()) {
      if (member.isAlive() && member.shards[shard].copy.promised() > epoch) {
        return true;
      }
    }
    return false;
  }

  /** A follower has a write: its client was told. */
  void acknowledged(SimShard shard, long writeNumber, int[] keys) {
    acknowledged++;
    for (int key : keys) {
      if (!isHeldBeside(shard, key, writeNumber)) {
        fail(where(shard) + " tells that others have write=" + writeNumber + " and none had it");
      }
      guards[shard.shard][key] = Math.max(guards[shard.shard][key], writeNumber);
    }
  }

  private boolean isHeldBeside(SimShard leader, int key, long writeNumber) {
    for (int process = 0; process < simulation.started(); process++) {
      SimShard other = simulation.process(process).shards[leader.shard];
      if (other != leader && other.keys.ever[key] >= writeNumber) {
        return true;
      }
    }
    return false;
  }

  /** A process crashed or was downed: what only it held is lost, and rightly so. */
  void gone(SimProcess process) {
    simulation.world.trace(() -> "gone: node " + process.number);
    for (int shard = 0; shard < guards.length; shard++) {
      excuse(shard, null);
    }
  }

  /* Guards no longer what nobody holds, but perhaps one that is about to forget it. */
  private void excuse(int shard, @Nullable SimProcess forgetting) {
    for (int key = 0; key < SimKeys.KEYS; key++) {
      long latest = 0;
      for (SimProcess member : simulation.membership.members()) {
        SimShard part = member.shards[shard];
        if (member.isAlive() && member != forgetting && part.copy.facts().complete()) {
          latest = Math.max(latest, part.keys.numbers[key]);
        }
      }
      guards[shard][key] = Math.min(guards[shard][key], latest);
    }
  }

  private static long key(int shard, long epoch, long position) {
    return ((epoch << 28) + position) * 16 + shard;
  }

  /** The leader's stream may have grown. */
  void ended(SimShard shard) {
    Copy facts = shard.copy.facts();
    long digest = shard.keys.digest();
    Long before = digests.put(key(shard.shard, facts.epoch(), facts.position()), digest);
    if (before != null && before != digest) {
      fail(where(shard) + " changed without its stream: " + facts);
    }
  }

  /** A follower may have applied something. */
  void applied(SimShard shard) {
    Copy facts = shard.copy.facts();
    Seen last = seen.computeIfAbsent(shard, unused -> new Seen());
    if (last.epoch == facts.epoch() && last.position == facts.position()) {
      return;
    }
    if (facts.epoch() == last.epoch && facts.position() < last.position) {
      fail(where(shard) + " went back: " + facts + " before=" + last.position);
    }
    last.epoch = facts.epoch();
    last.position = facts.position();
    if (facts.complete()) {
      Long digest = digests.get(key(shard.shard, facts.epoch(), facts.position()));
      if (digest == null) {
        fail(where(shard) + " is where no leader was: " + facts);
      } else if (digest != shard.keys.digest()) {
        fail(where(shard) + " differs from its leader: " + facts);
      }
    }
  }

  void dropped(SimShard shard) {
    seen.remove(shard);
  }

  /**
   * A follower forgets what it holds, for a checkpoint. When the leader died just after it had said
   * so, that is as if both had crashed.
   */
  void checkpointBegun(SimShard shard, SimProcess leader) {
    if (!leader.isAlive() || !simulation.membership.members().contains(leader)) {
      excuse(shard.shard, shard.process);
    }
    checkpoints++;
    shard.process.trace(
        () -> "shard " + shard.shard + " begins a checkpoint, has " + shard.copy.facts());
    if (simulation.isCalm()) {
      int count = calmCheckpoints.merge(shard, 1, Integer::sum);
      if (count > 4) {
        fail(where(shard) + " gets one checkpoint after the other");
      }
    }
  }

  /** Streams must be bounded. */
  void memory(SimProcess process) {
    long most =
        Math.max(simulation.memoryBytes, Simulation.LARGEST_UNIT)
            + (simulation.shardCount + 1L) * Simulation.SEGMENT_BYTES;
    if (process.memory.usedBytes() > most) {
      fail("node " + process.number + " retains bytes=" + process.memory.usedBytes());
    }
  }
}
