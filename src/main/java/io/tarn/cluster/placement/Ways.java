// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.placement;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Which copies could move between which nodes, as a graph in which short ways are found. */
final class Ways {

  /** A copy's move from one node to another. */
  record Step(String from, String to, Copy copy) {}

  /* From, then to, then the first copy that was offered for it. */
  private final Map<String, Map<String, Copy>> steps = new TreeMap<>();

  /** Adds that a copy could move. One copy for each pair of nodes is remembered. */
  void add(String from, String to, Copy copy) {
    steps.computeIfAbsent(from, _ -> new TreeMap<>()).putIfAbsent(to, copy);
  }

  /** Returns the shortest way from a node to any that is wanted, or nothing. */
  List<Step> shortest(String from, Predicate<String> wanted) {
    Map<String, Step> before = new HashMap<>();
    Deque<String> next = new ArrayDeque<>(List.of(from));
    while (!next.isEmpty()) {
      String node = next.remove();
      if (before.containsKey(node) && wanted.test(node)) {
        return way(from, node, before);
      }
      for (Map.Entry<String, Copy> step : steps.getOrDefault(node, Map.of()).entrySet()) {
        String to = step.getKey();
        if (!to.equals(from) && !before.containsKey(to)) {
          before.put(to, new Step(node, to, step.getValue()));
          next.add(to);
        }
      }
    }
    return List.of();
  }

  private static List<Step> way(String from, String to, Map<String, Step> before) {
    List<Step> way = new ArrayList<>();
    String node = to;
    while (!node.equals(from)) {
      Step step = before.get(node);
      if (step == null) {
        throw new IllegalStateException("no way back: node=" + node);
      }
      way.add(0, step);
      node = step.from();
    }
    return way;
  }
}
