// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import java.util.List;
import java.util.stream.Collectors;
import redis.clients.jedis.CommandObjects;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisProtocol;

/**
 * Jedis's. With its default of 5 attempts in 10 s it asks for the owners anew after two failures
 * and then sleeps for up to nine seconds; with 20 it does so often and sleeps for milliseconds at
 * first.
 */
final class JedisClusterClient implements ClusterClient {

  private static final int ATTEMPTS = 20;

  private final RedisClusterClient client;
  private final CommandObjects commands = new CommandObjects(RedisProtocol.RESP2);
  private final boolean fromReplicas;

  JedisClusterClient(List<Endpoint> endpoints, boolean fromReplicas) {
    this.fromReplicas = fromReplicas;
    DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder();
    if (fromReplicas) {
      config.readOnlyForRedisClusterReplicas();
    }
    this.client =
        RedisClusterClient.builder()
            .nodes(
                endpoints.stream()
                    .map(one -> new HostAndPort(one.host(), one.port()))
                    .collect(Collectors.toUnmodifiableSet()))
            .clientConfig(config.build())
            .maxAttempts(ATTEMPTS)
            .build();
  }

  @Override
  public void set(String key, String value) {
    client.set(key, value);
  }

  @Override
  public String get(String key) {
    String value =
        fromReplicas ? client.executeCommandToReplica(commands.get(key)) : client.get(key);
    return value == null ? "" : value;
  }

  @Override
  public void close() {
    client.close();
  }
}
