// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.types;

import io.tarn.node.bench.rig.Children;
import io.tarn.node.bench.rig.Contender;
import io.tarn.node.bench.rig.ResidentMemory;
import io.tarn.node.bench.rig.RigOptions;
import io.tarn.node.bench.rig.RunningServer;
import io.tarn.node.bench.rig.Target;
import io.tarn.node.bench.rig.TargetTable;
import java.io.IOException;

/** Resident memory of collections above the empty process, on a fresh server each. */
record TypeMemory(Children children, RigOptions rig, TargetTable table) {

  private static final double SETTLE_SECONDS = 30;
  private static final double SHARE = 0.8;
  private static final double MEGABYTE = 1e6;

  void measure(Contender contender, Collections data, long count)
      throws IOException, InterruptedException {
    try (RunningServer server = RunningServer.start(children, contender, rig.launch())) {
      long empty = settled(server);
      double usedEmpty = server.info("used_memory");
      data.load(server, count);
      long loaded = settled(server);
      double used = server.info("used_memory") - usedEmpty;
      String what = data.name(count);
      table.add(
          what + ", resident",
          "MB",
          contender,
          (loaded - empty) / MEGABYTE,
          new Target.AtMostTimes(SHARE));
      table.add(what + ", used_memory", "MB", contender, used / MEGABYTE);
    }
  }

  private long settled(RunningServer server) throws IOException, InterruptedException {
    return ResidentMemory.settled(server.pid(), rig.tiny() ? 0.5 : SETTLE_SECONDS);
  }
}
