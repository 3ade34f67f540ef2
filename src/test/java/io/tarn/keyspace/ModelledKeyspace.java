// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.slab.Memory;
import io.tarn.slab.Slab;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A key space beside a hash map that holds what it should hold. */
final class ModelledKeyspace {

  /** What a key has. */
  static final class Entry {
    byte[] value = {};
    ValueType type = ValueType.STRING;
    long expireAt = Keyspace.NO_EXPIRY;
    boolean raw;
    long usedMillis;
    boolean counted;

    boolean isExpired(long now) {
      return expireAt != Keyspace.NO_EXPIRY && now > expireAt;
    }
  }

  final Keyspace keyspace;
  final Map<String, Entry> model = new HashMap<>();
  final String seedText;
  private final Population population;
  long expired;
  long evicted;

  /** Where a walk is that goes on while the key space changes. */
  private long cursor;

  private Set<String> stable = new HashSet<>();
  private final Set<String> seen = new HashSet<>();

  ModelledKeyspace(int slot, Slab slab, Population population, String seedText) {
    this.keyspace = new Keyspace(slot, slab, population);
    this.population = population;
    this.seedText = seedText;
  }

  static String nameOf(Keyspace keyspace, long record) {
    return new String(keyspace.keyBytes(record), StandardCharsets.ISO_8859_1);
  }

  String nameOf(long record) {
    return nameOf(keyspace, record);
  }

  /** Notes a use; the key space has marked it. */
  void used(Entry entry, long now) {
    entry.usedMillis = now;
    entry.counted = population.policy().isLfu();
  }

  void forget(String name) {
    model.remove(name);
    stable.remove(name);
  }

  void forgetAll() {
    model.clear();
    stable.clear();
  }

  /** A look-up met a key whose time had come. */
  void forgetIfExpired(String name, long now) {
    Entry entry = model.get(name);
    if (entry != null && entry.isExpired(now)) {
      forget(name);
      expired++;
    }
  }

  void scan(int atLeast) {
    if (cursor == 0) {
      stable = new HashSet<>(model.keySet());
      seen.clear();
    }
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

  /** Removes expired keys; the model has no order of expiry and looks at all. */
  void removeExpired(int limit, long now) {
    int due = 0;
    for (Entry entry : model.values()) {
      due += entry.isExpired(now) ? 1 : 0;
    }
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
                assertTrue(!gone || entry.getValue().isExpired(now), seedText);
                return gone;
              });
      stable.retainAll(left);
    }
  }

  /** What can be checked after each step. */
  void verifyCounts() {
    assertEquals(model.size(), keyspace.size(), seedText);
    assertEquals(model.size(), population.keys(keyspace.slot()), seedText);
    assertEquals(keyspace.expiringSize(), population.expiringKeys(keyspace.slot()), seedText);
    assertEquals(expired, keyspace.expiredCount(), seedText);
    assertEquals(evicted, keyspace.evictedCount(), seedText);
  }

  void verifyAll(long now) {
    KeyspaceCheck.check(keyspace);
    verifyCounts();
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
    Set<String> names = new HashSet<>();
    int[] visits = {0};
    long end =
        keyspace.scan(
            0,
            Integer.MAX_VALUE,
            record -> {
              String name = nameOf(record);
              verify(name, model.get(name), record, now);
              names.add(name);
              visits[0]++;
            });
    assertEquals(0, end, seedText);
    assertEquals(model.keySet(), names, seedText);
    assertEquals(model.size(), visits[0], seedText);
  }

  void verify(String name, Entry entry, long record, long now) {
    assertNotEquals(Keyspace.NONE, record);
    assertEquals(name, nameOf(record), seedText);
    assertEquals(entry.value.length, keyspace.valueLength(record), seedText);
    byte[] value = new byte[entry.value.length];
    Memory.copyOut(keyspace.valuePosition(record), value, 0, value.length);
    assertArrayEquals(entry.value, value, seedText);
    assertEquals(entry.type, keyspace.type(record), seedText);
    assertEquals(entry.expireAt, keyspace.expireAt(record), seedText);
    assertEquals(entry.raw, keyspace.isRaw(record), seedText);
    long idle =
        entry.counted
            ? (now / 60_000 - entry.usedMillis / 60_000) * 60
            : now / 1000 - entry.usedMillis / 1000;
    assertEquals(idle, keyspace.idleSeconds(record, now), seedText);
    int count = keyspace.useCount(record, now);
    assertTrue(count >= 0 && count <= 255, seedText);
  }
}
