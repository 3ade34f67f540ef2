// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.slab.Memory;
import io.tarn.slab.Slab;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random changes of an area beside a plain list of texts. */
class PackedModelTest {

  private static final int STEPS = 20_000;
  private static final int MOST_ELEMENTS = 120;
  private static final int GUARD = 16;

  private final List<String> model = new ArrayList<>();
  private SplittableRandom random = new SplittableRandom();
  private Slab slab = new Slab(0, 1);
  private long block;
  private long area;
  private int capacity;
  private String step = "";

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void everyOperation_random_asTheModel(long seed) {
    random = new SplittableRandom(seed);
    slab = new Slab(0, 1);
    try (Slab closing = slab) {
      move(Packed.HEADER);
      Packed.clear(area);
      for (int i = 0; i < STEPS; i++) {
        step = "seed=" + seed + " step=" + i;
        change();
        check();
      }
      assertTrue(closing.usedBytes() > 0);
    }
  }

  private void change() {
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> insert();
      case 3 -> copy();
      case 4 -> delete();
      case 5 -> move(Packed.usedBytes(area) + random.nextInt(64));
      case 6 -> find();
      default -> elsewhere();
    }
  }

  private void insert() {
    if (model.size() >= MOST_ELEMENTS) {
      return;
    }
    String text = text();
    byte[] bytes = bytes("<" + text + ">");
    int need = Packed.need(bytes, 1, text.length());
    room(need);
    int index = random.nextInt(model.size() + 1);
    int offset = Packed.offset(area, capacity, index);
    int size = Packed.insert(area, capacity, index, offset, bytes, 1, text.length());
    model.add(index, text);
    assertEquals(need, size + 1, step);
    assertEquals(need, Packed.needOf(area, capacity, index, offset), step);
  }

  private void elsewhere() {
    if (model.size() >= MOST_ELEMENTS) {
      return;
    }
    String text = text();
    byte[] bytes = bytes(text);
    int index = random.nextInt(model.size() + 1);
    if (IntegerText.is(bytes, 0, bytes.length)) {
      long value = IntegerText.parse(bytes, 0, bytes.length);
      assertEquals(text, Long.toString(value), step);
      assertEquals(text.length(), IntegerText.chars(value), step);
      room(Packed.needInteger(value));
      int offset = Packed.offset(area, capacity, index);
      Packed.insertInteger(area, capacity, index, offset, value);
    } else {
      long other = slab.allocate(0, bytes.length);
      Memory.copyIn(bytes, 0, other, bytes.length);
      room(Packed.needString(bytes.length));
      int offset = Packed.offset(area, capacity, index);
      Packed.insertString(area, capacity, index, offset, other, bytes.length);
      slab.free(other);
    }
    model.add(index, text);
  }

  private void copy() {
    if (model.isEmpty() || model.size() >= MOST_ELEMENTS) {
      return;
    }
    int from = random.nextInt(model.size());
    room(Packed.needOf(area, capacity, from, Packed.offset(area, capacity, from)));
    int fromOffset = Packed.offset(area, capacity, from);
    int index = random.nextInt(model.size() + 1);
    int offset = Packed.offset(area, capacity, index);
    Packed.insertCopy(area, capacity, index, offset, area, capacity, from, fromOffset);
    model.add(index, model.get(from));
  }

  private void delete() {
    int index = random.nextInt(model.size() + 1);
    int most = random.nextInt(8) == 0 ? MOST_ELEMENTS : 5;
    int elements = Math.min(random.nextInt(most), model.size() - index);
    Packed.delete(area, capacity, index, Packed.offset(area, capacity, index), elements);
    model.subList(index, index + elements).clear();
  }

  private void find() {
    boolean present = !model.isEmpty() && random.nextBoolean();
    String text = present ? model.get(random.nextInt(model.size())) : text();
    byte[] bytes = bytes(text);
    int first = random.nextInt(3);
    int stride = random.nextInt(1, 4);
    int expected = first;
    while (expected < model.size() && !model.get(expected).equals(text)) {
      expected += stride;
    }
    int found = Packed.find(area, capacity, first, stride, bytes, 0, bytes.length);
    assertEquals(expected < model.size() ? expected : Packed.ABSENT, found, step + ' ' + text);
  }

  private void room(int need) {
    if (capacity - Packed.usedBytes(area) < need) {
      move(Packed.usedBytes(area) + need + random.nextInt(20));
    }
  }

  /* To a block of the same content and another capacity, with guards on both sides. */
  private void move(int newCapacity) {
    long fresh = slab.allocate(0, newCapacity + 2 * GUARD) + GUARD;
    Memory.fill(fresh - GUARD, newCapacity + 2 * GUARD, (byte) 0x5a);
    if (block != Slab.NONE) {
      if (newCapacity < capacity) {
        Packed.changeCapacity(area, capacity, newCapacity);
        Memory.copy(area, fresh, newCapacity);
      } else {
        Memory.copy(area, fresh, capacity);
        Packed.changeCapacity(fresh, capacity, newCapacity);
      }
      slab.free(block);
    }
    block = fresh - GUARD;
    area = fresh;
    capacity = newCapacity;
  }

  private void check() {
    assertEquals(model.size(), Packed.count(area), step);
    int offset = Packed.firstOffset();
    for (int i = 0; i < model.size(); i++) {
      String text = model.get(i);
      assertEquals(offset, Packed.offset(area, capacity, i), step);
      assertEquals(text, string(Packed.text(area, capacity, i, offset)), step);
      byte[] bytes = bytes(text);
      assertTrue(Packed.equals(area, capacity, i, offset, bytes, 0, bytes.length), step);
      int next = Packed.next(area, capacity, i, offset);
      assertEquals(next - offset, Packed.sizeBefore(area, capacity, i, next), step);
      offset = next;
    }
    assertEquals(offset, Packed.endOffset(area), step);
    for (int i = 0; i < GUARD; i++) {
      assertEquals(0x5a, Memory.getByte(area - GUARD + i), step);
      assertEquals(0x5a, Memory.getByte(area + capacity + i), step);
    }
  }

  private String text() {
    return switch (random.nextInt(8)) {
      case 0 -> Integer.toString(random.nextInt(-2, 30));
      case 1 -> Long.toString(random.nextLong() >> random.nextInt(64));
      case 2 -> "0" + random.nextInt(100);
      case 3 -> letters(random.nextInt(220, 230));
      case 4 -> letters(random.nextInt(20) == 0 ? random.nextInt(70_000) : 300);
      case 5 -> "";
      default -> letters(random.nextInt(20));
    };
  }

  private String letters(int length) {
    byte[] letters = new byte[length];
    random.nextBytes(letters);
    return string(letters);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String string(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
