// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides which copies move now: one round, as a pure function of a {@link Snapshot}.
 *
 * <p>First what is wrong is put right: replicas beside their primary move away, leaving nodes are
 * emptied. Otherwise, from rest only, primaries are balanced, and when they are, all copies.
 *
 * <p>Balance. A node's surplus is what it has beyond its fair share. Something moves from one node
 * to another only if their surpluses differ by more than one; then the sum of squares of all
 * surpluses falls, so rounds end, and there every two nodes are within one of each other. A primary
 * can change places with a replica at once, so the way from the node that has too many to one that
 * has too few may lead over others: the shortest way is taken ({@link Ways}), all of it in one
 * round. Only when there is none are replicas moved to prepare one.
 */
public final class Rebalance {

  private static final double LEAST_GAIN = 1 + 1e-9;

  private final Snapshot snapshot;
  private final MoveLimits limits;
  private final Tally tally;
  private final List<String> up;
  private final Map<Copy, String> moves = new TreeMap<>();
  private final Set<Copy> drops = new TreeSet<>();
  private final Map<Copy, String> helpers = new TreeMap<>();
  private final Set<Integer> touched = new HashSet<>();
  private final Map<Integer, String> wishes;

  private Rebalance(Snapshot snapshot, Map<Integer, String> wishes, MoveLimits limits) {
    this.snapshot = snapshot;
    this.wishes = new TreeMap<>(wishes);
    this.limits = limits;
    this.tally = new Tally(snapshot);
    this.up = snapshot.upHolders().stream().map(Holder::name).toList();
    this.wishes.values().retainAll(up);
  }

  /** Returns what shall move now, which is nothing for a cluster in balance or in unrest. */
  public static Plan plan(Snapshot snapshot, MoveLimits limits) {
    return plan(snapshot, Map.of(), limits);
  }

  /**
   * As the other, with nodes that an operator wants to lead shards. They come before the balance,
   * which then leaves these primaries where they are and moves others in return.
   *
   * @param wishes names of holders by shard; one that is not up counts for nothing
   */
  public static Plan plan(Snapshot snapshot, Map<Integer, String> wishes, MoveLimits limits) {
    return new Rebalance(snapshot, wishes, limits).plan();
  }

  private Plan plan() {
    if (up.isEmpty() || snapshot.holders().values().stream().anyMatch(Rebalance::isUnsettled)) {
      return Plan.NOTHING;
    }
    separate();
    drain();
    boolean rest = moves.isEmpty() && drops.isEmpty() && helpers.isEmpty() && isAtRest();
    if (rest) {
      fulfil();
      balancePrimaries();
      dropUnwanted();
      if (moves.isEmpty() && drops.isEmpty() && helpers.isEmpty() && snapshot.replicas() > 0) {
        balanceTotals();
      }
    }
    return new Plan(moves, drops, helpers);
  }

  private static boolean isUnsettled(Holder holder) {
    return switch (holder.state()) {
      case JOINING, UNREACHABLE, DOWN -> true;
      case UP, LEAVING, EXITING -> false;
    };
  }

  /* Replicas on the node of another copy of their shard, as promotions leave them. */
  private void separate() {
    for (Map.Entry<Copy, String> entry : snapshot.allocation().entrySet()) {
      Copy copy = entry.getKey();
      if (copy.isPrimary() || !isBesideLower(copy, entry.getValue())) {
        continue;
      }
      if (!isWanted(copy)) {
        drops.add(copy);
        touched.add(copy.shard());
      } else if (moves.size() < limits.replicas()) {
        moveReplica(copy);
      }
    }
  }

  private boolean isBesideLower(Copy copy, String node) {
    for (int lower = 0; lower < copy.copy(); lower++) {
      if (node.equals(tally.where(copy.shard(), lower))) {
        return true;
      }
    }
    return false;
  }

  /* To the best place there is; without one it stays. */
  private boolean moveReplica(Copy copy) {
    if (tally.where(Copy.primary(copy.shard())) == null) {
      return false;
    }
    Optional<String> target = Placement.of(snapshot, tally).allocate(copy, null);
    target.ifPresent(node -> move(copy, node));
    return target.isPresent();
  }

