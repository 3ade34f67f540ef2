// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import java.util.ArrayList;
import java.util.List;

/**
 * What a cluster is made of.
 *
 * @param nodes that are started at once
 * @param inNamespaces whether each has a network of its own, so that it can be cut off
 * @param byLauncher whether {@code ./tarn} starts them, as a user does; otherwise java does, which
 *     is faster on a small machine
 * @param settings {@code KEY=VALUE} of all nodes
 */
record Shape(int nodes, boolean inNamespaces, boolean byLauncher, List<String> settings) {

  /** Nodes on this machine's own network. */
  static Shape of(int nodes) {
    return new Shape(nodes, false, false, List.of("memory.max=64MiB"));
  }

  Shape withNamespaces() {
    return new Shape(nodes, true, byLauncher, settings);
  }

  Shape withLauncher() {
    return new Shape(nodes, inNamespaces, true, settings);
  }

  Shape with(String setting) {
    List<String> all = new ArrayList<>(settings);
    all.add(setting);
    return new Shape(nodes, inNamespaces, byLauncher, List.copyOf(all));
  }

  /** How many further copies of each shard the nodes shall keep. */
  int replicas() {
    return settings.stream()
        .filter(setting -> setting.startsWith("replicas="))
        .mapToInt(setting -> Integer.parseInt(setting.substring("replicas=".length())))
        .reduce(1, (_, last) -> last);
  }
}
