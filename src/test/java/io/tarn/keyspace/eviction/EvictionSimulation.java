// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.eviction;

import io.tarn.slab.Slab;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A whole cache of a fixed number of keys that evicts as a node does, without the records: 16,384
 * slots with a sketch each, halvings paced by the uses of all of them, eviction before a key is
 * stored, samples over all keys, the two next lowest of an eviction competing in the next, and
 * under {@link EvictionRule#HITS} the key stored last as well.
 */
final class EvictionSimulation implements SimulatedCache {

  private static final int SLOTS = 16_384;
  private static final int SAMPLED = 8;
  private static final int KEPT = 2;
  private static final int USES_A_KEY = 10;

  private final @Nullable EvictionRule fixed;
  private final AdaptiveChoice choice = new AdaptiveChoice(1);
  private final SplittableRandom random = new SplittableRandom(2);
  private final Slab slab = new Slab(0, 1);
  private final int capacity;

  private final int[] keys;
  private final int[] ticks;
  private final byte[] hits;
  private final int[] places;
  private int size;
  private int tick;
  private int newest = -1;
  private int[] kept = {};

  private final long[] sketches = new long[SLOTS];
  private final int[] sketchLongs = new int[SLOTS];
  private final int[] sketchEpochs = new int[SLOTS];
  private final int[] slotKeys = new int[SLOTS];
  private int epoch;
  private long uses;

  /**
   * @param distinct keys are numbers below
   * @param fixed the rule, or null to let {@link AdaptiveChoice} choose
   */
  EvictionSimulation(int capacity, int distinct, @Nullable EvictionRule fixed) {
    this.capacity = capacity;
    this.fixed = fixed;
    keys = new int[capacity];
    ticks = new int[capacity];
    hits = new byte[capacity];
    places = new int[distinct];
    Arrays.fill(places, -1);
  }

  /** Returns a hash as well mixed as that of the key space. */
  static long hash(int key) {
    long mixed = (key + 1L) * 0x9e37_79b9_7f4a_7c15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d0_49bb_1331_11ebL;
    return mixed ^ (mixed >>> 31);
  }

  AdaptiveChoice choice() {
    return choice;
  }

  EvictionRule rule() {
    return fixed == null ? choice.rule() : fixed;
  }

  @Override
  public boolean get(int key) {
    int place = places[key];
    if (place < 0) {
      choice.missed(hash(key));
      return false;
    }
    ticks[place] = tick;
    hits[place] = (byte) Math.min(15, hits[place] + 1);
    count(key);
    choice.used(hash(key), true);
    return true;
  }

  @Override
  public void set(int key) {
    if (size == capacity) {
      if (fixed == null) {
        choice.resize(size);
      }
      evict();
    }
    int place = size++;
    keys[place] = key;
    ticks[place] = ++tick;
    hits[place] = 0;
    places[key] = place;
    newest = key;
    slotKeys[slot(key)]++;
    count(key);
    choice.stored(hash(key));
  }

  @Override
  public void close() {
    slab.close();
  }

  private void evict() {
    int[] candidates = new int[SAMPLED + kept.length + 1];
    int count = 0;
    for (int i = 0; i < SAMPLED; i++) {
      candidates[count++] = keys[random.nextInt(size)];
    }
    for (int key : kept) {
      candidates[count++] = key;
    }
    if (rule() == EvictionRule.HITS) {
      candidates[count++] = newest;
    }
    int[] lowest =
        Arrays.stream(candidates, 0, count)
            .filter(key -> key >= 0 && places[key] >= 0)
            .distinct()
            .boxed()
            .sorted((a, b) -> Long.compare(score(a), score(b)))
            .mapToInt(Integer::intValue)
            .limit(1 + KEPT)
            .toArray();
    kept = Arrays.copyOfRange(lowest, 1, lowest.length);
    remove(lowest[0]);
  }

  private long score(int key) {
    int place = places[key];
    return rule().score(tick - ticks[place], hits[place], frequency(key), 0, Long.MAX_VALUE);
  }

  private void remove(int key) {
    int place = places[key];
    int last = --size;
    keys[place] = keys[last];
    ticks[place] = ticks[last];
    hits[place] = hits[last];
    places[keys[place]] = place;
    places[key] = -1;
    slotKeys[slot(key)]--;
  }

  private static int slot(int key) {
    return (int) (hash(key) >>> 26) & (SLOTS - 1);
  }

  private void count(int key) {
    int slot = slot(key);
    catchUp(slot);
    FrequencySketch.increment(sketches[slot], sketchLongs[slot], hash(key));
    if (++uses >= (long) USES_A_KEY * size) {
      uses = 0;
      epoch++;
    }
  }

  private int frequency(int key) {
    int slot = slot(key);
    catchUp(slot);
    return FrequencySketch.frequency(sketches[slot], sketchLongs[slot], hash(key));
  }

  private void catchUp(int slot) {
    if (sketchLongs[slot] == 0) {
      sketchLongs[slot] = FrequencySketch.LEAST_LONGS;
      sketches[slot] = slab.allocate(0, (long) sketchLongs[slot] * Long.BYTES);
      FrequencySketch.clear(sketches[slot], sketchLongs[slot]);
      sketchEpochs[slot] = epoch;
    }
    for (; sketchEpochs[slot] != epoch; sketchEpochs[slot]++) {
      FrequencySketch.halve(sketches[slot], sketchLongs[slot]);
    }
    while (sketchLongs[slot] < FrequencySketch.longsFor(slotKeys[slot])) {
      long grown = slab.allocate(0, 2L * sketchLongs[slot] * Long.BYTES);
      FrequencySketch.grow(sketches[slot], sketchLongs[slot], grown);
      slab.free(sketches[slot]);
      sketches[slot] = grown;
      sketchLongs[slot] *= 2;
    }
  }
}
