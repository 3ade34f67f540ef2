// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Random clusters live through random lives; every rule of placement is checked at each rest. */
class PlacementModelTest {

  private static final int CLUSTERS = 600;
  private static final double[] WEIGHTS = {0.5, 1, 1, 1, 2, 3.5};
  private static final MoveLimits LIMITS = new MoveLimits(4, 16);

  @Test
  void randomClusters_keepEveryRule() {
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
    int shards = 1 << random.nextInt(3, 7);
    int replicas = random.nextInt(3);
    ClusterModel model = new ClusterModel(shards, replicas, random);
    boolean equal = random.nextBoolean();
    int next = 0;
    for (int n = random.nextInt(1, 6); n > 0; n--) {
      model.state("n" + next++, equal ? 1 : weight(random), Holder.State.UP);
    }
    model.placeAll();
    rest(model, true);
    for (int step = 0; step < 6; step++) {
      List<String> names = new ArrayList<>(model.holders.keySet());
      String some = names.get(random.nextInt(names.size()));
      switch (random.nextInt(5)) {
        case 0 -> {
          model.state("n" + next, equal ? 1 : weight(random), Holder.State.JOINING);
          assertTrue(Rebalance.plan(model.snapshot(), LIMITS).isEmpty(), "moved while joining");
          model.state("n" + next++, Holder.State.UP);
        }
        case 1 -> crash(model, some, random);
        case 2 -> {
          if (names.size() > 1) {
            drain(model, some);
          }
        }
        case 3 -> {
          model.state(some, Holder.State.UNREACHABLE);
          assertTrue(Rebalance.plan(model.snapshot(), LIMITS).isEmpty(), "moved while unreachable");
          model.state(some, Holder.State.UP);
        }
        default -> model.state(some, equal ? 1 : weight(random), Holder.State.UP);
      }
      rest(model, true);
    }
  }

  private static double weight(Random random) {
    return WEIGHTS[random.nextInt(WEIGHTS.length)];
  }

  /* From rest with replicas a crash loses nothing: each primary goes to a node that was in sync. */
  private static void crash(ClusterModel model, String name, Random random) {
    if (model.holders.size() == 1) {
      return;
    }
    boolean rest = random.nextBoolean();
    if (!rest) {
      model.round(LIMITS);
    }
    Snapshot before = model.snapshot();
    model.crash(name);
    int losses = model.losses;
    Set<Integer> kept = new HashSet<>();
    for (int shard = 0; shard < model.shards; shard++) {
      int s = shard;
      if (model.holders.keySet().stream().anyMatch(node -> before.isInSync(node, s))) {
        kept.add(shard);
      }
    }
    model.placeAll();
    assertEquals(losses, model.losses, "a primary was placed without the data that there was");
    for (int shard : kept) {
      String primary = model.allocation.get(Copy.primary(shard));
      assertTrue(before.isInSync(primary, shard), "shard=" + shard + " primary=" + primary);
    }
    if (rest && model.replicas > 0) {
      assertEquals(model.shards, kept.size(), "no copy in sync at rest");
    }
  }

  private static void drain(ClusterModel model, String name) {
    model.state(name, Holder.State.LEAVING);
    int losses = model.losses;
    rest(model, false);
    assertFalse(model.allocation.containsValue(name), "a drained node still holds something");
    assertEquals(losses, model.losses, "draining lost data");
    model.crash(name);
  }

  /** Lets the cluster come to rest and checks what holds there. */
  private static void rest(ClusterModel model, boolean balanced) {
    int losses = model.losses;
    int rounds = 0;
    int mostRounds = 60 + 8 * model.shards;
    while (true) {
      model.sync(0.7);
      checkMoves(model);
      Plan plan = model.round(LIMITS);
      checkLimits(plan);
      model.placeAll();
      if (plan.isEmpty()) {
        model.sync(1);
        model.placeAll();
        if (Rebalance.plan(model.snapshot(), LIMITS).isEmpty()) {
          break;
        }
      }
      assertTrue(++rounds < mostRounds, "no rest after rounds=" + rounds + ": " + plan);
    }
    model.sync(1);
    assertTrue(Rebalance.plan(model.snapshot(), LIMITS).isEmpty(), "moves at rest");
    assertEquals(losses, model.losses, "a planned move lost data");
    checkApart(model);
    if (balanced) {
      checkBalance(model);
    }
  }

  /* A primary is handed off only when its target follows it in sync. */
  private static void checkMoves(ClusterModel model) {
    Snapshot snapshot = model.snapshot();
    for (Map.Entry<Copy, String> move : Rebalance.plan(snapshot, LIMITS).moves().entrySet()) {
      if (move.getKey().isPrimary()) {
        assertTrue(snapshot.isInSync(move.getValue(), move.getKey().shard()), move.toString());
      }
    }
  }

  private static void checkLimits(Plan plan) {
    long primaries = plan.moves().keySet().stream().filter(Copy::isPrimary).count();
    assertTrue(primaries <= LIMITS.primaries() + 2, "primaries at once: " + primaries);
  }

  private static void checkApart(ClusterModel model) {
    int up = (int) model.holders.values().stream().filter(Holder::isUp).count();
    int copies = Math.min(1 + model.replicas, up);
    for (int shard = 0; shard < model.shards; shard++) {
      Set<String> nodes = new HashSet<>();
      assertNotNull(model.allocation.get(Copy.primary(shard)), "no primary: shard=" + shard);
      for (int copy = 0; copy <= Copy.MOST_REPLICAS; copy++) {
        String node = model.allocation.get(new Copy(shard, copy));
        if (node != null) {
          nodes.add(node);
          assertTrue(copy <= model.replicas, "unwanted copy at rest: shard=" + shard);
        }
      }
      assertEquals(copies, nodes.size(), "shard=" + shard + " " + model.allocation);
    }
  }

  private static void checkBalance(ClusterModel model) {
    Tally tally = new Tally(model.snapshot());
    List<Holder> up = model.snapshot().upHolders();
    for (Holder a : up) {
      for (Holder b : up) {
        double primaries = tally.primarySurplus(a.name()) - tally.primarySurplus(b.name());
        assertTrue(primaries <= 1 + 1e-6, "primaries differ by " + primaries);
        double totals = tally.totalSurplus(a.name()) - tally.totalSurplus(b.name());
        assertTrue(
            model.replicas == 0 || up.size() <= model.replicas || totals <= 1 + 1e-6,
            "copies differ by " + totals);
      }
    }
  }
}
