// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.keyspace.ModelledKeyspace.Entry;
import io.tarn.keyspace.eviction.EvictionPolicy;
import io.tarn.keyspace.eviction.EvictionRule;
import io.tarn.slab.Memory;
import io.tarn.slab.OutOfBudgetException;
import io.tarn.slab.Slab;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random operations on two key spaces of a node beside hash maps of the same keys. */
class KeyspaceModelTest {

  private static final ValueType[] TYPES = ValueType.values();
  private static final EvictionPolicy[] POLICIES = EvictionPolicy.values();
  private static final EvictionRule[] RULES = EvictionRule.values();

  private final EvictionCandidates candidates = new EvictionCandidates();
  private final ArrayDeque<Remains> remains = new ArrayDeque<>();
  private Population population = new Population();
  private Random random = new Random(0);
  private Slab slab = new Slab(0, 1);
  private ModelledKeyspace main = new ModelledKeyspace(0, slab, population, "");
  private ModelledKeyspace other = main;
  private String seedText = "";
  private long now = 1_700_000_000_000L;
  private long moveCursor;

  @ParameterizedTest
  @CsvSource({
    "1, 60, 0, 500000",
    "2, 60, 60000, 500000",
    "3, 700, 0, 400000",
    "4, 20000, 0, 200000",
    "5, 20000, 1500000, 200000",
    "6, 5, 0, 300000"
  })
  void operations_random_asTheModel(long seed, int keys, long budget, int steps) {
    random = new Random(seed);
    slab = new Slab(budget, 1 + (int) (seed % 2));
    seedText = "seed=" + seed;
    population = new Population();
    main = new ModelledKeyspace((int) seed, slab, population, seedText);
    other = new ModelledKeyspace(100, slab, population, seedText);
    for (int step = 0; step < steps; step++) {
      now += random.nextInt(100) == 0 ? random.nextInt(3000) : 0;
      boolean shrinking = (step / (steps / 8)) % 2 == 1;
      long usedBefore = slab.usedBytes();
      int sizeBefore = main.keyspace.size();
      try {
        step(key(random.nextInt(keys)), shrinking);
      } catch (OutOfBudgetException refused) {
        assertTrue(budget > 0, seedText);
        assertTrue(slab.usedBytes() <= Math.max(usedBefore, budget), seedText);
        assertTrue(main.keyspace.size() <= sizeBefore, seedText);
      }
      verifyCounts();
      if (keys < 1000 && step % 1024 == 0 || step % 10_000 == 0) {
        main.verifyAll(now);
        other.verifyAll(now);
      }
    }
    main.verifyAll(now);
    other.verifyAll(now);
    main.keyspace.clear();
    other.keyspace.clear();
    remains.forEach(left -> assertTrue(left.free(Integer.MAX_VALUE)));
    assertEquals(0, slab.usedBytes(), seedText);
    slab.close();
  }

  private void verifyCounts() {
    main.verifyCounts();
    other.verifyCounts();
    long used = main.keyspace.memoryUsage() + other.keyspace.memoryUsage();
    assertTrue(used <= slab.usedBytes(), seedText);
    assertTrue(!remains.isEmpty() || used == slab.usedBytes(), seedText);
  }

  private void step(String name, boolean shrinking) {
    byte[] key = name.getBytes(StandardCharsets.ISO_8859_1);
    int dice = random.nextInt(100);
    if (dice < 3) {
      main.scan(random.nextInt(30));
    } else if (dice < 5) {
      if (main.model.size() < 1000 || random.nextInt(20) == 0) {
        main.removeExpired(random.nextInt(20), now);
      }
    } else if (dice == 5) {
      long record = main.keyspace.random(random);
      assertEquals(main.keyspace.size() == 0, record == Keyspace.NONE);
      assertTrue(record == Keyspace.NONE || main.model.containsKey(main.nameOf(record)), seedText);
    } else if (dice < 8) {
      evictionStep();
    } else if (dice == 8) {
      backgroundStep();
    } else if (dice == 9) {
      ModelledKeyspace swapped = main;
      main = other;
      other = swapped;
    } else {
      keyStep(name, key, dice, shrinking);
    }
  }

  private void keyStep(String name, byte[] key, int dice, boolean shrinking) {
    long record = lookUp(name, key);
    if (record == Keyspace.NONE) {
      if (!shrinking || dice < 35) {
        create(name, key);
      }
    } else if (shrinking && dice < 60) {
      remove(name, record);
    } else if (dice > 96) {
      take(name, record);
    } else {
      change(name, record);
    }
  }

