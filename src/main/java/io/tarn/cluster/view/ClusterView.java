// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of who holds what, put together from everybody's newest report. Any thread.
 *
 * <p>Invariant: the highest epoch known of a shard never goes back, and whoever leads it by this
 * view has that epoch.
 */
public final class ClusterView {

  /** Stands for this node where others have their number. */
  public static final int SELF = -1;

  /** Stands for nobody. */
  public static final int NOBODY = -2;

  /** Is told of changes, on the thread that brought them, after the view has them. */
  public interface Listener {
    /** A shard has another leader, or none. */
    void leaderChanged(int shard, int leader);

    /** A higher epoch of a shard is known; {@link #leaderChanged} follows if it has a leader. */
    default void epochChanged(int shard, long epoch) {}
  }

  /** What a node holds of one shard. */
  public record Held(int node, HeldCopy copy) {}

  private final Listener listener;
  private final Map<Integer, NodeReport> reports = new HashMap<>();
  private final long[] highestEpochs;
  private final int[] leaders;

  /** Creates the view of a node that has heard of nobody. */
  public ClusterView(int shards, Listener listener) {
    this.listener = listener;
    this.highestEpochs = new long[shards];
    this.leaders = new int[shards];
    Arrays.fill(leaders, NOBODY);
  }

  /** Takes the newest report of a node, {@link #SELF} included. */
  public void reported(int node, NodeReport report) {
    List<Integer> changed;
    List<HeldCopy> higher = new ArrayList<>(0);
    synchronized (this) {
      NodeReport before = reports.put(node, report);
      if (report.equals(before)) {
        return;
      }
      for (HeldCopy copy : report.copies()) {
        if (copy.shard() < 0 || copy.shard() >= leaders.length) {
          throw new IllegalArgumentException(
              "a report of another number of shards: shard="
                  + copy.shard()
                  + " shards="
                  + leaders.length);
        }
        if (copy.epoch() > highestEpochs[copy.shard()]) {
          highestEpochs[copy.shard()] = copy.epoch();
          higher.add(copy);
        }
      }
      changed = lead();
    }
    higher.forEach(copy -> listener.epochChanged(copy.shard(), copy.epoch()));
    tell(changed);
  }

  /** Forgets a node, which has left the cluster or was downed. */
  public void lost(int node) {
    List<Integer> changed;
    synchronized (this) {
      if (reports.remove(node) == null) {
        return;
      }
      changed = lead();
    }
    tell(changed);
  }

  /** Returns who leads a shard: the number of a node, {@link #SELF} or {@link #NOBODY}. */
  public synchronized int leader(int shard) {
    return leaders[shard];
  }

  /** Returns the highest epoch that any node has ever reported of a shard, 0 for none. */
  public synchronized long highestEpoch(int shard) {
    return highestEpochs[shard];
  }

  /** Returns who holds something of a shard, in no order. */
  public synchronized List<Held> holders(int shard) {
    List<Held> found = new ArrayList<>();
    reports.forEach(
        (node, report) -> {
          for (HeldCopy copy : report.copies()) {
            if (copy.shard() == shard) {
              found.add(new Held(node, copy));
            }
          }
        });
    return found;
  }

  /** Returns the newest report of a node, or null. */
  public synchronized @Nullable NodeReport report(int node) {
    return reports.get(node);
  }

  /** Returns all reports by node. */
  public synchronized Map<Integer, NodeReport> reports() {
    return Map.copyOf(reports);
  }

  /** Returns the number of shards. */
  public int shards() {
    return leaders.length;
  }

  private void tell(List<Integer> changed) {
    for (int shard : changed) {
      listener.leaderChanged(shard, leader(shard));
    }
  }

  /** Finds all leaders anew; returns the shards where that made a difference. */
  private List<Integer> lead() {
    int[] now = new int[leaders.length];
    Arrays.fill(now, NOBODY);
    reports.forEach(
        (node, report) -> {
          for (HeldCopy copy : report.copies()) {
            if (copy.role() == HeldCopy.Role.LEADER
                && copy.epoch() == highestEpochs[copy.shard()]) {
              now[copy.shard()] = node;
            }
          }
        });
    List<Integer> changed = new ArrayList<>();
    for (int shard = 0; shard < now.length; shard++) {
      if (now[shard] != leaders[shard]) {
        leaders[shard] = now[shard];
        changed.add(shard);
      }
    }
    return changed;
  }
}
