// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random clusters are given random wishes, and come to rest with all of them fulfilled. */
class WishesModelTest {

  private static final int CLUSTERS = 300;
  private static final MoveLimits LIMITS = new MoveLimits(4, 16);

  @Test
  void randomWishes_areFulfilledWithoutLoss() {
    long first = Long.getLong("tarn.test.seed", System.nanoTime());
    System.out.println("seed=" + first);
    for (int i = 0; i < CLUSTERS; i++) {
      long seed = first + i;
      try {
        live(new Random(seed));
      } catch (RuntimeException | AssertionError failure) {
        throw new AssertionError("seed=" + seed, failure);
      }
    }
  }

  private static void live(Random random) {
    int nodes = random.nextInt(2, 6);
    ClusterModel model = new ClusterModel(1 << random.nextInt(4, 7), random.nextInt(3), random);
    for (int n = 0; n < nodes; n++) {
      model.state("n" + n, 1, Holder.State.UP);
    }
    model.placeAll();
    rest(model);
    int losses = model.losses;
    Map<Integer, String> wishes = new HashMap<>();
    for (int n = random.nextInt(1, 6); n > 0; n--) {
      wishes.put(random.nextInt(model.shards), "n" + random.nextInt(nodes));
    }
    model.wishes.putAll(wishes);
    rest(model);
    wishes.forEach(
        (shard, node) -> assertEquals(node, model.allocation.get(Copy.primary(shard)), "wish"));
    assertEquals(losses, model.losses, "a wish lost data");
    if (model.shards >= 8 * nodes) {
      checkBalance(model); // enough others can move in return
    }
    wishOfANodeThatIsDrained_countsForNothing(model, random);
  }

  private static void wishOfANodeThatIsDrained_countsForNothing(ClusterModel model, Random random) {
    List<String> names = new ArrayList<>(model.holders.keySet());
    String drained = names.get(random.nextInt(names.size()));
    model.state(drained, Holder.State.LEAVING);
    int losses = model.losses;
    rest(model);
    assertTrue(!model.allocation.containsValue(drained), "a drained node still holds something");
    assertEquals(losses, model.losses, "draining lost data");
  }

  private static void rest(ClusterModel model) {
    int rounds = 0;
    boolean moved = true;
    while (moved) {
      model.sync(1);
      moved = !model.round(LIMITS).isEmpty();
      model.placeAll();
      assertTrue(++rounds < 60 + 8 * model.shards, "no rest after rounds=" + rounds);
    }
    model.sync(1);
  }

  private static void checkBalance(ClusterModel model) {
    Tally tally = new Tally(model.snapshot());
    for (String a : model.holders.keySet()) {
      for (String b : model.holders.keySet()) {
        double primaries = tally.primarySurplus(a) - tally.primarySurplus(b);
        assertTrue(primaries <= 1 + 1e-6, "primaries differ by " + primaries);
      }
    }
  }
}