  /* Samples, and evicts one of what was sampled now or before. */
  private void evictionStep() {
    Keyspace keyspace = main.keyspace;
    if (random.nextInt(50) == 0) {
      population.policy(POLICIES[random.nextInt(POLICIES.length)], random.nextInt(4) > 0);
      keyspace.settleSketch();
    }
    if (random.nextInt(3) > 0) {
      candidates.clear();
      int most = 1 + random.nextInt(12);
      int there = population.policy().volatileOnly() ? keyspace.expiringSize() : keyspace.size();
      EvictionRule rule = RULES[random.nextInt(RULES.length)];
      int added = keyspace.sample(random.nextLong(), rule, most, candidates, now);
      assertEquals(Math.min(most, there), added, seedText);
      for (int i = 0; i < added; i++) {
        Entry entry = main.model.get(main.nameOf(candidates.record(i)));
        boolean gone = entry.isExpired(now);
        assertEquals(gone, candidates.score(i) == Long.MIN_VALUE, seedText);
        assertEquals(keyspace.slot(), candidates.slot(i));
      }
    }
    if (candidates.count() == 0 || random.nextInt(4) > 0) {
      return;
    }
    int chosen = random.nextInt(candidates.count());
    if (candidates.slot(chosen) != keyspace.slot()) {
      return;
    }
    long record = candidates.record(chosen);
    long hash = candidates.hash(chosen);
    boolean there = keyspace.index().holds(hash, record);
    String name = there ? main.nameOf(record) : "";
    long evictedBefore = keyspace.evictedCount();
    long used = slab.usedBytes();
    assertEquals(there, keyspace.evict(hash, record) > 0, seedText);
    if (there) {
      assertTrue(slab.usedBytes() < used, seedText);
      boolean evicted = keyspace.evictedCount() > evictedBefore;
      main.evicted += evicted ? 1 : 0;
      main.expired += evicted ? 0 : 1;
      assertTrue(evicted || main.model.get(name).isExpired(now), seedText);
      main.forget(name);
    }
  }

  private void backgroundStep() {
    switch (random.nextInt(4)) {
      case 0 -> {
        if (random.nextInt(300) == 0) {
          remains.add(main.keyspace.detach());
          main.forgetAll();
        }
      }
      case 1 -> {
        if (!remains.isEmpty() && remains.getFirst().free(random.nextInt(100))) {
          assertEquals(0, remains.removeFirst().size(), seedText);
        }
      }
      case 2 -> {
        long selected = moveCursor == 0 ? slab.selectSparsePages() : 0;
        assertTrue(selected >= 0);
        moveCursor = main.keyspace.defragment(moveCursor, random.nextInt(50), new Moves());
        if (moveCursor == 0) {
          slab.deselectPages();
        }
      }
      default -> population.totalKeys(main.keyspace.size() + (long) other.keyspace.size());
    }
  }

  private long lookUp(String name, byte[] key) {
    main.forgetIfExpired(name, now);
    Entry entry = main.model.get(name);
    Keyspace keyspace = main.keyspace;
    long hash = Keyspace.hash(key, 0, key.length);
    long _ = Keyspace.prefetchRecord(Keyspace.prefetchCell(keyspace.prefetchIndex(hash), hash));
    byte[] shifted = new byte[key.length + 2];
    System.arraycopy(key, 0, shifted, 1, key.length);
    int way = random.nextInt(4);
    long record =
        switch (way) {
          case 0 -> keyspace.find(shifted, 1, key.length, now);
          case 1 -> keyspace.findToWrite(hash, shifted, 1, key.length, now);
          default -> keyspace.peek(shifted, 1, key.length, now);
        };
    assertEquals(entry == null, record == Keyspace.NONE, () -> seedText + " key=" + name);
    if (entry != null) {
      if (way < 2) {
        main.used(entry, now);
        int age = population.tick() - RecordLayout.tick(record);
        assertTrue(!population.isLimited() || age <= population.tickSlack(), seedText);
      }
      main.verify(name, entry, record, now);
    }
    return record;
  }

  private void create(String name, byte[] key) {
    Entry entry = new Entry();
    entry.value = randomValue();
    entry.type = TYPES[random.nextInt(TYPES.length)];
    entry.expireAt = randomExpiry();
    long record =
        main.keyspace.create(
            key, 0, key.length, entry.type, entry.value.length, entry.expireAt, now);
    main.used(entry, now);
    fill(record, entry.value);
    main.model.put(name, entry);
    main.verify(name, entry, record, now);
  }

