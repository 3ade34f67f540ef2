// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.slab.Memory;
import io.tarn.slab.Slab;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random changes of a quicklist beside an ArrayList. */
class QuicklistModelTest {

  private static final int STEPS = 4_000;
  private static final int MOST_ELEMENTS = 600;

  private final List<String> model = new ArrayList<>();
  private final PackedElement element = new PackedElement();
  private SplittableRandom random = new SplittableRandom();
  private Slab slab = new Slab(0, 1);
  private Blocks blocks = new SlabBlocks(slab);
  private long root;
  private int fill;
  private String step = "";

  /** Blocks that nobody else counts. */
  private record SlabBlocks(Slab slab) implements Blocks {
    @Override
    public long allocate(long bytes) {
      return slab.allocate(0, bytes);
    }

    @Override
    public long free(long block) {
      return slab.free(block);
    }

    @Override
    public long size(long block) {
      return slab.blockSize(block);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void everyOperation_random_asTheModel(long seed) {
    random = new SplittableRandom(seed);
    slab = new Slab(0, 1);
    blocks = new SlabBlocks(slab);
    try (Slab closing = slab) {
      root = Quicklist.create(blocks);
      boolean growing = true;
      for (int i = 0; i < STEPS; i++) {
        step = "seed=" + seed + " step=" + i + " fill=" + fill;
        if (i % 500 == 0) {
          fill = random.nextInt(3) == 0 ? random.nextInt(0, 40) : -random.nextInt(1, 6);
        }
        growing = model.isEmpty() || (model.size() < MOST_ELEMENTS && growing);
        growing |= random.nextInt(300) == 0;
        change(growing);
        check();
      }
      free(closing);
    }
  }

  /* In steps, as what no key has any more. */
  private void free(Slab closing) {
    int steps = 1;
    while (!Structures.freeSome(closing, root, 3)) {
      steps++;
    }
    assertTrue(steps > 0, step);
    assertEquals(0, closing.usedBytes(), step);
  }

  private void change(boolean growing) {
    switch (random.nextInt(growing ? 9 : 12)) {
      case 0, 1, 2 -> push(random.nextBoolean());
      case 3 -> {
        boolean left = random.nextBoolean();
        int times = random.nextInt(60);
        for (int i = 0; i < times; i++) {
          push(left);
        }
      }
      case 4, 5 -> insert();
      case 6 -> set();
      case 7 -> remove(1 + random.nextInt(3));
      case 8 -> drop(random.nextInt(4));
      case 9 -> drop(random.nextInt(100));
      case 10 -> remove(Integer.MAX_VALUE);
      default -> trim();
    }
  }

  private void push(boolean left) {
    String text = text();
    Quicklist.push(blocks, root, left, show(text), fill);
    model.add(left ? 0 : model.size(), text);
  }

  private void insert() {
    if (model.isEmpty()) {
      return;
    }
    int index = random.nextInt(model.size());
    boolean behind = random.nextBoolean();
    String text = text();
    ListCursor cursor = ListCursor.ofQuicklist(root);
    cursor.seek(index);
    QuicklistEdit.insert(blocks, root, cursor, behind, show(text), fill);
    model.add(behind ? index + 1 : index, text);
  }

  private void set() {
    if (model.isEmpty()) {
      return;
    }
    int index = random.nextInt(model.size());
    String text = text();
    QuicklistEdit.set(blocks, root, index, show(text), fill);
    model.set(index, text);
  }

  private void remove(int most) {
    if (model.isEmpty()) {
      return;
    }
    String text = random.nextInt(9) == 0 ? text() : model.get(random.nextInt(model.size()));
    boolean forward = random.nextBoolean();
    long removed = QuicklistEdit.remove(blocks, root, show(text), forward, most, fill);
    int expected = 0;
    int at = forward ? model.indexOf(text) : model.lastIndexOf(text);
    while (at >= 0 && expected < most) {
      model.remove(at);
      expected++;
      at = forward ? model.indexOf(text) : model.lastIndexOf(text);
    }
    assertEquals(expected, removed, step);
  }

  private void drop(int most) {
    int elements = Math.min(most, model.size());
    boolean left = random.nextBoolean();
    Quicklist.drop(blocks, root, left, elements);
    int from = left ? 0 : model.size() - elements;
    model.subList(from, from + elements).clear();
  }

  private void trim() {
    if (model.isEmpty()) {
      return;
    }
    int left = random.nextInt(Math.min(model.size(), 80));
    int right = random.nextInt(Math.min(model.size() - left, 80));
    QuicklistEdit.trim(blocks, root, left, right, fill);
    model.subList(model.size() - right, model.size()).clear();
    model.subList(0, left).clear();
  }

  private PackedElement show(String text) {
    byte[] bytes = bytes("<" + text + ">");
    return element.set(bytes, 1, text.length());
  }

  private void check() {
    assertEquals(model.size(), Root.count(root), step);
    long bytes = slab.blockSize(root);
    int nodes = 0;
    int elements = 0;
    long before = Slab.NONE;
    for (long node = Quicklist.head(root); node != Slab.NONE; node = ListNode.next(node)) {
      assertEquals(before, ListNode.previous(node), step);
      assertEquals(slab.blockSize(node), ListNode.blockBytes(node), step);
      assertTrue(ListNode.count(node) > 0, step);
      if (!ListNode.isPlain(node)) {
        long area = ListNode.area(node);
        assertTrue(area >= node + ListNode.HEADER, step);
        assertTrue(area + ListNode.capacity(node) <= node + slab.blockSize(node), step);
        assertTrue(Packed.usedBytes(area) <= ListNode.capacity(node), step);
      }
      bytes += slab.blockSize(node);
      elements += ListNode.count(node);
      nodes++;
      before = node;
    }
    assertEquals(before, Quicklist.tail(root), step);
    assertEquals(nodes, Quicklist.nodes(root), step);
    assertEquals(model.size(), elements, step);
    assertEquals(bytes, Root.bytes(root), step);
    assertEquals(bytes, slab.usedBytes(), step);
    checkElements();
  }

  private void checkElements() {
    if (model.isEmpty()) {
      return;
    }
    boolean forward = random.nextBoolean();
    ListCursor cursor = ListCursor.ofQuicklist(root);
    int index = forward ? 0 : model.size() - 1;
    cursor.seek(index);
    for (int i = 0; i < model.size(); i++) {
      checkAt(cursor, model.get(index));
      index += forward ? 1 : -1;
      assertEquals(i + 1 < model.size(), cursor.step(forward), step);
    }
    int anywhere = random.nextInt(model.size());
    cursor.seek(anywhere);
    checkAt(cursor, model.get(anywhere));
  }

  private void checkAt(ListCursor cursor, String text) {
    assertEquals(text.length(), cursor.textLength(), step);
    assertEquals(text, new String(cursor.text(), StandardCharsets.ISO_8859_1), step);
    assertTrue(cursor.isAt(show(text)), step);
    assertFalse(cursor.isAt(show(text + "x")), step);
    if (text.length() > 20) {
      long copy = slab.allocate(0, text.length());
      Memory.copyIn(bytes(text), 0, copy, text.length());
      assertTrue(cursor.isAt(element.set(copy, text.length())), step);
      Memory.putByte(copy + random.nextInt(text.length()), (byte) '~');
      assertFalse(cursor.isAt(element.set(copy, text.length())), step);
      slab.free(copy);
    }
  }

  private String text() {
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> Integer.toString(random.nextInt(-2, 30));
      case 3 -> Long.toString(random.nextLong() >> random.nextInt(64));
      case 4 -> letters(random.nextInt(220, 230));
      case 5 -> random.nextInt(12) == 0 ? letters(random.nextInt(70_000)) : "";
      case 6 -> letters(random.nextInt(600));
      default -> letters(random.nextInt(20));
    };
  }

  private String letters(int length) {
    char[] letters = new char[length];
    for (int i = 0; i < length; i++) {
      letters[i] = (char) ('a' + random.nextInt(26));
    }
    return new String(letters);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
