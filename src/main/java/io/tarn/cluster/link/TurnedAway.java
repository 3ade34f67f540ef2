// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongPredicate;

/**
 * The requests that were turned away because their slot was not led here: until the node that sent
 * them knows, later requests of the same connection for the same slot, which are on their way, are
 * turned away as well. Otherwise they would run before those, had this node come to lead the slot
 * meanwhile. Used by one thread.
 *
 * <p>Refusals have numbers, which travel with them. A message of requests tells the last one that
 * its sender knew of; so what it sent knowing of a refusal is told from what it sent before. What
 * is kept here is bounded by what a sender may have on its way, of which each refusal is one.
 */
final class TurnedAway {

  /** What a connection wanted. */
  private record Wish(long client, int slot) {}

  /** By the sender's thread: the last refusal of each wish. */
  private final Map<Integer, Map<Wish, Integer>> refusals = new HashMap<>();

  private int last;
  private int kept;

  /** True when nobody has to be turned away. */
  boolean isEmpty() {
    return kept == 0;
  }

  /** Takes up a refusal; returns its number, to be sent with it. */
  int add(int forwarder, long client, int slot) {
    Map<Wish, Integer> own = refusals.computeIfAbsent(forwarder, _ -> new HashMap<>());
    Wish wish = new Wish(client, slot);
    kept += own.remove(wish) == null ? 1 : 0;
    own.put(wish, next());
    return last;
  }

  /** Returns the number of a refusal behind which nothing of its connection can be on its way. */
  int next() {
    last = (last + 1) & RequestLayout.LENGTH_MASK;
    return last;
  }

  /**
   * True when a request must be turned away.
   *
   * @param known the last refusal that its sender knew of when it sent it
   */
  boolean holds(int forwarder, long client, int slot, int known) {
    Map<Wish, Integer> own = refusals.get(forwarder);
    Integer number = own == null ? null : own.get(new Wish(client, slot));
    return number != null && isBefore(known, number);
  }

  /**
   * Forgets the refusals that a sender knows of.
   *
   * @param lags says of a client whether requests of it lie here that were sent before
   */
  void known(int forwarder, int number, LongPredicate lags) {
    Map<Wish, Integer> own = refusals.get(forwarder);
    if (own == null) {
      return;
    }
    int before = own.size();
    var _ =
        own.entrySet()
            .removeIf(
                each -> !isBefore(number, each.getValue()) && !lags.test(each.getKey().client()));
    kept -= before - own.size();
  }

  /** Forgets all: nothing that was on its way arrives any more. Numbers go on. */
  void clear() {
    refusals.clear();
    kept = 0;
  }

  /** Returns the later of two numbers, which may have begun anew. */
  static int later(int one, int other) {
    return isBefore(one, other) ? other : one;
  }

  private static boolean isBefore(int one, int other) {
    return (one - other) << (Integer.SIZE - RequestLayout.STATUS_SHIFT) < 0;
  }
}
