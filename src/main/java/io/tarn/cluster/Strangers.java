// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Nodes that should be members and are not: the seeds, and those that were members before; and
 * which of them run all the same, as members of another cluster. Pure; not thread-safe.
 *
 * @param <A> the address of a node
 */
final class Strangers<A> {

  /** Most former members that are remembered; beyond that, the one that left first is forgotten. */
  static final int MOST_REMEMBERED = 64;

  /** Who has been seen for so long does not just join. */
  static final Duration PATIENCE = Duration.ofSeconds(8);

  /** Who is not seen for so long has gone, or has joined. */
  static final Duration FORGOTTEN = Duration.ofSeconds(20);

  /** How often it is said again. */
  static final Duration AGAIN = Duration.ofMinutes(10);

  private static final class Sight {
    long firstNanos;
    long lastNanos;
    long saidNanos;
    boolean said;
  }

  private final Set<A> seeds;
  private final LinkedHashSet<A> former = new LinkedHashSet<>();
  private final Map<A, Sight> sights = new HashMap<>();

  Strangers(Set<A> seeds) {
    this.seeds = Set.copyOf(seeds);
  }

  /** A node was a member. */
  void left(A node) {
    former.remove(node);
    var _ = former.add(node);
    if (former.size() > MOST_REMEMBERED) {
      var _ = former.removeFirst();
    }
  }

  /** Returns whom to look for; forgets those who are members. */
  List<A> missing(Set<A> members, long nowNanos) {
    former.removeAll(members);
    sights.keySet().removeAll(members);
    sights.values().removeIf(sight -> nowNanos - sight.lastNanos > FORGOTTEN.toNanos());
    Set<A> missing = new LinkedHashSet<>(seeds);
    missing.addAll(former);
    missing.removeAll(members);
    return new ArrayList<>(missing);
  }

  /** A node was seen that is no member; returns whether that should be said now. */
  boolean seen(A node, long nowNanos) {
    Sight sight = sights.get(node);
    if (sight == null) {
      sight = new Sight();
      sight.firstNanos = nowNanos;
      sights.put(node, sight);
    }
    sight.lastNanos = nowNanos;
    if (nowNanos - sight.firstNanos < PATIENCE.toNanos()
        || (sight.said && nowNanos - sight.saidNanos < AGAIN.toNanos())) {
      return false;
    }
    sight.said = true;
    sight.saidNanos = nowNanos;
    return true;
  }
}
