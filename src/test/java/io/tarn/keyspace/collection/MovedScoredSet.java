// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarn.slab.Memory;
import io.tarn.slab.Slab;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** A {@link ScoredSet} in which many scores are equal, beside a map. */
final class MovedScoredSet extends MovedStructure {

  private static final int NAMES = 8_000;
  private static final int SCORES = 500;

  private final Map<String, Double> model = new HashMap<>();

  MovedScoredSet(Blocks blocks, SplittableRandom random) {
    super(blocks, random, ScoredSet.create(blocks));
  }

  @Override
  void add() {
    byte[] name = bytes("a name " + random.nextInt(NAMES));
    double score = random.nextInt(SCORES);
    long element = ScoredSet.find(root, name, 0, name.length);
    if (element == Slab.NONE) {
      long hash = KeyHash.of(name, 0, name.length);
      ScoredSet.add(blocks, root, hash, name, 0, name.length, score);
    } else {
      ScoredSet.score(blocks, root, element, score);
    }
    model.put(new String(name, StandardCharsets.ISO_8859_1), score);
  }

  @Override
  void change() {
    int removals = Math.min(random.nextInt(10), model.size());
    if (removals == 0) {
      add();
    }
    long first = removals == 0 ? 0 : random.nextLong(model.size() - removals + 1L);
    for (int i = 0; i < removals; i++) {
      long element = ScorePlace.element(ScoreTree.placeAt(ScoredSet.tree(root), first));
      model.remove(name(element));
      if (random.nextBoolean()) {
        ScoredSet.removeAt(blocks, root, first);
      } else {
        ScoredSet.remove(blocks, root, element);
      }
    }
  }

  /* The inner nodes. */
  @Override
  long rareBytes() {
    return blocks.size(ScoreTree.top(ScoredSet.tree(root)));
  }

  @Override
  void check(Blocks sizes, String step) {
    long bytes = blocks.size(root) + ScoreTreeCheck.check(sizes, ScoredSet.tree(root));
    TableCheck.check(root);
    bytes += TableCheck.bytes(sizes, root);
    assertEquals(bytes, Root.bytes(root), step);
    assertEquals(model.size(), ScoredSet.count(root), step);
    assertEquals(model.size(), ScoreTree.count(ScoredSet.tree(root)), step);
    long place = ScoreTree.placeAt(ScoredSet.tree(root), 0);
    for (int i = 0; i < model.size(); i++) {
      long element = ScorePlace.element(place);
      byte[] name = bytes(name(element));
      assertEquals(model.get(name(element)), ScorePlace.score(place), step);
      assertEquals(element, ScoredSet.find(root, name, 0, name.length), step);
      place = ScorePlace.next(place);
    }
    assertEquals(ScorePlace.NONE, place, step);
  }

  private static String name(long element) {
    byte[] name = new byte[ScoredElement.nameLength(element)];
    Memory.copyOut(ScoredElement.namePosition(element), name, 0, name.length);
    return new String(name, StandardCharsets.ISO_8859_1);
  }
}
