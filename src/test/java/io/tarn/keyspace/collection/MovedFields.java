// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.slab.Memory;
import io.tarn.slab.Slab;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** A {@link FieldTable} of which a third of the fields expire, beside a map. */
final class MovedFields extends MovedStructure {

  private static final int NAMES = 16_000;
  private static final int TIMES = 1_000_000;

  private record Field(String value, long expiry) {}

  private final Map<String, Field> model = new HashMap<>();

  MovedFields(Blocks blocks, SplittableRandom random) {
    super(blocks, random, FieldTable.create(blocks));
  }

  @Override
  void add() {
    set("field " + random.nextInt(NAMES));
  }

  private void set(String field) {
    byte[] name = bytes(field);
    byte[] value = bytes(text(random.nextInt(20) == 0 ? 300 : 10));
    long element = FieldTable.find(root, name, 0, name.length);
    element =
        element == Slab.NONE
            ? FieldTable.add(blocks, root, name, 0, name.length, value.length)
            : FieldTable.resize(blocks, root, element, value.length);
    Memory.copyIn(value, 0, FieldTable.valuePosition(element), value.length);
    long expiry = random.nextInt(3) == 0 ? 1 + random.nextInt(TIMES) : FieldTable.expiry(element);
    expiry = random.nextInt(6) == 0 ? 0 : expiry;
    long _ = FieldTable.expiry(blocks, root, element, expiry);
    model.put(field, new Field(new String(value, StandardCharsets.ISO_8859_1), expiry));
  }

  @Override
  void change() {
    if (random.nextInt(3) == 0 || model.isEmpty()) {
      add();
      return;
    }
    if (random.nextInt(20) == 0 && FieldTable.expiringCount(root) > 0) {
      long now = FieldTable.firstExpiry(root) + random.nextInt(TIMES / 100);
      int due = FieldTable.countDue(root, now, Integer.MAX_VALUE);
      assertEquals(due, FieldTable.removeDue(blocks, root, now, Integer.MAX_VALUE));
      model.values().removeIf(field -> field.expiry() != 0 && field.expiry() < now);
      return;
    }
    long element = FieldTable.random(root, random);
    String name = name(element);
    if (random.nextBoolean()) {
      model.remove(name);
      FieldTable.remove(blocks, root, element);
    } else {
      set(name);
    }
  }

  /* The heap. */
  @Override
  long rareBytes() {
    return blocks.size(FieldHeap.block(root));
  }

  @Override
  void check(Blocks sizes, String step) {
    TableCheck.check(root);
    FieldTable.check(root);
    long heap = FieldHeap.block(root);
    long heapBytes = heap == Slab.NONE ? 0 : sizes.size(heap);
    long bytes = blocks.size(root) + heapBytes + TableCheck.bytes(sizes, root);
    assertEquals(bytes, Root.bytes(root), step);
    assertEquals(model.size(), Root.count(root), step);
    long expiring = model.values().stream().filter(field -> field.expiry() != 0).count();
    assertEquals(expiring, FieldTable.expiringCount(root), step);
    model.forEach(
        (field, content) -> {
          byte[] name = bytes(field);
          long element = FieldTable.find(root, name, 0, name.length);
          assertTrue(element != Slab.NONE, step);
          byte[] value = new byte[FieldTable.valueLength(element)];
          Memory.copyOut(FieldTable.valuePosition(element), value, 0, value.length);
          assertEquals(content.value(), new String(value, StandardCharsets.ISO_8859_1), step);
          assertEquals(content.expiry(), FieldTable.expiry(element), step);
        });
  }

  private static String name(long element) {
    byte[] name = new byte[FieldTable.nameLength(element)];
    Memory.copyOut(FieldTable.namePosition(element), name, 0, name.length);
    return new String(name, StandardCharsets.ISO_8859_1);
  }
}
