// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.slab.Memory;
import io.tarn.slab.OutOfBudgetException;
import io.tarn.slab.Slab;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random operations on a key space beside a hash map of the same keys. */
class KeyspaceModelTest {

  private static final class Entry {
    byte[] value;
    ValueType type;
    long expireAt;
    boolean raw;
    long second;
  }

  private final Map<String, Entry> model = new HashMap<>();
  private Random random = new Random(0);
  private Keyspace keyspace = new Keyspace(0, new Slab(0, 1));
  private Slab slab = new Slab(0, 1);
  private String seedText = "";
  private long now = 1_700_000_000_000L;
  private long expired;

  private long cursor;
  private Set<String> stable = new HashSet<>();
  private final Set<String> seen = new HashSet<>();

  @ParameterizedTest
  @CsvSource({
    "1, 60, 0, 100000",
    "2, 60, 60000, 100000",
    "3, 700, 0, 100000",
    "4, 20000, 0, 200000",
    "5, 20000, 1500000, 200000",
    "6, 5, 0, 50000"
  })
  void operations_random_asTheModel(long seed, int keys, long budget, int steps) {
    random = new Random(seed);
    slab = new Slab(budget, 1 + (int) (seed % 2));
    keyspace = new Keyspace((int) seed, slab);
    seedText = "seed=" + seed;
    for (int step = 0; step < steps; step++) {
      now += random.nextInt(100) == 0 ? random.nextInt(3000) : 0;
      boolean shrinking = (step / (steps / 8)) % 2 == 1;
      long usedBefore = slab.usedBytes();
      int sizeBefore = keyspace.size();
      try {
        step(key(random.nextInt(keys)), shrinking);
      } catch (OutOfBudgetException refused) {
        assertTrue(budget > 0, seedText);
        assertTrue(slab.usedBytes() <= Math.max(usedBefore, budget), seedText);
        assertTrue(keyspace.size() <= sizeBefore, seedText);
      }
      if (keys < 1000 && step % 256 == 0 || step % 10_000 == 0) {
        verifyAll();
      }
    }
    verifyAll();
    keyspace.clear();
    model.clear();
    verifyAll();
    assertEquals(0, slab.usedBytes(), seedText);
    slab.close();
  }

  private void step(String name, boolean shrinking) {
    byte[] key = name.getBytes(StandardCharsets.ISO_8859_1);
    int dice = random.nextInt(100);
    if (dice < 3) {
      scanStep();
      return;
    }
    if (dice < 5) {
      /* The model has no order of expiry and looks at every key, so seldom when there are many. */
      if (model.size() < 1000 || random.nextInt(20) == 0) {
        removeExpiredStep();
      }
      return;
    }
    if (dice == 5) {
      long record = keyspace.random(random);
      assertEquals(keyspace.size() == 0, record == Keyspace.NONE);
      assertTrue(record == Keyspace.NONE || model.containsKey(nameOf(record)), seedText);
      return;
    }
    if (dice == 6 && random.nextInt(2000) == 0) {
      keyspace.clear();
      model.clear();
      stable.clear();
      return;
    }
    long record = lookUp(name, key, dice % 2 == 0);
    if (record == Keyspace.NONE) {
      if (!shrinking || dice < 30) {
        create(name, key);
      }
    } else if (shrinking && dice < 60) {
      remove(name, record);
    } else {
      change(name, record);
    }
  }

  private long lookUp(String name, byte[] key, boolean mark) {
    Entry entry = model.get(name);
    boolean gone = entry != null && entry.expireAt != Keyspace.NO_EXPIRY && now > entry.expireAt;
    if (gone) {
      model.remove(name);
      stable.remove(name);
      expired++;
      entry = null;
    }
    long hash = Keyspace.hash(key, 0, key.length);
    Keyspace.prefetchRecord(Keyspace.prefetchCell(keyspace.prefetchIndex(hash), hash));
    byte[] shifted = new byte[key.length + 2];
    System.arraycopy(key, 0, shifted, 1, key.length);
    long record =
        mark
            ? keyspace.find(shifted, 1, key.length, now)
            : keyspace.peek(shifted, 1, key.length, now);
    assertEquals(entry == null, record == Keyspace.NONE, () -> seedText + " key=" + name);
    if (entry != null) {
      entry.second = mark ? now / 1000 : entry.second;
      verify(name, entry, record);
    }
    return record;
  }