  private void remove(String name, long record) {
    long usage = main.keyspace.memoryUsage(record);
    long before = slab.usedBytes();
    main.keyspace.remove(record);
    assertTrue(before - slab.usedBytes() >= usage - 16, seedText);
    main.forget(name);
  }

  /* To another key of this key space or of the other. */
  private void take(String name, long record) {
    ModelledKeyspace to = random.nextBoolean() ? main : other;
    String newName = key(random.nextInt(40));
    if (to == main && newName.equals(name)) {
      return;
    }
    to.forgetIfExpired(newName, now);
    byte[] key = newName.getBytes(StandardCharsets.ISO_8859_1);
    long hash = Keyspace.hash(key, 0, key.length);
    long taken = to.keyspace.take(main.keyspace, record, hash, key, 0, key.length, now);
    Entry entry = main.model.get(name);
    main.forget(name);
    to.forget(newName);
    to.model.put(newName, entry);
    to.verify(newName, entry, taken, now);
  }

  private void change(String name, long record) {
    Keyspace keyspace = main.keyspace;
    Entry entry = main.model.get(name);
    long changed = record;
    switch (random.nextInt(6)) {
      case 0, 1 -> {
        boolean sameShape = random.nextBoolean();
        byte[] value = sameShape ? new byte[entry.value.length] : randomValue();
        random.nextBytes(value);
        long expireAt = sameShape ? entry.expireAt : randomExpiry();
        ValueType type = TYPES[random.nextInt(TYPES.length)];
        boolean inside = !RecordLayout.isOutside(record);
        changed = keyspace.replace(record, type, value.length, expireAt);
        assertTrue(changed == record || !sameShape || !inside, seedText);
        fill(changed, value);
        became(entry, value, type, expireAt);
      }
      case 2 -> {
        int length =
            random.nextBoolean() ? entry.value.length + random.nextInt(20) : randomLength();
        changed = keyspace.resize(record, length);
        entry.value = Arrays.copyOf(entry.value, length);
      }
      case 3 -> {
        byte[] value = randomValue();
        long block = slab.allocate(9, value.length);
        Memory.copyIn(value, 0, block, value.length);
        long expireAt = randomExpiry();
        ValueType type = TYPES[random.nextInt(TYPES.length)];
        try {
          changed = keyspace.adopt(record, type, block, value.length, expireAt);
        } catch (OutOfBudgetException refused) {
          slab.free(block);
          throw refused;
        }
        became(entry, value, type, expireAt);
      }
      case 4 -> {
        long expireAt = randomExpiry();
        changed = keyspace.expireAt(record, expireAt);
        entry.expireAt = expireAt;
      }
      default -> {
        keyspace.markRaw(record);
        entry.raw = true;
      }
    }
    main.verify(name, entry, changed, now);
  }

  private static void became(Entry entry, byte[] value, ValueType type, long expireAt) {
    entry.value = value;
    entry.type = type;
    entry.expireAt = expireAt;
    entry.raw = false;
  }

  private void fill(long record, byte[] value) {
    Memory.copyIn(value, 0, main.keyspace.valuePosition(record), value.length);
  }

  private byte[] randomValue() {
    byte[] value = new byte[randomLength()];
    random.nextBytes(value);
    return value;
  }

  private int randomLength() {
    return switch (random.nextInt(1000)) {
      case 0 -> random.nextInt(100_000);
      case 1, 2 -> RecordLayout.LONGEST_INSIDE - 2 + random.nextInt(5);
      case 3, 4, 5, 6, 7, 8, 9 -> random.nextInt(3000);
      default -> random.nextInt(100);
    };
  }

  private long randomExpiry() {
    return switch (random.nextInt(16)) {
      case 0, 1, 2, 3 -> now + random.nextInt(5_000);
      case 4, 5, 6 -> now + random.nextInt(10_000_000);
      case 7 -> Long.MAX_VALUE - random.nextInt(2) * (Long.MAX_VALUE - (1L << 44) + 1);
      default -> Keyspace.NO_EXPIRY;
    };
  }

  /* Keys of many lengths, the empty one and some of 65 KB included. */
  private static String key(int number) {
    if (number == 0) {
      return "";
    }
    String text = Integer.toString(number);
    return switch (number % 7) {
      case 0 -> "k".repeat(number % 50) + text;
      case 1 -> number < 16 ? "x".repeat(65_533 + number / 7) : text;
      case 2 -> "key:" + text;
      case 3 -> text + "\0\u00ff";
      default -> "some:prefix:" + text;
    };
  }
}
