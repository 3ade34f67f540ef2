// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.keyspace.EvictionCandidates;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.Population;
import io.tarn.keyspace.eviction.EvictionPolicy;
import io.tarn.keyspace.eviction.EvictionRule;
import io.tarn.slab.Slab;
import java.util.random.RandomGenerator;

/**
 * Gives up keys for space: samples some from all over the node and lets the one with the lowest
 * score go, until enough is free. Used by one thread, which has entered no gate.
 */
final class Evictor {

  /*
   * Nothing is kept in order, so nothing is paid at a use of a key. Of the keys sampled, eight unless set otherwise, the worst one is
   * among the worst eighth of all keys on the average, which is what matters. The KEPT next worst
   * compete again in the next eviction, with scores of then: in simulation on recorded traces that
   * is worth as much as drawing 32 (mean hit ratio 68.34 % without, 68.41 % with two or eight).
   *
   * Gates are tried and never waited for. A slot that is busy is in use by somebody who may be
   * waiting for nothing but this thread's processor, and one slot in 16,384 is no loss.
   *
   * How many keys one visit of a slot samples depends on how many it has: eight neighbours of an
   * index are one visit and a few cache lines, but of a slot with four keys it would be always the
   * same four that compete.
   */

  /** Losers of an eviction that compete in the next one; 0 is none. */
  static final int KEPT = 2;

  /** A visit samples one key for so many that the slot has. */
  private static final int KEYS_FOR_ONE = 8;

  /** Evictions between two counts of the slots' keys, which then cost 0.1 microseconds each. */
  static final int RECOUNT = 128;

  /** Attempts in a row that free nothing before this gives up. */
  static final int MOST_FRUITLESS = 64;

  /** Expired keys that are removed from a slot that is visited anyway. */
  private static final int EXPIRED_AT_ONCE = 16;

  /** The clock is read at every so many attempts; a power of two. */
  private static final int CLOCK_EVERY = 8;

  private final SlotTable slots;
  private final Slab slab;
  private final Population population;
  private final FlushedKeys flushed;
  private final RandomGenerator random;
  private final SlotPicker picker;
  private final EvictionCandidates candidates = new EvictionCandidates();
  private final Newcomers newcomers = new Newcomers();
  private final int[] chosen = new int[EvictionCandidates.MOST];
  private final long[] draws = new long[EvictionCandidates.MOST];
  private final long[] places = new long[EvictionCandidates.MOST];
  private final int[] keptSlots = new int[KEPT];
  private final long[] keptHashes = new long[KEPT];
  private int kept;
  private EvictionPolicy countedFor = EvictionPolicy.NOEVICTION;
  private int untilCount;
  private boolean metBusyGate;

  /** Keeps the reads of {@link #choose} alive for the compiler. */
  @SuppressWarnings("UnusedVariable")
  private long touched;

  /** Creates the evictor of one thread. */
  Evictor(SlotTable slots, Slab slab, RandomGenerator random) {
    this.slots = slots;
    this.slab = slab;
    this.population = slots.population();
    this.flushed = slots.flushed();
    this.random = random;
    this.picker = new SlotPicker(population, random);
  }

  /**
   * Frees memory: what FLUSHALL has left first, then keys by the policy in force.
   *
   * @param bytes about how much
   * @param deadlineNanos {@code nanoTime} at which to stop
   * @return the bytes freed; less than asked for when time is over, when nothing may go, or when
   *     {@link #metBusyGate} tells that others were in the way
   */
  long makeRoom(long bytes, long nowMillis, long deadlineNanos) {
    metBusyGate = false;
    long freed = flushed.isEmpty() ? 0 : freeFlushed(bytes, deadlineNanos);
    EvictionPolicy policy = population.policy();
    if (!policy.evicts()) {
      return freed;
    }
    int fruitless = 0;
    for (int n = 1; freed < bytes && fruitless < MOST_FRUITLESS; n++) {
      if (n % CLOCK_EVERY == 0 && System.nanoTime() - deadlineNanos >= 0) {
        break;
      }
      if (--untilCount < 0 || policy != countedFor || fruitless == MOST_FRUITLESS / 2) {
        count(policy);
      }
      if (picker.total() == 0) {
        untilCount = 0;
        break;
      }
      long more = evictOne(ruleOf(policy), nowMillis);
      fruitless = more == 0 ? fruitless + 1 : 0;
      freed += more;
    }
    return freed;
  }

  /** True when the last call of {@link #makeRoom} found a gate taken. */
  boolean metBusyGate() {
    return metBusyGate;
  }

  /** Returns what this thread has stored lately, for rules that let the youngest go. */
  Newcomers newcomers() {
    return newcomers;
  }

  private EvictionRule ruleOf(EvictionPolicy policy) {
    EvictionRule rule = policy.rule();
    return rule != null ? rule : population.choice().rule();
  }

  /* The count of all keys is what the tick, the sketches and the miniature caches are paced by. */
  private void count(EvictionPolicy policy) {
    countedFor = policy;
    untilCount = RECOUNT;
    picker.count(false);
    population.totalKeys(picker.total());
    if (policy.volatileOnly()) {
      picker.count(true);
    }
    if (policy.isAdaptive()) {
      population.choice().resize(picker.total());
    }
  }