  private void create(String name, byte[] key) {
    Entry entry = new Entry();
    entry.value = randomValue();
    entry.type = randomType();
    entry.expireAt = randomExpiry();
    entry.second = now / 1000;
    long record =
        keyspace.create(key, 0, key.length, entry.type, entry.value.length, entry.expireAt, now);
    fill(record, entry.value);
    model.put(name, entry);
    verify(name, entry, record);
  }

  private void remove(String name, long record) {
    long usage = keyspace.memoryUsage(record);
    long before = slab.usedBytes();
    keyspace.remove(record);
    assertTrue(before - slab.usedBytes() >= usage - 16, seedText);
    model.remove(name);
    stable.remove(name);
  }

  private void change(String name, long record) {
    Entry entry = model.get(name);
    long changed;
    switch (random.nextInt(6)) {
      case 0 -> {
        byte[] value = randomValue();
        long expireAt = randomExpiry();
        ValueType type = randomType();
        changed = keyspace.replace(record, type, value.length, expireAt);
        fill(changed, value);
        entry.value = value;
        entry.type = type;
        entry.expireAt = expireAt;
        entry.raw = false;
      }
      case 1 -> {
        byte[] value = new byte[entry.value.length];
        random.nextBytes(value);
        boolean inPlace = value.length <= RecordLayout.LONGEST_INSIDE;
        long valueAt = keyspace.valuePosition(record);
        long used = slab.usedBytes();
        changed = keyspace.replace(record, entry.type, value.length, entry.expireAt);
        if (inPlace && changed == record && valueAt == keyspace.valuePosition(changed)) {
          assertEquals(used, slab.usedBytes(), seedText);
        }
        fill(changed, value);
        entry.value = value;
        entry.raw = false;
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
        ValueType type = randomType();
        try {
          changed = keyspace.adopt(record, type, block, value.length, expireAt);
        } catch (OutOfBudgetException refused) {
          slab.free(block);
          throw refused;
        }
        entry.value = value;
        entry.type = type;
        entry.expireAt = expireAt;
        entry.raw = false;
      }
      case 4 -> {
        long expireAt = randomExpiry();
        changed = keyspace.expireAt(record, expireAt);
        entry.expireAt = expireAt;
      }
      default -> {
        keyspace.markRaw(record);
        entry.raw = true;
        changed = record;
      }
    }
    verify(name, entry, changed);
  }

  private void removeExpiredStep() {
    int due = 0;
    for (Entry entry : model.values()) {
      due += entry.expireAt != Keyspace.NO_EXPIRY && now > entry.expireAt ? 1 : 0;
    }
    int limit = random.nextInt(20);
    int removed = keyspace.removeExpired(now, limit);
    assertEquals(Math.min(due, limit), removed, seedText);
    expired += removed;
    if (removed > 0) {
      Set<String> left = new HashSet<>();
      keyspace.scan(0, Integer.MAX_VALUE, record -> left.add(nameOf(record)));
      model
          .entrySet()
          .removeIf(
              entry -> {
                boolean gone = !left.contains(entry.getKey());
                assertTrue(
                    !gone
                        || (entry.getValue().expireAt != Keyspace.NO_EXPIRY
                            && now > entry.getValue().expireAt),
                    seedText);
                return gone;
              });
      stable.retainAll(left);
    }
  }

