// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Arguments;
import io.tarn.command.CommandTable;
import io.tarn.keyspace.Keyspace;

/**
 * Brings what the next requests of a thread will need into the caches of its core, for all of them
 * together: the first key's slot, index cell and record. Used by one thread.
 *
 * <p>A request for a random one of a million keys waits for memory at each of these, one after the
 * other. Steps that go over all requests let the core wait for many at once.
 */
final class Lookahead {

  /** Most requests at a time: what they touch, some five lines each, must stay in the L1 cache. */
  static final int MOST = 32;

  /** The argument that most commands have as their first or only key. */
  private static final int FIRST_KEY = 1;

  private final CommandTable commands;
  private final CommandPlan[] plans;
  private final SlotTable slots;
  private final long[] hashes = new long[MOST];
  private final long[] places = new long[MOST];

  /** Keeps the reads alive for the compiler. */
  @SuppressWarnings("UnusedVariable")
  private long sum;

  Lookahead(CommandTable commands, CommandPlan[] plans, SlotTable slots) {
    this.commands = commands;
    this.plans = plans;
    this.slots = slots;
  }

  void prefetch(Arguments[] requests, int count) {
    int located = 0;
    for (int i = 0; i < count; i++) {
      Arguments request = requests[i];
      if (locate(request)) {
        Keyspace keyspace = slots.at(request.slot(FIRST_KEY));
        long hash = request.hash(FIRST_KEY);
        hashes[located] = hash;
        places[located++] = keyspace.prefetchIndex(hash);
      }
    }
    for (int i = 0; i < located; i++) {
      places[i] = Keyspace.prefetchCell(places[i], hashes[i]);
    }
    long touched = 0;
    for (int i = 0; i < located; i++) {
      touched += Keyspace.prefetchRecord(places[i]);
    }
    sum += touched;
  }

  /** Notes command, slot and hash in a request; false when it has no key as argument 1. */
  private boolean locate(Arguments request) {
    CommandTable.Entry entry = commands.find(request);
    if (entry == null) {
      return false;
    }
    request.entry(entry);
    if (plans[entry.ordinal()].keys().first() != FIRST_KEY
        || request.count() <= FIRST_KEY
        || request.isBlock(FIRST_KEY)) {
      return false;
    }
    request.locate(FIRST_KEY);
    return true;
  }
}
