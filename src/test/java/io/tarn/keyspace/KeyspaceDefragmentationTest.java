// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.keyspace.collection.ElementTable;
import io.tarn.keyspace.collection.Root;
import io.tarn.keyspace.collection.Structures;
import io.tarn.keyspace.collection.TableCheck;
import io.tarn.keyspace.eviction.EvictionPolicy;
import io.tarn.slab.Memory;
import io.tarn.slab.Slab;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Slots that have lost most of their keys, so that their pages are sparse. */
class KeyspaceDefragmentationTest {

  private static final long NOW = 1_700_000_000_000L;
  private static final int SLOTS = 64;
  private static final int KEYS = 64_000;
  private static final int KEPT_PART = 10;

  @Test
  void defragment_sparsePages_areEmptiedAndNothingIsLost() {
    try (Slab slab = new Slab(0, 1)) {
      Population population = new Population();
      population.policy(EvictionPolicy.ALLKEYS_ADAPTIVE, true);
      Keyspace[] slots = new Keyspace[SLOTS];
      for (int slot = 0; slot < SLOTS; slot++) {
        slots[slot] = new Keyspace(slot, slab, population);
      }
      for (int i = 0; i < KEYS; i++) {
        long expireAt = i % 3 == 0 ? NOW + i : Keyspace.NO_EXPIRY;
        byte[] key = key(i);
        long length = i % 70 == 0 ? 40_000 : 32;
        long record =
            slots[i % SLOTS].create(key, 0, key.length, ValueType.STRING, length, expireAt, NOW);
        Memory.putInt(slots[i % SLOTS].valuePosition(record), i);
      }
      for (int i = 0; i < KEYS; i++) {
        if (i / SLOTS % KEPT_PART != 0) {
          slots[i % SLOTS].remove(find(slots[i % SLOTS], i));
        }
      }
      long before = slab.committedBytes();
      long used = slab.usedBytes();
      long selected = slab.selectSparsePages();
      Moves moves = new Moves();
      for (Keyspace keyspace : slots) {
        long cursor = 0;
        do {
          cursor = keyspace.defragment(cursor, 20, moves);
        } while (cursor != 0);
        KeyspaceCheck.check(keyspace);
        keyspace.scan(0, Integer.MAX_VALUE, record -> assertSettled(slab, keyspace, record));
      }
      slab.deselectPages();
      assertTrue(moves.blocks() >= moves.keysMoved() && moves.keysMoved() > 0);
      assertEquals(0, moves.refused());
      assertEquals(used, slab.usedBytes());
      long gained = before - slab.committedBytes();
      assertTrue(gained >= selected * 9 / 10, "selected=" + selected + " gained=" + gained);
      for (int i = 0; i < KEYS; i += SLOTS * KEPT_PART) {
        long record = find(slots[i % SLOTS], i);
        assertEquals(i, Memory.getInt(slots[i % SLOTS].valuePosition(record)));
      }
    }
  }

  @Test
  void defragment_largeTable_isWalkedInSteps() {
    try (Slab slab = new Slab(0, 1)) {
      Keyspace keyspace = new Keyspace(0, slab);
      CollectionValues blocks = keyspace.collections();
      byte[] key = key(0);
      long hash = Keyspace.hash(key, 0, key.length);
      long record =
          blocks.create(hash, key, 0, key.length, ValueType.SET, 8, Keyspace.NO_EXPIRY, NOW);
      long root = ElementTable.create(blocks, Structures.TABLE, 0, 0);
      long _ = blocks.adoptRoot(record, ValueType.SET, root);
      for (int i = 0; i < KEYS; i++) {
        byte[] name = key(i);
        long element = ElementTable.newElement(blocks, root, name, 0, name.length, 0);
        ElementTable.add(blocks, root, Keyspace.hash(name, 0, name.length), element);
      }
      for (int i = 0; i < KEYS; i++) {
        byte[] name = key(i);
        if (i % KEPT_PART != 0) {
          long nameHash = Keyspace.hash(name, 0, name.length);
          long element = ElementTable.find(root, nameHash, name, 0, name.length);
          ElementTable.remove(blocks, root, nameHash, element);
          Root.free(blocks, root, element);
        }
      }
      long before = slab.committedBytes();
      long used = slab.usedBytes();
      long selected = slab.selectSparsePages();
      Moves moves = new Moves();
      long cursor = 0;
      int steps = 0;
      do {
        cursor = keyspace.defragment(cursor, 20, moves);
        steps++;
      } while (cursor != 0);
      slab.deselectPages();
      assertTrue(steps > KEYS / KEPT_PART / 100, "steps=" + steps);
      assertEquals(used, slab.usedBytes());
      long gained = before - slab.committedBytes();
      assertTrue(gained >= selected * 9 / 10, "selected=" + selected + " gained=" + gained);
      long now = keyspace.root(find(keyspace, 0));
      TableCheck.check(now);
      for (int i = 0; i < KEYS; i++) {
        byte[] name = key(i);
        long element = ElementTable.find(now, name, 0, name.length);
        assertEquals(i % KEPT_PART == 0, element != Slab.NONE);
      }
      keyspace.remove(find(keyspace, 0));
      assertEquals(0, slab.usedBytes());
    }
  }

  private static void assertSettled(Slab slab, Keyspace keyspace, long record) {
    assertTrue(!slab.isSparse(record), "record=" + record);
    assertTrue(
        !RecordLayout.isOutside(record) || !slab.isSparse(keyspace.valuePosition(record)),
        "value of record=" + record);
  }

  private static long find(Keyspace keyspace, int number) {
    byte[] key = key(number);
    return keyspace.peek(key, 0, key.length, NOW);
  }

  private static byte[] key(int number) {
    return ("key:" + number).getBytes(StandardCharsets.ISO_8859_1);
  }
}
