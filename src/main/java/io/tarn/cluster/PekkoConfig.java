// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Map;

/** The actor system's configuration: {@code tarn-pekko.conf} with a node's address and roles. */
final class PekkoConfig {

  private PekkoConfig() {}

  /** Returns the configuration of a node; {@code first} overrides all but system properties. */
  static Config of(ClusterSettings settings, Config first) {
    Map<String, Object> node =
        Map.of(
            "pekko.remote.artery.canonical.hostname", settings.host(),
            "pekko.remote.artery.canonical.port", settings.nodePort(),
            "pekko.cluster.roles", List.copyOf(settings.roles()));
    return ConfigFactory.defaultOverrides()
        .withFallback(first)
        .withFallback(ConfigFactory.parseMap(node, "node settings"))
        .withFallback(ConfigFactory.parseResources("tarn-pekko.conf"))
        .withFallback(ConfigFactory.defaultReference())
        .resolve();
  }
}
