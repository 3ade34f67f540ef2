// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import io.tarn.cluster.replication.Replicator;
import io.tarn.cluster.replication.TableMemory;
import io.tarn.cluster.view.ClusterView;
import io.tarn.cluster.view.HeldCopy;
import io.tarn.cluster.view.NodeReport;
import io.tarn.command.Environment;
import io.tarn.log.LogMemory;
import io.tarn.log.StreamSettings;
import io.tarn.slot.Replication;
import io.tarn.slot.SlotTable;
import java.util.List;

/** What a node knows and holds of the shards, put together. */
record Shards(ClusterView view, Replicator replicator) {

  private static final long BACKLOG_BYTES = 64L << 20;

  /** Puts it together; nothing is led or followed yet. */
  static Shards of(ClusterSettings settings, Environment environment, SlotTable slots) {
    Wiring wiring = new Wiring();
    ClusterView view = new ClusterView(settings.shards(), wiring);
    wiring.view = view;
    Replicator replicator =
        new Replicator(
            new Replicator.Parts(
                view,
                new TableMemory(
                    new Replication(environment, slots, System::currentTimeMillis),
                    settings.shards()),
                new LogMemory(environment.slab(), BACKLOG_BYTES),
                StreamSettings.DEFAULTS,
                0,
                wiring::report),
            (node, array, offset, length) -> {},
            () -> new int[0]);
    wiring.replicator = replicator;
    return new Shards(view, replicator);
  }

  private static final class Wiring implements ClusterView.Listener {
    @SuppressWarnings("NullAway.Init")
    ClusterView view;

    @SuppressWarnings("NullAway.Init")
    Replicator replicator;

    @Override
    public void leaderChanged(int shard, int leader) {
      replicator.leaderChanged(shard, leader);
    }

    void report(List<HeldCopy> held) {
      view.reported(ClusterView.SELF, new NodeReport("", "", 0, 0, 1.0, true, false, held));
    }
  }
}
