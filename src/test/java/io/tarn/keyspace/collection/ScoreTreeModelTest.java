// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.slab.Memory;
import io.tarn.slab.Slab;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A large sorted set beside a TreeSet and a map. */
class ScoreTreeModelTest {

  private static final int STEPS = 6_000;
  private static final int CHECKED_EVERY = 50;

  private record Entry(double score, String name) {}

  private final Slab slab = new Slab(0, 1);
  private final Blocks blocks = new SlabBlocks(slab);
  private final TreeSet<Entry> model =
      new TreeSet<>(Comparator.comparingDouble(Entry::score).thenComparing(Entry::name));
  private final Map<String, Double> scores = new HashMap<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void operations_random_agreeWithATreeSet(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long root = ScoredSet.create(blocks);
    int names = random.nextBoolean() ? 300 : 5_000;
    int distinctScores = List.of(1, 3, 1_000_000).get(random.nextInt(3));
    boolean growing = true;
    for (int step = 0; step < STEPS; step++) {
      growing = random.nextInt(800) == 0 ? !growing : growing;
      String name = "n" + random.nextInt(names);
      double score = random.nextInt(distinctScores) - distinctScores / 2;
      switch (random.nextInt(10)) {
        case 0 -> checkSearches(root, random, score);
        case 1 -> pop(root, random);
        default -> {
          if (growing || random.nextInt(4) == 0) {
            add(root, name, score);
          } else {
            removeAny(root, random, name);
          }
        }
      }
      if (step % CHECKED_EVERY == 0) {
        check(root, "seed=" + seed + " step=" + step);
      }
    }
    freeInSteps(root, random);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 9, 64, 65, 5_000})
  void inOrder_addedThenPopped_fillsItsNodes(int count) {
    long root = ScoredSet.create(blocks);
    for (int i = 0; i < count; i++) {
      add(root, "n" + i, i);
    }
    check(root, "count=" + count);
    long leaves = 0;
    long place = ScoreTree.placeAt(ScoredSet.tree(root), 0);
    for (long leaf = place >>> 6; leaf != 0; leaf = ScoreNode.next(leaf)) {
      leaves++;
    }
    assertTrue(leaves <= count / 60 + 1, "leaves=" + leaves);
    while (ScoredSet.count(root) > 0) {
      ScoredSet.removeAt(blocks, root, 0);
      model.pollFirst();
      check(root, "left=" + model.size());
    }
    while (!Structures.freeSome(slab, root, 10)) {
      // The next step.
    }
    assertEquals(0, slab.usedBytes());
  }

  private void add(long root, String name, double score) {
    byte[] bytes = bytes(name);
    long element = ScoredSet.find(root, bytes, 0, bytes.length);
    Double known = scores.put(name, score);
    if (known == null) {
      assertEquals(Slab.NONE, element);
      long hash = KeyHash.of(bytes, 0, bytes.length);
      ScoredSet.add(blocks, root, hash, bytes, 0, bytes.length, score);
    } else {
      assertEquals(known, ScoredElement.score(element));
      ScoredSet.score(blocks, root, element, score);
      model.remove(new Entry(known, name));
    }
    model.add(new Entry(score, name));
  }

  private void removeAny(long root, SplittableRandom random, String name) {
    if (model.isEmpty()) {
      return;
    }
    Double score = scores.get(name);
    if (score == null || random.nextInt(3) == 0) {
      long rank = random.nextLong(model.size());
      long place = ScoreTree.placeAt(ScoredSet.tree(root), rank);
      String there = name(ScorePlace.element(place));
      assertTrue(model.remove(new Entry(scores.remove(there), there)));
      ScoredSet.removeAt(blocks, root, rank);
      return;
    }
    byte[] bytes = bytes(name);
    ScoredSet.remove(blocks, root, ScoredSet.find(root, bytes, 0, bytes.length));
    scores.remove(name);
    model.remove(new Entry(score, name));
  }

  private void pop(long root, SplittableRandom random) {
    if (!model.isEmpty()) {
      boolean most = random.nextBoolean();
      Entry entry = most ? model.pollLast() : model.pollFirst();
      scores.remove(entry.name());
      ScoredSet.removeAt(blocks, root, most ? ScoredSet.count(root) - 1 : 0);
    }
  }

  private void checkSearches(long root, SplittableRandom random, double score) {
    long tree = ScoredSet.tree(root);
    assertEquals(
        model.headSet(new Entry(score, ""), false).size(),
        ScoreTree.rank(tree, (at, element) -> at < score));
    assertEquals(
        model.headSet(new Entry(score, "\uffff"), true).size(),
        ScoreTree.rank(tree, (at, element) -> at <= score));
    if (!model.isEmpty()) {
      List<Entry> all = new ArrayList<>(model);
      int rank = random.nextInt(all.size());
      byte[] bytes = bytes(all.get(rank).name());
      assertEquals(rank, ScoredSet.rank(root, ScoredSet.find(root, bytes, 0, bytes.length)));
    }
  }

  private void check(long root, String when) {
    assertEquals(model.size(), ScoredSet.count(root), when);
    long tree = ScoredSet.tree(root);
    long bytes = ScoreTreeCheck.check(blocks, tree) + blocks.size(root);
    long place = ScoreTree.placeAt(tree, 0);
    for (Entry entry : model) {
      assertEquals(entry.score(), ScorePlace.score(place), when);
      assertEquals(entry.name(), name(ScorePlace.element(place)), when);
      bytes += blocks.size(ScorePlace.element(place));
      place = ScorePlace.next(place);
    }
    assertEquals(ScorePlace.NONE, place, when);
    place = ScoreTree.placeAt(tree, model.size() - 1);
    for (Entry entry : model.descendingSet()) {
      assertEquals(entry.name(), name(ScorePlace.element(place)), when);
      place = ScorePlace.previous(place);
    }
    assertEquals(ScorePlace.NONE, place, when);
    assertEquals(slab.usedBytes(), Root.bytes(root), when);
    assertTrue(bytes <= Root.bytes(root), when);
  }

  private void freeInSteps(long root, SplittableRandom random) {
    int steps = 0;
    while (!Structures.freeSome(slab, root, 1 + random.nextInt(100))) {
      steps++;
    }
    assertFalse(steps > scores.size() + 1000);
    assertEquals(0, slab.usedBytes());
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  private static String name(long element) {
    byte[] bytes = new byte[ScoredElement.nameLength(element)];
    Memory.copyOut(ScoredElement.namePosition(element), bytes, 0, bytes.length);
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