  private long freeFlushed(long bytes, long deadlineNanos) {
    long before = slab.usedBytes();
    long freed = 0;
    while (freed < bytes && System.nanoTime() - deadlineNanos < 0 && flushed.freeSome()) {
      freed = before - slab.usedBytes();
    }
    return Math.max(0, freed);
  }

  /** Samples, and lets one key go; returns the bytes freed, perhaps by expired keys instead. */
  private long evictOne(EvictionRule rule, long nowMillis) {
    candidates.clear();
    int wanted = rule == EvictionRule.RANDOM ? 1 : population.samples();
    int visit = Math.clamp(picker.keysPerSlot() / KEYS_FOR_ONE, 1, wanted);
    if (rule != EvictionRule.RANDOM) {
      for (int i = 0; i < kept; i++) {
        offer(keptSlots[i], keptHashes[i], rule, nowMillis);
      }
      kept = 0;
    }
    if (rule == EvictionRule.HITS) {
      offerNewcomer(rule, nowMillis);
    }
    int visits = choose((wanted + visit - 1) / visit);
    for (int sampled = 0, i = 0; i < visits; sampled += visit, i++) {
      int number = chosen[i];
      Slot slot = slots.slot(number);
      if (!slot.tryEnter()) {
        metBusyGate = true;
        continue;
      }
      try {
        Keyspace keyspace = slot.keyspace();
        long freed = removeExpired(keyspace, nowMillis);
        if (freed > 0) {
          return freed;
        }
        int most = Math.min(visit, wanted - sampled);
        keyspace.sample(draws[i], rule, most, candidates, nowMillis);
        int lowest = lowest();
        if (i + 1 == visits && lowest >= 0 && candidates.slot(lowest) == number) {
          return evict(keyspace, lowest);
        }
      } finally {
        slots.leave(slot);
      }
    }
    // Nothing but losers of before: others are busy, or these are all there are.
    int lowest = lowest();
    return lowest < 0 ? 0 : enterAndEvict(lowest);
  }

  /**
   * Chooses the slots to visit and touches what the visits will need, for all slots together: a
   * node with few keys has them in as many slots, and each would be waited for four times.
   */
  private int choose(int visits) {
    int count = 0;
    for (; count < visits; count++) {
      chosen[count] = picker.pick();
      if (chosen[count] == SlotPicker.NO_SLOT) {
        break;
      }
      draws[count] = random.nextLong();
    }
    for (int i = 0; i < count; i++) {
      Keyspace keyspace = slots.at(chosen[i]);
      touched += keyspace.prefetchSketch();
      places[i] = keyspace.prefetchIndex(draws[i]);
    }
    for (int i = 0; i < count; i++) {
      places[i] = Keyspace.prefetchSampledCell(places[i], draws[i]);
    }
    for (int i = 0; i < count; i++) {
      touched += Keyspace.prefetchRecord(places[i]);
    }
    return count;
  }

  private long enterAndEvict(int candidate) {
    Slot slot = slots.slot(candidates.slot(candidate));
    if (!slot.tryEnter()) {
      metBusyGate = true;
      return 0;
    }
    try {
      return evict(slot.keyspace(), candidate);
    } finally {
      slots.leave(slot);
    }
  }

  private long evict(Keyspace keyspace, int candidate) {
    keepLosers(candidates.hash(candidate));
    return keyspace.evict(candidates.hash(candidate), candidates.record(candidate));
  }

  private long removeExpired(Keyspace keyspace, long nowMillis) {
    if (nowMillis <= keyspace.nextExpiryMillis()) {
      return 0;
    }
    long before = keyspace.memoryUsage();
    keyspace.removeExpired(nowMillis, EXPIRED_AT_ONCE);
    return Math.max(0, before - keyspace.memoryUsage());
  }

  private void keepLosers(long winner) {
    kept = 0;
    while (kept < KEPT) {
      int next = -1;
      for (int i = 0; i < candidates.count(); i++) {
        long hash = candidates.hash(i);
        if (hash != winner
            && !isKept(hash)
            && (next < 0 || candidates.score(i) < candidates.score(next))) {
          next = i;
        }
      }
      if (next < 0) {
        return;
      }
      keptSlots[kept] = candidates.slot(next);
      keptHashes[kept++] = candidates.hash(next);
    }
  }

  private boolean isKept(long hash) {
    for (int i = 0; i < kept; i++) {
      if (keptHashes[i] == hash) {
        return true;
      }
    }
    return false;
  }

  /* One that is gone by now offers nothing, and the one before it is asked. */
  private void offerNewcomer(EvictionRule rule, long nowMillis) {
    int before = candidates.count();
    while (candidates.count() == before && newcomers.count() > 0) {
      int slot = newcomers.slot();
      long hash = newcomers.hash();
      newcomers.drop();
      offer(slot, hash, rule, nowMillis);
    }
  }

  private void offer(int number, long hash, EvictionRule rule, long nowMillis) {
    Slot slot = slots.slot(number);
    if (slot.tryEnter()) {
      try {
        slot.keyspace().sampleKey(hash, rule, candidates, nowMillis);
      } finally {
        slots.leave(slot);
      }
    }
  }

  private int lowest() {
    int lowest = -1;
    for (int i = 0; i < candidates.count(); i++) {
      if (lowest < 0 || candidates.score(i) < candidates.score(lowest)) {
        lowest = i;
      }
    }
    return lowest;
  }
}
