// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import io.tarn.cluster.ClusterSettings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the settings of {@link NodeSettings} that concern more than one node. */
final class NodeSection {

  private static final int MOST_SEEDS = 32;
  private static final int MOST_PORT = 65_535;
  private static final int MOST_SHARDS = 1024;
  private static final int MOST_REPLICAS = 4;
  private static final long MOST_BACKLOG = 1L << 30;
  private static final Pattern SEED = Pattern.compile("([^:/@\\s]+):([0-9]{1,5})");

  private NodeSection() {}

  static NodeSettings.Node node(SettingsReader reader) throws SettingsException {
    List<String> roles = reader.list("tarn.node.roles");
    List<String> known = List.of(ClusterSettings.CACHE_ROLE, ClusterSettings.CLIENT_ROLE);
    if (roles.size() != 1 || !known.contains(roles.get(0))) {
      throw reader.refusal("tarn.node.roles", "[\"cache\"] or [\"client\"]");
    }
    return new NodeSettings.Node(
        reader.integer("tarn.node.port", 0, MOST_PORT),
        seeds(reader),
        reader.decimal("tarn.node.weight", 0.01, 1000),
        roles.get(0));
  }

  private static List<String> seeds(SettingsReader reader) throws SettingsException {
    List<String> seeds = reader.list("tarn.node.seeds").stream().map(String::strip).toList();
    for (String seed : seeds) {
      Matcher parts = SEED.matcher(seed);
      int port = parts.matches() ? Integer.parseInt(parts.group(2)) : 0;
      if (port < 1 || port > MOST_PORT || seeds.size() > MOST_SEEDS) {
        throw reader.refusal(
            "tarn.node.seeds",
            "at most " + MOST_SEEDS + " nodes as HOST:PORT such as [\"10.0.0.1:2551\"]");
      }
    }
    return seeds.stream().distinct().toList();
  }

  static NodeSettings.Replication replication(SettingsReader reader) throws SettingsException {
    int shards = reader.integer("tarn.shards", 1, MOST_SHARDS);
    if (Integer.bitCount(shards) != 1) {
      throw reader.refusal("tarn.shards", "a power of two from 1 to " + MOST_SHARDS);
    }
    int replicas = reader.integer("tarn.replicas", 0, MOST_REPLICAS);
    String ack = reader.word("tarn.ack", List.of("memory", "replica"), List.of("disk"));
    if (ack.equals("replica") && replicas == 0) {
      throw reader.refusal("tarn.ack", "memory, for tarn.replicas is 0");
    }
    int least = reader.integer("tarn.min-replicas-to-write", 0, MOST_REPLICAS);
    if (least > replicas) {
      throw reader.refusal(
          "tarn.min-replicas-to-write", "at most tarn.replicas, which is " + replicas);
    }
    return new NodeSettings.Replication(
        shards,
        replicas,
        ack,
        reader.duration("tarn.ack-timeout", Duration.ofMillis(10), Duration.ofMinutes(1)),
        least,
        (int) reader.bytes("tarn.replication.backlog", 0, MOST_BACKLOG));
  }

  /** Returns what the cluster is told. */
  static ClusterSettings cluster(NodeSettings settings) {
    NodeSettings.Replication copies = settings.replication();
    return new ClusterSettings(
        settings.host(),
        settings.node().port(),
        settings.node().seeds(),
        copies.shards(),
        Set.of(settings.node().role()),
        settings.node().weight(),
        new ClusterSettings.Replication(copies.replicas(), copies.backlogBytes()));
  }
}
