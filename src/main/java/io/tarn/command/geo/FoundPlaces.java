// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.geo;

import io.tarn.command.sortedset.Entries;
import io.tarn.command.sortedset.ScoredNames;
import io.tarn.command.sortedset.Sorting;
import java.util.Arrays;

/** What a search has found: names with scores, and the distance of each. */
final class FoundPlaces {

  /** In which order places are answered. */
  enum Order {
    AS_FOUND,
    NEAREST_FIRST,
    FARTHEST_FIRST
  }

  private final ScoredNames names = new ScoredNames(16);
  private double[] distances = new double[16];

  void add(Entries.Name name, double score, double distance) {
    int i = names.count();
    if (i == distances.length) {
      distances = Arrays.copyOf(distances, 2 * i);
    }
    distances[i] = distance;
    names.append(name.bytes(), 0, name.length(), score);
  }

  int count() {
    return names.count();
  }

  ScoredNames names() {
    return names;
  }

  /** Returns the distance of a place in meters. */
  double distance(int i) {
    return distances[i];
  }

  /** Returns the numbers of all places in an order. */
  int[] ordered(Order order) {
    return Sorting.sorted(
        count(),
        (a, b) ->
            switch (order) {
              case AS_FOUND -> 0;
              case NEAREST_FIRST -> Double.compare(distances[a], distances[b]);
              case FARTHEST_FIRST -> Double.compare(distances[b], distances[a]);
            });
  }
}
