// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.slab.Memory;
import io.tarn.slab.Slab;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations on an {@link ElementTable} beside a map from names to the elements' rest. */
class ElementTableModelTest {

  private static final int STEPS = 12_000;
  private static final int NAMES = 2_500;

  private final Slab slab = new Slab(0, 1);
  private final SlabBlocks blocks = new SlabBlocks(slab);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8})
  void randomOperations_agreeWithAMap(int payload) {
    long seed = System.nanoTime();
    System.out.println("ElementTableModelTest payload=" + payload + " seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    long root = ElementTable.create(blocks, Structures.TABLE, payload, 16);
    Map<String, Long> model = new HashMap<>();
    for (int step = 0; step < STEPS; step++) {
      boolean grows = step / 3_000 % 2 == 0;
      String name = name(random.nextInt(NAMES));
      switch (random.nextInt(10)) {
        case 0 -> move(root, name, model);
        case 1 -> scan(root, random, model);
        case 2 -> draw(root, random, model);
        case 3 -> set(root, name, random.nextLong(), !grows, model);
        default -> set(root, name, random.nextLong(), grows, model);
      }
      check(root, payload, model);
    }
    for (Map.Entry<String, Long> entry : Map.copyOf(model).entrySet()) {
      set(root, entry.getKey(), entry.getValue(), false, model);
    }
    assertEquals(blocks.size(root), Root.bytes(root));
    check(root, payload, model);
    assertTrue(Structures.freeSome(slab, root, 1));
    assertEquals(0, slab.usedBytes());
  }

  @Test
  void freeSome_inSteps_freesAllInTheEnd() {
    long root = ElementTable.create(blocks, Structures.TABLE, 0, 0);
    Map<String, Long> model = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      set(root, "member:" + i, i, true, model);
    }
    assertEquals(slab.usedBytes(), Root.bytes(root));
    int steps = 1;
    long before = slab.usedBytes();
    while (!Structures.freeSome(slab, root, 100)) {
      assertTrue(before - slab.usedBytes() < 100_000, "one step freed " + before);
      before = slab.usedBytes();
      steps++;
    }
    assertTrue(steps > 40, "steps=" + steps);
    assertEquals(0, slab.usedBytes());
  }

  @Test
  void random_hitsAllElementsAlike() {
    long root = ElementTable.create(blocks, Structures.TABLE, 0, 0);
    Map<String, Long> model = new HashMap<>();
    int elements = 1_000;
    for (int i = 0; i < elements; i++) {
      set(root, "member:" + i, i, true, model);
    }
    int draws = 200 * elements;
    Map<Long, Integer> hits = new HashMap<>();
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < draws; i++) {
      hits.merge(ElementTable.random(root, random), 1, Integer::sum);
    }
    assertEquals(elements, hits.size());
    double chiSquare = 0;
    for (int count : hits.values()) {
      chiSquare += (count - 200.0) * (count - 200.0) / 200.0;
    }
    assertTrue(chiSquare < 1_200, "chiSquare=" + chiSquare); // mean 999, deviation 45
  }

  @Test
  void bytes_oneMillionMembers_takeLessThanFortyEach() {
    long root = ElementTable.create(blocks, Structures.TABLE, 0, 0);
    int members = 1_000_000;
    for (int i = 0; i < members; i++) {
      byte[] name = String.format("member:%09d", i).getBytes(StandardCharsets.ISO_8859_1);
      long element = ElementTable.newElement(blocks, root, name, 0, name.length, 0);
      ElementTable.add(blocks, root, KeyHash.of(name, 0, name.length), element);
    }
    long each = Root.bytes(root) / members;
    assertTrue(each < 40, "bytes=" + each);
    assertTrue(slab.committedBytes() < members * 42L, "committed=" + slab.committedBytes());
    slab.close();
  }

  /* Short, longer and very long names, so that both forms of the length occur. */
  private static String name(int number) {
    return switch (number % 50) {
      case 0 -> "n" + "x".repeat(250 + number % 10) + number;
      case 1 -> Integer.toString(number);
      default -> "name:" + number;
    };
  }

  private void set(long root, String name, long value, boolean present, Map<String, Long> model) {
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    int payload = ElementTable.payload(root);
    long hash = KeyHash.of(bytes, 0, bytes.length);
    long element = ElementTable.find(root, bytes, 0, bytes.length);
    assertEquals(model.containsKey(name), element != Slab.NONE, name);
    if (element != Slab.NONE) {
      assertEquals(hash, ElementTable.hashOf(root, element));
      assertEquals(model.get(name), Memory.getLong(Element.restPosition(element, payload)));
    }
    if (present && element == Slab.NONE) {
      long made = ElementTable.newElement(blocks, root, bytes, 0, bytes.length, Long.BYTES);
      Memory.fill(made, payload, (byte) 0xff);
      Memory.putLong(Element.restPosition(made, payload), value);
      ElementTable.add(blocks, root, hash, made);
      model.put(name, value);
    } else if (!present && element != Slab.NONE) {
      ElementTable.remove(blocks, root, hash, element);
      Root.free(blocks, root, element);
      model.remove(name);
    }
  }

  private void move(long root, String name, Map<String, Long> model) {
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    long element = ElementTable.find(root, bytes, 0, bytes.length);
    if (element == Slab.NONE) {
      return;
    }
    long size = blocks.size(element);
    long copy = Root.allocate(blocks, root, size);
    Memory.copy(element, copy, size);
    ElementTable.moved(root, KeyHash.of(bytes, 0, bytes.length), element, copy);
    Root.free(blocks, root, element);
    assertEquals(copy, ElementTable.find(root, bytes, 0, bytes.length));
    assertTrue(model.containsKey(name));
  }

  private void scan(long root, SplittableRandom random, Map<String, Long> model) {
    Set<String> seen = new HashSet<>();
    int atLeast = random.nextInt(1, 500);
    long cursor = 0;
    do {
      cursor = ElementTable.scan(root, cursor, atLeast, element -> seen.add(text(root, element)));
    } while (cursor != 0);
    assertEquals(model.keySet(), seen);
  }

  private void draw(long root, SplittableRandom random, Map<String, Long> model) {
    long element = ElementTable.random(root, random);
    assertEquals(model.isEmpty(), element == Slab.NONE);
    if (element != Slab.NONE) {
      assertTrue(model.containsKey(text(root, element)));
    }
  }

  private void check(long root, int payload, Map<String, Long> model) {
    TableCheck.check(root);
    assertEquals(model.size(), Root.count(root));
    assertEquals(slab.usedBytes(), Root.bytes(root));
    if (model.size() < 50) {
      Set<String> seen = new HashSet<>();
      ElementTable.forEach(root, element -> assertTrue(seen.add(text(root, element))));
      assertEquals(model.keySet(), seen);
    }
    assertEquals(payload, ElementTable.payload(root));
  }

  private static String text(long root, long element) {
    int payload = ElementTable.payload(root);
    byte[] name = new byte[Element.nameLength(element, payload)];
    Memory.copyOut(Element.namePosition(element, payload), name, 0, name.length);
    return new String(name, StandardCharsets.ISO_8859_1);
  }
}