  private void move(Copy copy, String node) {
    moves.put(copy, node);
    touched.add(copy.shard());
    tally.put(copy, node);
  }

  private void drain() {
    int primaries = 0;
    int replicas = moves.size();
    for (Map.Entry<Copy, String> entry : snapshot.allocation().entrySet()) {
      Copy copy = entry.getKey();
      if (snapshot.isUp(entry.getValue()) || touched.contains(copy.shard())) {
        continue;
      }
      if (copy.isPrimary() && primaries < limits.primaries()) {
        primaries += drainPrimary(copy.shard()) ? 1 : 0;
      } else if (!copy.isPrimary() && replicas < limits.replicas()) {
        replicas++;
        if (!moveReplica(copy)) {
          drops.add(copy);
          touched.add(copy.shard());
        }
      }
    }
  }

  private boolean drainPrimary(int shard) {
    Optional<String> target =
        replicaNodes(shard).stream()
            .filter(node -> snapshot.isUp(node) && snapshot.isInSync(node, shard))
            .min(Comparator.comparing(tally::primarySurplus));
    if (target.isPresent()) {
      move(Copy.primary(shard), target.get());
      return true;
    }
    if (replicaNodes(shard).isEmpty() && snapshot.replicas() == 0) {
      startHelper(
          shard, up.stream().min(Comparator.comparing(tally::primarySurplus)).orElseThrow());
      return true;
    }
    return false;
  }

  private void startHelper(int shard, String node) {
    Copy helper = new Copy(shard, 1);
    helpers.put(helper, node);
    touched.add(shard);
    tally.put(Copy.primary(shard), node);
  }

  private List<String> replicaNodes(int shard) {
    List<String> nodes = new ArrayList<>();
    for (int copy = 1; copy <= Copy.MOST_REPLICAS; copy++) {
      String node = tally.where(shard, copy);
      if (node != null) {
        nodes.add(node);
      }
    }
    return nodes;
  }

  private boolean isWanted(Copy copy) {
    return copy.copy() <= snapshot.replicas();
  }

  /* All copies are somewhere, apart from each other, on nodes that stay, and in sync. */
  private boolean isAtRest() {
    int copies = Math.min(1 + snapshot.replicas(), up.size());
    for (int shard = 0; shard < snapshot.shards(); shard++) {
      String primary = tally.where(Copy.primary(shard));
      List<String> replicas = replicaNodes(shard);
      if (primary == null || !snapshot.isUp(primary) || 1 + replicas.size() < copies) {
        return false;
      }
      for (String replica : replicas) {
        boolean beside = replica.equals(primary);
        if (!snapshot.isUp(replica) || (!beside && !snapshot.isInSync(replica, shard))) {
          return false;
        }
      }
    }
    return true;
  }

  /* From rest: whoever has a copy is in sync. Another is given one first. */
  private void fulfil() {
    wishes.forEach(
        (shard, node) -> {
          String leader = tally.where(Copy.primary(shard));
          if (leader == null
              || leader.equals(node)
              || moves.size() + helpers.size() >= limits.primaries()) {
            return;
          }
          List<String> others = replicaNodes(shard);
          if (others.contains(node)) {
            swap(new Ways.Step(leader, node, Copy.primary(shard)));
          } else if (snapshot.replicas() > 0 && !others.isEmpty()) {
            Copy replica =
                replicaAt(
                    shard,
                    others.stream()
                        .max(Comparator.comparingDouble(tally::totalSurplus))
                        .orElseThrow());
            move(replica, node);
            swap(replica, leader, node);
          } else if (others.isEmpty()) {
            startHelper(shard, node);
          }
        });
  }

  private void balancePrimaries() {
    while (true) {
      Ways ways = new Ways();
      for (int shard = 0; shard < snapshot.shards(); shard++) {
        addSwaps(ways, shard);
      }
      List<Ways.Step> way = shortestWay(ways, tally::primarySurplus);
      if (way.isEmpty() || (!moves.isEmpty() && moves.size() + way.size() > limits.primaries())) {
        break;
      }
      way.forEach(this::swap);
    }
    if (moves.isEmpty()) {
      preparePrimaries();
    }
  }

