// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.keyspace.collection.HashSegment;
import io.tarn.keyspace.eviction.EvictionPolicy;
import io.tarn.keyspace.eviction.EvictionRule;
import io.tarn.slab.OutOfBudgetException;
import io.tarn.slab.Slab;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Marks of use, sampling, eviction, lazy freeing and renaming. */
class KeyspaceEvictionTest {

  private static final long NOW = 1_700_000_000_000L;
  private static final long MINUTE = 60_000;

  private final Slab slab = new Slab(0, 1);
  private final Population population = new Population();
  private final Keyspace keyspace = new Keyspace(7, slab, population);
  private final EvictionCandidates candidates = new EvictionCandidates();
  private final SplittableRandom random = new SplittableRandom(1);

  @AfterEach
  void closeSlab() {
    slab.close();
  }

  @Test
  void find_noBudget_marksSecondsOnly() {
    population.policy(EvictionPolicy.ALLKEYS_ADAPTIVE, false);
    long record = create("key", 3, Keyspace.NO_EXPIRY);
    find("key", NOW + 9_000);
    assertEquals(0, RecordLayout.tick(record));
    assertEquals(0, RecordLayout.hits(record));
    assertEquals(0, keyspace.sketchBytes());
    assertEquals(0, keyspace.idleSeconds(record, NOW + 9_000));
  }

  @Test
  void find_budget_marksTickAndHits() {
    population.policy(EvictionPolicy.ALLKEYS_ADAPTIVE, true);
    long record = create("key", 3, Keyspace.NO_EXPIRY);
    assertEquals(1, RecordLayout.tick(record));
    create("other", 3, Keyspace.NO_EXPIRY);
    assertEquals(1, RecordLayout.tick(record));
    for (int i = 1; i <= 20; i++) {
      find("key", NOW);
      assertEquals(2, RecordLayout.tick(record));
      assertEquals(Math.min(i, RecordLayout.MOST_HITS), RecordLayout.hits(record));
    }
    byte[] key = bytes("key");
    keyspace.findToWrite(Keyspace.hash(key, 0, 3), key, 0, 3, NOW);
    assertEquals(ValueType.STRING, keyspace.type(record));
  }

  @Test
  void find_manyKeys_tickMayLagALittle() {
    population.policy(EvictionPolicy.ALLKEYS_LRU, true);
    population.totalKeys(12_800);
    long record = create("key", 3, Keyspace.NO_EXPIRY);
    for (int i = 0; i < 100; i++) {
      create("other" + i, 3, Keyspace.NO_EXPIRY);
    }
    find("key", NOW);
    assertEquals(1, RecordLayout.tick(record));
    create("one more", 3, Keyspace.NO_EXPIRY);
    find("key", NOW);
    assertEquals(102, RecordLayout.tick(record));
  }

  @Test
  void find_lfu_countGrowsLogarithmicallyAndDecays() {
    population.policy(EvictionPolicy.ALLKEYS_LFU, false);
    long record = create("key", 3, Keyspace.NO_EXPIRY);
    assertEquals(5, keyspace.useCount(record, NOW));
    for (int i = 0; i < 1_000; i++) {
      find("key", NOW);
    }
    int count = keyspace.useCount(record, NOW);
    assertTrue(count > 10 && count < 30, "count=" + count); // 18 at a factor of 10 in Redis's table
    assertEquals(count - 3, keyspace.useCount(record, NOW + 3 * MINUTE));
    assertEquals(180, keyspace.idleSeconds(record, NOW + 3 * MINUTE));
    population.lfuDecayMinutes(0);
    assertEquals(count, keyspace.useCount(record, NOW + 3 * MINUTE));
    population.lfuLogFactor(0);
    for (int i = 0; i < 300; i++) {
      find("key", NOW);
    }
    assertEquals(255, keyspace.useCount(record, NOW));
  }

  @Test
  void access_policyChanges_isNeverMisread() {
    long record = create("key", 3, Keyspace.NO_EXPIRY);
    population.policy(EvictionPolicy.VOLATILE_LFU, true);
    assertEquals(5, keyspace.useCount(record, NOW));
    assertEquals(2, keyspace.useCount(record, NOW + 3 * MINUTE));
    assertEquals(180, keyspace.idleSeconds(record, NOW + 3 * MINUTE));
    keyspace.useCount(record, 200, NOW);
    assertEquals(200, keyspace.useCount(record, NOW));
    population.policy(EvictionPolicy.ALLKEYS_LRU, true);
    assertEquals(120, keyspace.idleSeconds(record, NOW + 2 * MINUTE));
    find("key", NOW + 2 * MINUTE);
    assertEquals(7, keyspace.idleSeconds(record, NOW + 2 * MINUTE + 7_000));
    keyspace.idleSeconds(record, 1_000, NOW);
    assertEquals(1_000, keyspace.idleSeconds(record, NOW));
    keyspace.idleSeconds(record, Long.MAX_VALUE, NOW);
    assertTrue(keyspace.idleSeconds(record, NOW) > 40L * 365 * 24 * 3600);
  }

