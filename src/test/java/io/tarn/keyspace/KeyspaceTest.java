// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.keyspace.collection.KeyHash;
import io.tarn.slab.Memory;
import io.tarn.slab.OutOfBudgetException;
import io.tarn.slab.Slab;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyspaceTest {

  private static final long NOW = 1_700_000_000_000L;

  private final Slab slab = new Slab(0, 1);
  private final Keyspace keyspace = new Keyspace(7, slab);

  @AfterEach
  void closeSlab() {
    slab.close();
  }

  @Test
  void create_sixteenByteKeyAndThirtyTwoByteValue_sixtyFourBytes() {
    assertEquals(0, slab.usedBytes());
    long record = create("0123456789abcdef", 32, Keyspace.NO_EXPIRY);
    assertEquals(64 + 8, keyspace.memoryUsage(record));
    keyspace.remove(record);
    assertEquals(0, slab.usedBytes());
    assertEquals(0, keyspace.memoryUsage());
  }

  @Test
  void find_aroundTheExpiry_goneOneMillisecondLater() {
    create("key", 3, NOW + 10);
    assertEquals(NOW + 10, keyspace.nextExpiryMillis());
    assertNotEquals(Keyspace.NONE, find("key", NOW + 10));
    assertEquals(0, keyspace.removeExpired(NOW + 10, 5));
    assertEquals(Keyspace.NONE, find("key", NOW + 11));
    assertEquals(1, keyspace.expiredCount());
    assertEquals(0, keyspace.size());
    assertEquals(Long.MAX_VALUE, keyspace.nextExpiryMillis());
  }

  @Test
  void find_laterSecond_marksTheAccessAndPeekDoesNot() {
    long record = create("key", 3, Keyspace.NO_EXPIRY);
    keyspace.peek(bytes("key"), 0, 3, NOW + 5_000);
    assertEquals(5, keyspace.idleSeconds(record, NOW + 5_000));
    find("key", NOW + 5_000);
    assertEquals(0, keyspace.idleSeconds(record, NOW + 5_000));
  }

  @Test
  void replace_sameLength_staysInItsBlock() {
    long record = create("key", 100, Keyspace.NO_EXPIRY);
    long used = slab.usedBytes();
    assertEquals(record, keyspace.replace(record, ValueType.STRING, 100, Keyspace.NO_EXPIRY));
    assertEquals(record, keyspace.replace(record, ValueType.STRING, 101, Keyspace.NO_EXPIRY));
    assertEquals(used, slab.usedBytes());
  }

  @Test
  void resize_byteByByte_movesRarely() {
    long record = create("key", 0, Keyspace.NO_EXPIRY);
    int moves = 0;
    for (int length = 1; length <= 200_000; length++) {
      long before = keyspace.valuePosition(record);
      record = keyspace.resize(record, length);
      moves += keyspace.valuePosition(record) == before ? 0 : 1;
      Memory.putByte(keyspace.valuePosition(record) + length - 1, (byte) length);
    }
    for (int i = 0; i < 200_000; i++) {
      assertEquals((byte) (i + 1), Memory.getByte(keyspace.valuePosition(record) + i));
    }
    assertTrue(moves < 60, "moves=" + moves);
  }

  @Test
  void resize_longestValue_andNoMore() {
    long record = create("key", 1, Keyspace.NO_EXPIRY);
    record = keyspace.resize(record, (512 << 20) + 8);
    assertEquals((512 << 20) + 8, keyspace.valueLength(record));
    long same = record;
    assertThrows(IllegalArgumentException.class, () -> keyspace.resize(same, (512L << 20) + 9));
  }

  @Test
  void changes_noBudget_leaveEverythingAsItWas() {
    long record = create("key", 10, Keyspace.NO_EXPIRY);
    slab.budgetBytes(slab.usedBytes());
    long used = slab.usedBytes();
    assertThrows(OutOfBudgetException.class, () -> create("other", 1, NOW + 1));
    assertThrows(OutOfBudgetException.class, () -> keyspace.resize(record, 100));
    assertThrows(OutOfBudgetException.class, () -> keyspace.resize(record, 100_000));
    assertThrows(
        OutOfBudgetException.class, () -> keyspace.replace(record, ValueType.STRING, 90_000, NOW));
    assertThrows(OutOfBudgetException.class, () -> keyspace.expireAt(record, NOW));
    KeyspaceCheck.check(keyspace);
    assertEquals(used, slab.usedBytes());
    assertEquals(1, keyspace.size());
    assertEquals(record, find("key", NOW));
    assertEquals(10, keyspace.valueLength(record));
    keyspace.clear();
    assertThrows(OutOfBudgetException.class, () -> create("key", 100_000, Keyspace.NO_EXPIRY));
    assertEquals(0, slab.usedBytes());
  }

  /* 300,000 keys take the index beyond depth 8, where homes no longer use the whole tag. */
  @Test
  void scan_largeSlotThatShrinksAndGrows_seesEveryStableKey() {
    int keys = 300_000;
    for (int i = 0; i < keys; i++) {
      fillNumber(create("key:" + i, 4, Keyspace.NO_EXPIRY), i);
    }
    KeyspaceCheck.check(keyspace);
    BitSet seen = new BitSet();
    long cursor = 0;
    int removed = 0;
    int added = 0;
    int calls = 0;
    do {
      cursor =
          keyspace.scan(
              cursor, 30, record -> seen.set(Memory.getInt(keyspace.valuePosition(record))));
      /* Odd keys go away during the first half of the walk; new ones come during the second. */
      for (int i = 0; i < 60 && removed < keys; i++, removed += 2) {
        keyspace.remove(find("key:" + (removed + 1), NOW));
      }
      for (int i = 0; i < 100 && removed >= keys && added < 200_000; i++, added++) {
        fillNumber(create("new:" + added, 4, Keyspace.NO_EXPIRY), keys + added);
      }
      calls++;
    } while (cursor != 0);
    KeyspaceCheck.check(keyspace);
    for (int i = 0; i < keys; i += 2) {
      assertTrue(seen.get(i), "key=" + i);
    }
    assertTrue(calls > 3_000, "calls=" + calls);
    for (int i = 0; i < keys; i += 2) {
      keyspace.remove(find("key:" + i, NOW));
    }
    for (int i = 0; i < added; i++) {
      keyspace.remove(find("new:" + i, NOW));
    }
    KeyspaceCheck.check(keyspace);
    assertEquals(0, slab.usedBytes());
  }

  @Test
  void random_manyDraws_everyKeyAboutEquallyOften() {
    SplittableRandom random = new SplittableRandom(1);
    for (int keys : new int[] {1, 20, 2_000}) {
      keyspace.clear();
      assertEquals(Keyspace.NONE, keyspace.random(random));
      for (int i = 0; i < keys; i++) {
        fillNumber(create("key:" + i, 4, Keyspace.NO_EXPIRY), i);
      }
      int[] counts = new int[keys];
      for (int i = 0; i < keys * 200; i++) {
        counts[Memory.getInt(keyspace.valuePosition(keyspace.random(random)))]++;
      }
      for (int count : counts) {
        assertTrue(count > 110 && count < 310, "keys=" + keys + " count=" + count);
      }
    }
  }

  @Test
  void hash_heapAndMemory_areTheSame() {
    byte[] key = new byte[100];
    new SplittableRandom(1).nextBytes(key);
    long block = slab.allocate(0, 100);
    for (int length = 0; length <= 90; length++) {
      Memory.copyIn(key, 5, block + 1, length);
      assertEquals(KeyHash.of(key, 5, length), KeyHash.of(block + 1, length));
    }
  }

  private void fillNumber(long record, int number) {
    Memory.putInt(keyspace.valuePosition(record), number);
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
