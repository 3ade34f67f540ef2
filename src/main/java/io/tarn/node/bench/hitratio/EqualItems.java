// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.hitratio;

import io.tarn.node.bench.rig.Children;
import io.tarn.node.bench.rig.Contender;
import io.tarn.node.bench.rig.Launch;
import io.tarn.node.bench.rig.RunningServer;
import io.tarn.node.wire.RespClient;
import java.io.IOException;
import java.util.BitSet;

/**
 * Finds the budget at which a server holds the wanted number of items, and replays a trace with it.
 * Every pass has a fresh server. The first guess is what so many items take without a budget; then
 * the budget is corrected by what the last pass held, within the bounds that earlier passes have
 * set.
 */
final class EqualItems {

  /** How far the items held may be from those wanted, in the mean over a pass's second half. */
  static final double TOLERANCE = 0.01;

  /** Passes at most; then the nearest counts, and the table says what it held. */
  static final int MAX_PASSES = 14;

  /** A pass in which more of the accesses were refused for lack of memory says nothing. */
  static final double MAX_REFUSED = 0.001;

  /** Budgets are sought with the beginning of a trace that is longer than this. */
  static final int PREFIX = 400_000;

  private final Children children;

  EqualItems(Children children) {
    this.children = children;
  }

  /** The hits of a whole trace with so many resident items, as near as it could be had. */
  Replayer.Pass run(Contender contender, Launch launch, String policy, Trace trace, int items)
      throws IOException, InterruptedException {
    Trace sought = prefixFor(trace, items);
    Search search = new Search(items, launch, contender, trace);
    Replayer.Pass nearest = null;
    for (int i = 0; i < MAX_PASSES; i++) {
      Replayer.Pass pass = pass(contender, launch, policy, search.budget(), sought);
      boolean whole = sought.keys().length == trace.keys().length;
      if (whole && (nearest == null || miss(pass, items) < miss(nearest, items))) {
        nearest = pass;
      }
      if (miss(pass, items) <= TOLERANCE) {
        if (whole) {
          return accepted(pass);
        }
        sought = trace;
      } else {
        if (i >= MAX_PASSES / 2) {
          sought = trace;
        }
        search.held(pass.meanItems());
      }
    }
    if (nearest == null) {
      throw new IOException("no pass over the whole of " + trace.name());
    }
    return accepted(nearest);
  }

  private static Replayer.Pass accepted(Replayer.Pass pass) throws IOException {
    if (pass.refused() > MAX_REFUSED * pass.accesses()) {
      throw new IOException(pass.refused() + " SETs were refused for lack of memory (OOM)");
    }
    return pass;
  }

  private static double miss(Replayer.Pass pass, int items) {
    return Math.abs(pass.meanItems() - items) / items;
  }

  /** The shortest beginning, doubled from {@link #PREFIX}, that has twice the items in it. */
  private static Trace prefixFor(Trace trace, int items) {
    for (long length = PREFIX; length < trace.keys().length; length *= 2) {
      Trace prefix = trace.prefix((int) length);
      BitSet seen = new BitSet();
      for (int key : prefix.keys()) {
        seen.set(key);
      }
      if (seen.cardinality() >= 2L * items) {
        return prefix;
      }
    }
    return trace;
  }

  /* The budget by CONFIG SET: as a setting at the start Tarn takes none below a mebibyte. */
  private Replayer.Pass pass(
      Contender contender, Launch launch, String policy, long budget, Trace trace)
      throws IOException, InterruptedException {
    try (RunningServer server =
            RunningServer.start(children, contender, launch.withBudget(0, policy));
        RespClient client = server.connect()) {
      RunningServer.call(client, "CONFIG", "SET", "maxmemory", Long.toString(budget));
      return new Replayer(client.channel(), trace).run();
    }
  }

  /** Where the budget is, in bytes; the items held grow with it. */
  private final class Search {
    private final int items;
    private final double itemBytes;
    private double budget;
    private double tooLittle;
    private double tooMuch = Double.POSITIVE_INFINITY;

    Search(int items, Launch launch, Contender contender, Trace trace)
        throws IOException, InterruptedException {
      this.items = items;
      try (RunningServer server = RunningServer.start(children, contender, launch);
          RespClient client = server.connect()) {
        double empty = RunningServer.info(client, "used_memory");
        new Replayer(client.channel(), firstDistinct(trace, items)).run();
        double full = RunningServer.info(client, "used_memory");
        itemBytes = (full - empty) / items;
        budget = full;
      }
    }

    long budget() {
      return Math.max(1, (long) budget);
    }

    void held(double meanItems) {
      if (meanItems < items) {
        tooLittle = Math.max(tooLittle, budget);
      } else {
        tooMuch = Math.min(tooMuch, budget);
      }
      double next = budget + (items - meanItems) * itemBytes;
      if (next > tooLittle && next < tooMuch) {
        budget = next;
      } else if (Double.isInfinite(tooMuch)) {
        budget = tooLittle + Math.abs(items - meanItems) * itemBytes;
      } else {
        budget = (tooLittle + tooMuch) / 2;
      }
    }
  }

  /** The first keys of a trace, each once. */
  static Trace firstDistinct(Trace trace, int items) {
    BitSet seen = new BitSet();
    int[] keys = new int[items];
    int found = 0;
    for (int i = 0; i < trace.keys().length && found < items; i++) {
      int key = trace.keys()[i];
      if (!seen.get(key)) {
        seen.set(key);
        keys[found++] = key;
      }
    }
    return new Trace(
        trace.name(),
        java.util.Arrays.copyOf(keys, found),
        trace.sizes(),
        trace.window(),
        trace.items());
  }
}