  @Test
  void sketch_adaptivePolicy_followsTheKeysAndGoesWithThePolicy() {
    population.policy(EvictionPolicy.ALLKEYS_ADAPTIVE, true);
    assertEquals(0, keyspace.sketchBytes());
    create("key", 3, Keyspace.NO_EXPIRY);
    assertEquals(16, keyspace.sketchBytes());
    for (int i = 0; i < 1_000; i++) {
      create("key" + i, 3, Keyspace.NO_EXPIRY);
    }
    assertEquals(4_096, keyspace.sketchBytes());
    assertEquals(slab.usedBytes(), keyspace.memoryUsage());
    for (int i = 0; i < 1_000; i++) {
      keyspace.remove(find("key" + i, NOW));
    }
    assertEquals(32, keyspace.sketchBytes());
    population.policy(EvictionPolicy.ALLKEYS_LRU, true);
    keyspace.settleSketch();
    assertEquals(0, keyspace.sketchBytes());
    population.policy(EvictionPolicy.ALLKEYS_ADAPTIVE, true);
    find("key", NOW);
    assertEquals(16, keyspace.sketchBytes());
    population.policy(EvictionPolicy.NOEVICTION, false);
    create("other", 3, Keyspace.NO_EXPIRY);
    assertEquals(0, keyspace.sketchBytes());
  }

  @Test
  void epoch_tenUsesOfEachKey_advances() {
    population.policy(EvictionPolicy.ALLKEYS_ADAPTIVE, true);
    int keys = 1_000;
    for (int i = 0; i < keys; i++) {
      create("key" + i, 3, Keyspace.NO_EXPIRY);
    }
    population.totalKeys(keys);
    int first = population.epoch();
    for (int i = 0; i < 30 * keys; i++) {
      find("key" + i % keys, NOW);
    }
    int epochs = population.epoch() - first;
    assertTrue(epochs == 2 || epochs == 3, "epochs=" + epochs);
  }

  @Test
  void sample_fromEveryCell_drawsTheNextKeysThere() {
    population.policy(EvictionPolicy.ALLKEYS_LRU, true);
    for (int keys : new int[] {1, 5, 8, 9, 20, 447, 448, 3_000}) {
      keyspace.clear();
      for (int i = 0; i < keys; i++) {
        create("key" + i, 4, Keyspace.NO_EXPIRY);
      }
      KeyIndex index = keyspace.index();
      long drawsOfAPlace = 0;
      for (long place = 0; place < index.places(); place++) {
        drawsOfAPlace += sampleFromEveryCell(index, place);
      }
      assertTrue(drawsOfAPlace > keys, "draws=" + drawsOfAPlace);
    }
  }

  /*
   * A draw begins at one of a segment's cells, all alike, and takes the next eight keys. So of the
   * draws that begin in a segment, a key is in as many as there are cells from it back to the
   * eighth key before it: eight where cells are full, several times that behind a gap.
   */
  private int sampleFromEveryCell(KeyIndex index, long place) {
    long handle = index.handleAt(place);
    int cells = HashSegment.cells(handle);
    Map<Long, Integer> draws = new HashMap<>();
    for (int cell = 0; cell < cells; cell++) {
      long lower = (((long) cell << 32) + cells - 1) / cells;
      long draw = (place * ((1L << 32) / index.places()) << 32) | lower;
      candidates.clear();
      int added = keyspace.sample(draw, EvictionRule.AGE, 8, candidates, NOW);
      assertEquals(Math.min(8, keyspace.size()), added);
      for (int k = 0; k < added; k++) {
        draws.merge(candidates.record(k), 1, Integer::sum);
      }
    }
    int[] full = IntStream.range(0, cells).filter(i -> HashSegment.cell(handle, i) != 0).toArray();
    assertEquals(full.length, draws.size(), "keys of other segments");
    for (int k = 0; k < full.length; k++) {
      int eighthBefore = full[Math.floorMod(k - 8, full.length)];
      int back = full.length <= 8 ? cells : Math.floorMod(full[k] - eighthBefore - 1, cells) + 1;
      long record = HashSegment.entry(HashSegment.cell(handle, full[k]));
      assertEquals(back, draws.get(record), "draws of the key at " + full[k] + " of " + cells);
    }
    return cells;
  }

