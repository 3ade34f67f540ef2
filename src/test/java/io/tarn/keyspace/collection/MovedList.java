// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarn.slab.Slab;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A {@link Quicklist} of nodes of 4 KiB, some of them plain, beside an ArrayList. */
final class MovedList extends MovedStructure {

  private static final int FILL = -1;
  private static final int LONG_PART = 400;

  private final List<String> model = new ArrayList<>();

  MovedList(Blocks blocks, SplittableRandom random) {
    super(blocks, random, Quicklist.create(blocks));
  }

  @Override
  void add() {
    String text = text(random.nextInt(LONG_PART) == 0 ? 6_000 : 100);
    boolean left = random.nextBoolean();
    Quicklist.push(blocks, root, left, show(text), FILL);
    model.add(left ? 0 : model.size(), text);
  }

  @Override
  void change() {
    if (model.isEmpty()) {
      return;
    }
    int index = random.nextInt(model.size());
    String text = text(100);
    switch (random.nextInt(8)) {
      case 0 -> {
        QuicklistEdit.set(blocks, root, index, show(text), FILL);
        model.set(index, text);
      }
      case 1 -> {
        ListCursor cursor = ListCursor.ofQuicklist(root);
        cursor.seek(index);
        QuicklistEdit.insert(blocks, root, cursor, false, show(text), FILL);
        model.add(index, text);
      }
      case 2 -> {
        String gone = model.get(index);
        model.removeIf(gone::equals);
        long _ = QuicklistEdit.remove(blocks, root, show(gone), true, Long.MAX_VALUE, FILL);
      }
      case 3, 4, 5 -> {
        boolean left = random.nextBoolean();
        int elements = Math.min(random.nextInt(30), model.size());
        Quicklist.drop(blocks, root, left, elements);
        int from = left ? 0 : model.size() - elements;
        model.subList(from, from + elements).clear();
      }
      default -> add();
    }
  }

  /** Removes the elements up to the node from which defragmentation goes on, or inserts into it. */
  void changeVisited() {
    int elements = 0;
    for (long node = Quicklist.head(root);
        node != Quicklist.visited(root);
        node = ListNode.next(node)) {
      elements += ListNode.count(node);
    }
    if (random.nextBoolean()) {
      elements += ListNode.count(Quicklist.visited(root));
      Quicklist.drop(blocks, root, true, elements);
      model.subList(0, elements).clear();
      return;
    }
    String text = "x".repeat(500);
    ListCursor cursor = ListCursor.ofQuicklist(root);
    cursor.seek(elements);
    QuicklistEdit.insert(blocks, root, cursor, true, show(text), FILL);
    model.add(elements + 1, text);
  }

  @Override
  long rareBytes() {
    return 1 << 12;
  }

  @Override
  void check(Blocks sizes, String step) {
    long bytes = blocks.size(root);
    long before = Slab.NONE;
    boolean isVisitedThere = Quicklist.visited(root) == Slab.NONE;
    for (long node = Quicklist.head(root); node != Slab.NONE; node = ListNode.next(node)) {
      assertEquals(before, ListNode.previous(node), step);
      assertEquals(sizes.size(node), ListNode.blockBytes(node), step);
      bytes += sizes.size(node);
      isVisitedThere |= node == Quicklist.visited(root);
      before = node;
    }
    assertEquals(before, Quicklist.tail(root), step);
    assertEquals(bytes, Root.bytes(root), step);
    assertEquals(true, isVisitedThere, step);
    assertEquals(model.size(), Root.count(root), step);
    ListCursor cursor = ListCursor.ofQuicklist(root);
    for (int i = 0; i < model.size(); i++) {
      if (i == 0) {
        cursor.seek(0);
      } else {
        assertEquals(true, cursor.next(), step);
      }
      assertEquals(model.get(i), new String(cursor.text(), StandardCharsets.ISO_8859_1), step);
    }
  }

  private static PackedElement show(String text) {
    byte[] bytes = bytes(text);
    return new PackedElement().set(bytes, 0, bytes.length);
  }
}
