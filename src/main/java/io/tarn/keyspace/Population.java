// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import io.tarn.keyspace.eviction.AdaptiveChoice;
import io.tarn.keyspace.eviction.EvictionPolicy;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What all key spaces of a node have in common: how many keys each has, the tick, and what is to be
 * remembered of the use of keys. Any thread; each key space writes its own counts under its gate.
 *
 * <p>A tick is an insertion of a key, anywhere on the node: the age of a key in ticks says how much
 * was stored since it was used, however long that took. Ticks wrap after 2^32 insertions.
 *
 * <p>The frequency sketches of the slots age together: when all slots have counted ten times as
 * many uses as there are keys, an epoch ends and every slot halves its counters when it is next
 * used (TinyLFU's reset, Einziger, Friedman, Manes 2017, over many sketches).
 */
public final class Population {

  /** Default of {@link #samples()}: an LRU by eight samples comes within a point of a true one. */
  public static final int DEFAULT_SAMPLES = 8;

  /** Redis's {@code lfu-log-factor}. */
  public static final int DEFAULT_LFU_LOG_FACTOR = 10;

  /** Redis's {@code lfu-decay-time}, in minutes. */
  public static final int DEFAULT_LFU_DECAY_MINUTES = 1;

  /** Mode bit: there is a budget, so ticks are kept. */
  static final int LIMITED = 1;

  /** Mode bit: keys carry use counts instead of seconds. */
  static final int LFU = 1 << 1;

  /** Mode bit: hits, sketches and miniature caches are kept. */
  static final int ADAPTIVE = 1 << 2;

  /** Mode bit beside ADAPTIVE: only keys with an expiry may go. */
  static final int VOLATILE = 1 << 3;

  /** Uses in an epoch, for each key. */
  private static final int USES_PER_KEY = 10;

  /** The keys are counted again after so many uses, which makes the count's 10 us cheap. */
  private static final long RECOUNT_USES = 1 << 16;

  /** A tick may lag by this part of the number of keys, as a shift: 1/128. */
  private static final int SLACK_SHIFT = 7;

  private static final int MOST_SLACK = 1 << 20;

  /**
   * Places in {@link #counters}, each far from the others and from whatever lies beside the array:
   * they are written by all threads.
   */
  private static final int TICK = 16;

  private static final int USES = 32;
  private static final int COUNTERS = 48;

  private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);
  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle MODE;
  private static final VarHandle EPOCH;
  private static final VarHandle EPOCH_START;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      MODE = lookup.findVarHandle(Population.class, "mode", int.class);
      EPOCH = lookup.findVarHandle(Population.class, "epoch", int.class);
      EPOCH_START = lookup.findVarHandle(Population.class, "epochStart", long.class);
    } catch (ReflectiveOperationException failure) {
      throw new ExceptionInInitializerError(failure);
    }
  }

  private final int[] keys = new int[HashSlot.COUNT];
  private final int[] expiring = new int[HashSlot.COUNT];
  private final long[] nextExpiries = new long[HashSlot.COUNT];
  private final long[] counters = new long[COUNTERS];
  private final AdaptiveChoice choice = new AdaptiveChoice();
  private volatile Consumer<Leftovers> discarded = Population::freeAll;
  private volatile @Nullable KeyObserver observer;
  private volatile @Nullable RemovalObserver removals;
  private final boolean[] aside = new boolean[HashSlot.COUNT];
  private volatile EvictionPolicy policy = EvictionPolicy.NOEVICTION;
  private volatile boolean limited;
  private volatile int samples = DEFAULT_SAMPLES;
  private volatile int lfuLogFactor = DEFAULT_LFU_LOG_FACTOR;
  private volatile int lfuDecayMinutes = DEFAULT_LFU_DECAY_MINUTES;
  private volatile long totalKeys;
  private volatile int epoch; // added to through EPOCH
  private int tickSlack;

  @SuppressWarnings("UnusedVariable") // through MODE
  private int mode;

  @SuppressWarnings("UnusedVariable") // through EPOCH_START
  private volatile long epochStart;

  /** Creates the empty population of a node. */
  public Population() {
    Arrays.fill(nextExpiries, Long.MAX_VALUE);
  }

  /**
   * Sets who frees the memory of large values whose keys are gone; until then that is done at once.
   *
   * @param taker called under gates, by any thread; must return at once
   */
  public void onDiscard(Consumer<Leftovers> taker) {
    discarded = taker;
  }

  /** Sets who learns of keys that come and go by themselves, or null while nobody asks. */
  public void observer(@Nullable KeyObserver value) {
    observer = value;
  }

  /** Returns who learns of keys that come and go by themselves, or null. */
  @Nullable KeyObserver observer() {
    return observer;
  }

  /** Sets who learns of keys that are removed without a command for it, or null. */
  public void removals(@Nullable RemovalObserver value) {
    removals = value;
  }

  /** Returns who learns of keys that are removed without a command for it, or null. */
  @Nullable RemovalObserver removals() {
    return removals;
  }

  /** Says whether the keys of a slot are left alone when some must go: it is a copy. */
  public void aside(int slot, boolean value) {
    aside[slot] = value;
  }

  /** Returns the number of keys of a slot, or of those with an expiry, that may be let go. */
  public int evictableKeys(int slot, boolean onlyExpiring) {
    if (aside[slot]) {
      return 0;
    }
    return onlyExpiring ? expiringKeys(slot) : keys(slot);
  }

  /** Has memory freed that no key has any more. */
  void discard(Leftovers leftovers) {
    discarded.accept(leftovers);
  }

  /** Returns the number of keys of a slot. */
  public int keys(int slot) {
    return (int) INTS.getOpaque(keys, slot);
  }

  /** Returns the number of keys of a slot that have an expiry. */
  public int expiringKeys(int slot) {
    return (int) INTS.getOpaque(expiring, slot);
  }

  /**
   * Returns the earliest expiry of any key of a slot, in milliseconds since 1970, or {@link
   * Long#MAX_VALUE}.
   */
  public long nextExpiryMillis(int slot) {
    return (long) LONGS.getOpaque(nextExpiries, slot);
  }

  void nextExpiryMillis(int slot, long millis) {
    LONGS.setOpaque(nextExpiries, slot, millis);
  }

  void keys(int slot, int count) {
    INTS.setOpaque(keys, slot, count);
  }

  void expiringKeys(int slot, int count) {
    INTS.setOpaque(expiring, slot, count);
  }

  /** Returns the policy in force. */
  public EvictionPolicy policy() {
    return policy;
  }

  /**
   * Sets what is in force from now on.
   *
   * @param limited false when there is no budget: nothing will be evicted, so ticks, sketches and
   *     miniature caches are not kept
   */
  public void policy(EvictionPolicy value, boolean limited) {
    policy = value;
    this.limited = limited;
    int bits = limited ? LIMITED : 0;
    bits |= value.isLfu() ? LFU : 0;
    if (limited && value.isAdaptive()) {
      bits |= value.volatileOnly() ? ADAPTIVE | VOLATILE : ADAPTIVE;
    }
    MODE.setOpaque(this, bits);
  }

  /** True when there is a budget. */
  public boolean isLimited() {
    return limited;
  }

  /** Returns the choice of the adaptive policies. */
  public AdaptiveChoice choice() {
    return choice;
  }

  /**
   * Tells how many keys all slots have, by a sum over {@link #keys(int)}: it paces the epochs. Need
   * not be exact; the key spaces sum for themselves every {@value #RECOUNT_USES} uses.
   */
  public void totalKeys(long count) {
    totalKeys = count;
    tickSlack = (int) Math.min(count >>> SLACK_SHIFT, MOST_SLACK);
  }

  /** Returns what was told last. */
  public long totalKeys() {
    return totalKeys;
  }

  /** Returns how many keys are compared before one is evicted. */
  public int samples() {
    return samples;
  }

  /** Sets how many keys are compared, 1 to {@link EvictionCandidates#MOST}. */
  public void samples(int count) {
    samples = count;
  }

  /** Returns Redis's {@code lfu-log-factor}: how slowly use counts grow. */
  public int lfuLogFactor() {
    return lfuLogFactor;
  }

  /** Sets Redis's {@code lfu-log-factor}, at least 0. */
  public void lfuLogFactor(int factor) {
    lfuLogFactor = factor;
  }

  /** Returns Redis's {@code lfu-decay-time}: the minutes in which a use count falls by one. */
  public int lfuDecayMinutes() {
    return lfuDecayMinutes;
  }

  /** Sets Redis's {@code lfu-decay-time} in minutes; 0 means never. */
  public void lfuDecayMinutes(int minutes) {
    lfuDecayMinutes = minutes;
  }

  /** Returns the mode bits; 0 when only seconds are kept. */
  int mode() {
    return (int) MODE.getOpaque(this);
  }

  /** Returns the tick of now. */
  int tick() {
    return (int) (long) LONGS.getOpaque(counters, TICK);
  }

  /** Counts an insertion and returns its tick. */
  int inserted() {
    return (int) ((long) LONGS.getAndAdd(counters, TICK, 1L) + 1);
  }

  /** Returns by how much the tick in a record may lag: a small part of the keys. */
  int tickSlack() {
    return tickSlack;
  }

  /** Returns the number of the epoch; wraps. */
  int epoch() {
    return epoch;
  }

  /** Counts uses of keys, several at once. */
  void counted(int uses) {
    long before = (long) LONGS.getAndAdd(counters, USES, (long) uses);
    long all = before + uses;
    if (all / RECOUNT_USES != before / RECOUNT_USES || totalKeys == 0) {
      recount();
    }
    long start = epochStart;
    if (all - start >= USES_PER_KEY * Math.max(1, totalKeys)
        && EPOCH_START.compareAndSet(this, start, all)) {
      EPOCH.getAndAdd(this, 1);
    }
  }

  private static void freeAll(Leftovers leftovers) {
    while (!leftovers.free(Integer.MAX_VALUE)) {
      // What is left is of another kind.
    }
  }

  private void recount() {
    long sum = 0;
    for (int slot = 0; slot < HashSlot.COUNT; slot++) {
      sum += keys(slot);
    }
    totalKeys(Math.max(1, sum));
  }
}