  @Test
  void sample_volatilePolicy_onlyKeysWithAnExpiry() {
    population.policy(EvictionPolicy.VOLATILE_TTL, true);
    for (int i = 0; i < 100; i++) {
      create("key" + i, 4, i % 10 == 0 ? NOW + 1_000 - i : Keyspace.NO_EXPIRY);
    }
    assertEquals(
        8, keyspace.sample(random.nextLong(), EvictionRule.TIME_TO_LIVE, 8, candidates, NOW));
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 8; i++) {
      least = Math.min(least, candidates.score(i));
    }
    assertEquals(NOW + 910, least);
    candidates.clear();
    assertEquals(10, keyspace.sample(random.nextLong(), EvictionRule.AGE, 20, candidates, NOW));
    candidates.clear();
    assertEquals(
        1, keyspace.sample(random.nextLong(), EvictionRule.AGE, 1, candidates, NOW + 5_000));
    assertEquals(Long.MIN_VALUE, candidates.score(0));
    assertTrue(keyspace.evict(candidates.hash(0), candidates.record(0)) > 0);
    assertEquals(1, keyspace.expiredCount());
    assertEquals(0, keyspace.evictedCount());
    assertEquals(0, keyspace.evict(candidates.hash(0), candidates.record(0)));
    byte[] key = bytes("key1");
    candidates.clear();
    long hash = Keyspace.hash(key, 0, key.length);
    keyspace.sampleKey(hash, EvictionRule.AGE, candidates, NOW);
    assertEquals(0, candidates.count());
    population.policy(EvictionPolicy.ALLKEYS_LRU, true);
    keyspace.sampleKey(hash, EvictionRule.AGE, candidates, NOW);
    assertEquals(1, candidates.count());
    long used = slab.usedBytes();
    assertEquals(keyspace.evict(hash, candidates.record(0)), used - slab.usedBytes());
    assertEquals(Keyspace.NONE, find("key1", NOW));
    assertEquals(1, keyspace.evictedCount());
  }

  @Test
  void detach_manyKeys_emptyAtOnceAndFreedInSteps() {
    population.policy(EvictionPolicy.ALLKEYS_ADAPTIVE, true);
    for (int i = 0; i < 5_000; i++) {
      create("key" + i, i % 100 == 0 ? 40_000 : 10, i % 2 == 0 ? NOW + i : Keyspace.NO_EXPIRY);
    }
    Remains remains = keyspace.detach();
    assertEquals(0, keyspace.size());
    assertEquals(0, keyspace.memoryUsage());
    assertEquals(Long.MAX_VALUE, keyspace.nextExpiryMillis());
    assertEquals(Keyspace.NONE, find("key1", NOW));
    create("key1", 10, Keyspace.NO_EXPIRY);
    assertEquals(5_000, remains.size());
    int steps = 0;
    while (!remains.free(64)) {
      steps++;
      assertEquals(Math.max(0, 5_000 - 64 * steps), remains.size());
    }
    assertEquals(0, remains.size());
    assertTrue(steps >= 78 && steps < 90, "steps=" + steps);
    assertEquals(slab.usedBytes(), keyspace.memoryUsage());
    assertTrue(new Keyspace(8, slab).detach().free(1));
  }

  @Test
  void take_valueOutside_isHandedOver() {
    Keyspace other = new Keyspace(9, slab, population);
    long record =
        keyspace.adopt(
            create("key", 0, NOW + 5),
            ValueType.STRING,
            slab.allocate(0, 1_000_000),
            1_000_000,
            NOW + 5);
    keyspace.markRaw(record);
    long value = keyspace.valuePosition(record);
    byte[] name = bytes("name");
    long hash = Keyspace.hash(name, 0, name.length);
    slab.budgetBytes(slab.usedBytes());
    assertThrows(
        OutOfBudgetException.class, () -> other.take(keyspace, record, hash, name, 0, 4, NOW));
    assertEquals(record, find("key", NOW));
    assertEquals(slab.usedBytes(), keyspace.memoryUsage());
    slab.budgetBytes(0);
    long taken = other.take(keyspace, record, hash, name, 0, 4, NOW);
    assertEquals(value, other.valuePosition(taken));
    assertEquals(NOW + 5, other.expireAt(taken));
    assertTrue(other.isRaw(taken));
    assertEquals(0, keyspace.memoryUsage());
    assertEquals(slab.usedBytes(), other.memoryUsage());
    assertThrows(
        IllegalArgumentException.class, () -> other.take(other, taken, hash, name, 0, 4, NOW));
  }

  @Test
  void expiry_farAway_isKeptExactly() {
    long[] expiries = {0, 1, (1L << 44) - 1, 1L << 44, Long.MAX_VALUE};
    long record = create("key", 100, Keyspace.NO_EXPIRY);
    for (long from : expiries) {
      for (long to : expiries) {
        record = keyspace.expireAt(keyspace.expireAt(record, from), to);
        assertEquals(to, keyspace.expireAt(record));
        assertEquals(to, keyspace.nextExpiryMillis());
        assertEquals("key", new String(keyspace.keyBytes(record), StandardCharsets.UTF_8));
        KeyspaceCheck.check(keyspace);
      }
    }
    assertFalse(keyspace.isExpired(record, NOW));
    assertNotEquals(Keyspace.NONE, find("key", NOW));
  }

  private long create(String key, long valueLength, long expireAt) {
    byte[] bytes = bytes(key);
    return keyspace.create(bytes, 0, bytes.length, ValueType.STRING, valueLength, expireAt, NOW);
  }

  private long find(String key, long now) {
    byte[] bytes = bytes(key);
    return keyspace.find(bytes, 0, bytes.length, now);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