  /* One call of a walk that goes on while the key space changes. */
  private void scanStep() {
    if (cursor == 0) {
      stable = new HashSet<>(model.keySet());
      seen.clear();
    }
    int atLeast = random.nextInt(30);
    int[] count = {0};
    long next =
        keyspace.scan(
            cursor,
            atLeast,
            record -> {
              String name = nameOf(record);
              assertTrue(model.containsKey(name), seedText);
              seen.add(name);
              count[0]++;
            });
    assertTrue(next == 0 || next > cursor, seedText + " cursor=" + cursor + " next=" + next);
    assertTrue(next == 0 || count[0] >= atLeast, seedText);
    assertTrue(count[0] < atLeast + 700, seedText);
    cursor = next;
    if (next == 0) {
      for (String name : stable) {
        assertTrue(seen.contains(name), () -> seedText + " not seen: " + name);
      }
    }
  }

  private void verifyAll() {
    keyspace.check();
    assertEquals(model.size(), keyspace.size(), seedText);
    long next = Long.MAX_VALUE;
    int expiring = 0;
    for (Entry entry : model.values()) {
      if (entry.expireAt != Keyspace.NO_EXPIRY) {
        expiring++;
        next = Math.min(next, entry.expireAt);
      }
    }
    assertEquals(expiring, keyspace.expiringSize(), seedText);
    assertEquals(next, keyspace.nextExpiryMillis(), seedText);
    assertEquals(expired, keyspace.expiredCount(), seedText);
    assertEquals(slab.usedBytes(), keyspace.memoryUsage(), seedText);
    Set<String> names = new HashSet<>();
    int[] visits = {0};
    assertEquals(
        0,
        keyspace.scan(
            0,
            Integer.MAX_VALUE,
            record -> {
              String name = nameOf(record);
              verify(name, model.get(name), record);
              names.add(name);
              visits[0]++;
            }));
    assertEquals(model.keySet(), names, seedText);
    assertEquals(model.size(), visits[0], seedText);
  }

  private void verify(String name, Entry entry, long record) {
    assertNotEquals(Keyspace.NONE, record);
    assertEquals(name, nameOf(record), seedText);
    assertEquals(entry.value.length, keyspace.valueLength(record), seedText);
    byte[] value = new byte[entry.value.length];
    Memory.copyOut(keyspace.valuePosition(record), value, 0, value.length);
    assertArrayEquals(entry.value, value, seedText);
    assertEquals(entry.type, keyspace.type(record), seedText);
    assertEquals(entry.expireAt, keyspace.expireAt(record), seedText);
    assertEquals(entry.raw, keyspace.isRaw(record), seedText);
    assertEquals(now / 1000 - entry.second, keyspace.idleSeconds(record, now), seedText);
  }

  private String nameOf(long record) {
    return new String(keyspace.keyBytes(record), StandardCharsets.ISO_8859_1);
  }

  private void fill(long record, byte[] value) {
    Memory.copyIn(value, 0, keyspace.valuePosition(record), value.length);
  }

  private byte[] randomValue() {
    byte[] value = new byte[randomLength()];
    random.nextBytes(value);
    return value;
  }

  private int randomLength() {
    return switch (random.nextInt(200)) {
      case 0 -> random.nextInt(100_000);
      case 1 -> RecordLayout.LONGEST_INSIDE - 2 + random.nextInt(5);
      case 2, 3, 4, 5 -> random.nextInt(3000);
      default -> random.nextInt(100);
    };
  }

  private ValueType randomType() {
    return ValueType.ofCode(random.nextInt(ValueType.values().length));
  }

  private long randomExpiry() {
    return switch (random.nextInt(4)) {
      case 0 -> now + random.nextInt(5_000);
      case 1 -> now + random.nextInt(10_000_000);
      default -> Keyspace.NO_EXPIRY;
    };
  }

  /* Keys of many lengths, the empty one and one of 40 KB included. */
  private static String key(int number) {
    if (number == 0) {
      return "";
    }
    String text = Integer.toString(number);
    return switch (number % 7) {
      case 0 -> "k".repeat(number % 50) + text;
      case 1 -> number == 1 ? "x".repeat(40_000) : text;
      case 2 -> "key:" + text;
      case 3 -> text + "\0\u00ff";
      default -> "some:prefix:" + text;
    };
  }
}