  private void addSwaps(Ways ways, int shard) {
    String primary = tally.where(Copy.primary(shard));
    if (primary != null && !touched.contains(shard) && !wishes.containsKey(shard)) {
      for (String replica : replicaNodes(shard)) {
        ways.add(primary, replica, Copy.primary(shard));
      }
    }
  }

  private List<Ways.Step> shortestWay(
      Ways ways, java.util.function.ToDoubleFunction<String> surplus) {
    List<String> most = up.stream().sorted(Comparator.comparingDouble(surplus).reversed()).toList();
    for (String from : most) {
      double have = surplus.applyAsDouble(from);
      List<Ways.Step> way =
          ways.shortest(from, to -> have - surplus.applyAsDouble(to) > LEAST_GAIN);
      if (!way.isEmpty()) {
        return way;
      }
    }
    return List.of();
  }

  /* The replica that is replaced will go where the primary was: count both as done. */
  private void swap(Ways.Step step) {
    int shard = step.copy().shard();
    Copy replaced = replicaAt(shard, step.to());
    move(step.copy(), step.to());
    tally.put(replaced, isWanted(replaced) ? step.from() : null);
  }

  private Copy replicaAt(int shard, String node) {
    for (int copy = 1; copy <= Copy.MOST_REPLICAS; copy++) {
      if (node.equals(tally.where(shard, copy))) {
        return new Copy(shard, copy);
      }
    }
    throw new IllegalStateException("no replica there: shard=" + shard + " node=" + node);
  }

  /* Moves replicas to the nodes that lack primaries; each makes one later swap possible. */
  private void preparePrimaries() {
    while (moves.size() + helpers.size() < limits.replicas()) {
      Comparator<String> order = Comparator.comparingDouble(tally::primarySurplus);
      String from = up.stream().max(order).orElseThrow();
      String to = up.stream().min(order).orElseThrow();
      if (tally.primarySurplus(from) - tally.primarySurplus(to) <= LEAST_GAIN
          || !prepare(from, to)) {
        return;
      }
    }
  }

  private boolean prepare(String from, String to) {
    @Nullable Copy best = null;
    double bestSurplus = Double.NEGATIVE_INFINITY;
    for (int shard = 0; shard < snapshot.shards(); shard++) {
      if (!from.equals(tally.where(Copy.primary(shard)))
          || touched.contains(shard)
          || wishes.containsKey(shard)
          || tally.holds(to, shard)) {
        continue;
      }
      if (snapshot.replicas() == 0) {
        startHelper(shard, to);
        return true;
      }
      for (String node : replicaNodes(shard)) {
        double surplus = tally.totalSurplus(node);
        if (surplus > bestSurplus) {
          bestSurplus = surplus;
          best = replicaAt(shard, node);
        }
      }
    }
    if (best == null) {
      return false;
    }
    move(best, to);
    swap(best, from, to);
    return true;
  }

  /* What the preparation is for, counted as done. */
  private void swap(Copy replica, String from, String to) {
    tally.put(Copy.primary(replica.shard()), to);
    tally.put(replica, from);
  }

  /* Copies beyond those wanted: a helper that nobody needs any more, or a setting was lowered. */
  private void dropUnwanted() {
    for (Copy copy : snapshot.allocation().keySet()) {
      if (!isWanted(copy) && !touched.contains(copy.shard()) && drops.size() < limits.replicas()) {
        drops.add(copy);
      }
    }
  }

  private void balanceTotals() {
    while (moves.size() < limits.replicas()) {
      Ways ways = new Ways();
      for (Map.Entry<Copy, String> entry : snapshot.allocation().entrySet()) {
        Copy copy = entry.getKey();
        if (copy.isPrimary() || touched.contains(copy.shard())) {
          continue;
        }
        for (String to : up) {
          if (!tally.holds(to, copy.shard())) {
            ways.add(entry.getValue(), to, copy);
          }
        }
      }
      List<Ways.Step> way = shortestWay(ways, tally::totalSurplus);
      if (way.isEmpty()) {
        return;
      }
      way.forEach(step -> move(step.copy(), step.to()));
    }
  }
}
