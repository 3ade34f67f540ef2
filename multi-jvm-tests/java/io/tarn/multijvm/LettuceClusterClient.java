// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import io.lettuce.core.ReadFrom;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisStringCommands;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import java.time.Duration;
import java.util.List;

/**
 * Lettuce's. It asks for the topology when a connection is lost, but no sooner than its time-out
 * for that says, and by default never between; so it is told to ask each second.
 */
final class LettuceClusterClient implements ClusterClient {

  private static final Duration REFRESH = Duration.ofSeconds(1);

  private final RedisClusterClient client;
  private final StatefulRedisClusterConnection<String, String> connection;
  private final RedisStringCommands<String, String> commands;

  LettuceClusterClient(List<Endpoint> endpoints, boolean fromReplicas) {
    List<RedisURI> nodes =
        endpoints.stream()
            .map(one -> RedisURI.builder().withHost(one.host()).withPort(one.port()))
            .map(builder -> builder.withTimeout(TRY).build())
            .toList();
    client = RedisClusterClient.create(nodes);
    client.setOptions(
        ClusterClientOptions.builder()
            .topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder()
                    .adaptiveRefreshTriggersTimeout(REFRESH)
                    .enablePeriodicRefresh(REFRESH)
                    .build())
            .build());
    connection = client.connect();
    if (fromReplicas) {
      connection.setReadFrom(ReadFrom.REPLICA_PREFERRED);
    }
    commands = connection.sync();
  }

  @Override
  public void set(String key, String value) {
    commands.set(key, value);
  }

  @Override
  public String get(String key) {
    String value = commands.get(key);
    return value == null ? "" : value;
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown(Duration.ZERO, TRY);
  }
}
