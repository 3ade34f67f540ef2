// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.pubsub;

import java.util.Arrays;

/**
 * The audiences of patterns in an array, because each message is held against all of them. Reading
 * takes no lock. Those that have lost their last member stay until there are as many of them as of
 * the others, so that a change costs O(1) on average.
 */
final class AudienceList {

  /** Empty ones that are never worth a copy. */
  private static final int FEW = 16;

  /**
   * What readers see.
   *
   * @param audiences the first {@code count} of it; behind them the array may change
   */
  record View(Audience[] audiences, int count) {}

  private volatile View view = new View(new Audience[0], 0);
  private int empty;

  /** Returns the audiences of now; some may be empty. */
  View view() {
    return view;
  }

  /** Appends an audience. */
  synchronized void add(Audience one) {
    View old = view;
    Audience[] array = old.audiences();
    if (old.count() == array.length) {
      array = Arrays.copyOf(array, Math.max(4, 2 * old.count()));
    }
    array[old.count()] = one;
    view = new View(array, old.count() + 1);
  }

  /** Notes that an audience has lost its last member, for good. */
  synchronized void emptied(Audience one) {
    one.end();
    empty++;
    View old = view;
    int left = old.count() - empty;
    if (empty > Math.max(left, FEW) || left == 0) {
      Audience[] kept =
          Arrays.stream(old.audiences(), 0, old.count())
              .filter(audience -> !audience.hasEnded())
              .toArray(Audience[]::new);
      empty = 0;
      view = new View(kept, kept.length);
    }
  }
}
