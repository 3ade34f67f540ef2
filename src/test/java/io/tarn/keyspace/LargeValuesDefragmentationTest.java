// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.keyspace.collection.FieldTable;
import io.tarn.keyspace.collection.KeyHash;
import io.tarn.keyspace.collection.ListCursor;
import io.tarn.keyspace.collection.PackedElement;
import io.tarn.keyspace.collection.Quicklist;
import io.tarn.keyspace.collection.Root;
import io.tarn.keyspace.collection.ScorePlace;
import io.tarn.keyspace.collection.ScoreTree;
import io.tarn.keyspace.collection.ScoredSet;
import io.tarn.keyspace.collection.TableCheck;
import io.tarn.slab.Memory;
import io.tarn.slab.Slab;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists, sorted sets and hashes of a slot, of which many are deleted. */
class LargeValuesDefragmentationTest {

  private static final long NOW = 1_700_000_000_000L;
  private static final int KEYS = 30;
  private static final int ELEMENTS = 1_500;
  private static final int KEPT_PART = 5;
  private static final int MOST_STEPS = 100_000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void defragment_keysDeletedBetweenSteps_othersAreMovedAndNothingIsLeft(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    try (Slab slab = new Slab(0, 1)) {
      Keyspace keyspace = new Keyspace(0, slab);
      for (int key = 0; key < KEYS; key++) {
        create(keyspace, key);
      }
      for (int i = 0; i < ELEMENTS; i++) {
        for (int key = 0; key < KEYS; key++) {
          add(keyspace, key, i);
        }
      }
      for (int key = 0; key < KEYS; key++) {
        if (key % KEPT_PART > 1) {
          keyspace.remove(find(keyspace, key));
        }
      }
      long before = slab.committedBytes();
      long selected = slab.selectSparsePages();
      Moves moves = new Moves();
      int steps = 0;
      long cursor = 0;
      do {
        cursor = keyspace.defragment(cursor, 1 + random.nextInt(50), moves);
        if (random.nextInt(100) == 0) {
          replace(keyspace, random.nextInt(KEYS / KEPT_PART) * KEPT_PART + 1, random);
        }
        assertTrue(steps++ < MOST_STEPS, "seed=" + seed + " cursor=" + cursor);
      } while (cursor != 0);
      slab.deselectPages();
      long gained = before - slab.committedBytes();
      String figures = "seed=" + seed + " selected=" + selected + " gained=" + gained;
      assertTrue(selected > 0 && gained >= selected * 3 / 4, figures);
      assertEquals(0, moves.refused(), figures);
      for (int key = 0; key < KEYS; key += KEPT_PART) {
        check(keyspace, key);
        keyspace.remove(find(keyspace, key));
        if (find(keyspace, key + 1) != Keyspace.NONE) {
          keyspace.remove(find(keyspace, key + 1));
        }
      }
      assertEquals(0, slab.usedBytes(), figures);
    }
  }

  /* A key that was deleted comes again with a value of any type. */
  private static void replace(Keyspace keyspace, int key, SplittableRandom random) {
    if (find(keyspace, key) != Keyspace.NONE) {
      keyspace.remove(find(keyspace, key));
    } else {
      create(keyspace, key, random.nextInt(3));
    }
  }

  private static void create(Keyspace keyspace, int key) {
    create(keyspace, key, key % 3);
  }

  private static void create(Keyspace keyspace, int key, int kind) {
    CollectionValues values = keyspace.collections();
    byte[] name = name("key", key);
    long hash = Keyspace.hash(name, 0, name.length);
    ValueType type =
        switch (kind) {
          case 0 -> ValueType.LIST;
          case 1 -> ValueType.ZSET;
          default -> ValueType.HASH;
        };
    long record = values.create(hash, name, 0, name.length, type, 8, Keyspace.NO_EXPIRY, NOW);
    long root =
        switch (kind) {
          case 0 -> Quicklist.create(values);
          case 1 -> ScoredSet.create(values);
          default -> FieldTable.create(values);
        };
    long _ = values.adoptRoot(record, type, root);
  }

  private static void add(Keyspace keyspace, int key, int element) {
    CollectionValues values = keyspace.collections();
    long root = keyspace.root(find(keyspace, key));
    byte[] name = name("element", element);
    switch (key % 3) {
      case 0 ->
          Quicklist.push(values, root, false, new PackedElement().set(name, 0, name.length), -1);
      case 1 -> {
        long hash = KeyHash.of(name, 0, name.length);
        ScoredSet.add(values, root, hash, name, 0, name.length, element);
      }
      default -> {
        long field = FieldTable.add(values, root, name, 0, name.length, Integer.BYTES);
        Memory.putInt(FieldTable.valuePosition(field), element);
        long _ = FieldTable.expiry(values, root, field, element % 2 == 0 ? 0 : NOW + element);
      }
    }
  }

  private static void check(Keyspace keyspace, int key) {
    KeyspaceCheck.check(keyspace);
    long root = keyspace.root(find(keyspace, key));
    assertEquals(ELEMENTS, Root.count(root));
    if (key % 3 == 0) {
      ListCursor cursor = ListCursor.ofQuicklist(root);
      for (int i = 0; i < ELEMENTS; i++) {
        cursor.seek(i);
        assertEquals("element:" + i, new String(cursor.text(), StandardCharsets.ISO_8859_1));
      }
      return;
    }
    TableCheck.check(root);
    for (int i = 0; i < ELEMENTS; i++) {
      byte[] name = name("element", i);
      if (key % 3 == 1) {
        long element = ScoredSet.find(root, name, 0, name.length);
        assertEquals(i, ScoredSet.rank(root, element));
        assertEquals(element, ScorePlace.element(ScoreTree.placeAt(ScoredSet.tree(root), i)));
      } else {
        long field = FieldTable.find(root, name, 0, name.length);
        assertEquals(i, Memory.getInt(FieldTable.valuePosition(field)));
        assertEquals(i % 2 == 0 ? 0 : NOW + i, FieldTable.expiry(field));
        FieldTable.check(root);
      }
    }
  }

  private static long find(Keyspace keyspace, int key) {
    byte[] name = name("key", key);
    return keyspace.peek(name, 0, name.length, NOW);
  }

  private static byte[] name(String prefix, int number) {
    return (prefix + ":" + number).getBytes(StandardCharsets.ISO_8859_1);
  }
}
