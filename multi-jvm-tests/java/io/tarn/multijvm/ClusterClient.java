// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import java.time.Duration;
import java.util.List;

/**
 * A client that knows clusters: it asks who owns what, and goes there. Any number of threads may
 * use it at a time.
 */
interface ClusterClient {

  /**
   * How long one request may take before the client gives it up, where it can be told. Clients that
   * have one connection to a node get their answers in order, so what waits for a new owner holds
   * up what was sent after it: this must be longer than a failover.
   */
  Duration TRY = Duration.ofSeconds(5);

  /** Writes; throws what the client throws. */
  void set(String key, String value) throws Exception;

  /** Returns the value, "" when there is none; throws what the client throws. */
  String get(String key) throws Exception;

  /** Ends it, and its process if it has one. */
  void close();

  /** Adds one of each that this machine has. Says on standard output what is missing. */
  static void addAll(List<Named> clients, List<Endpoint> endpoints) throws Exception {
    clients.add(new Named("jedis", new JedisClusterClient(endpoints, false), false));
    clients.add(new Named("lettuce", new LettuceClusterClient(endpoints, false), false));
    if (Shell.has("redis-cli")) {
      clients.add(new Named("redis-cli", new CliClusterClient(endpoints), false));
    } else {
      System.out.println("clients: redis-cli is left out: it is not on the PATH");
    }
    addIoredis(clients, endpoints, false);
  }

  /** Adds clients that are set to prefer replicas for reads. */
  static void addReaders(List<Named> clients, List<Endpoint> endpoints) throws Exception {
    clients.add(new Named("jedis reader", new JedisClusterClient(endpoints, true), true));
    clients.add(new Named("lettuce reader", new LettuceClusterClient(endpoints, true), false));
    addIoredis(clients, endpoints, true);
  }

  private static void addIoredis(List<Named> clients, List<Endpoint> endpoints, boolean reader)
      throws Exception {
    String missing = IoredisClusterClient.missing();
    if (missing.isEmpty()) {
      String name = reader ? "ioredis reader" : "ioredis";
      clients.add(new Named(name, new IoredisClusterClient(endpoints, reader), reader));
    } else {
      System.out.println("clients: ioredis is left out: " + missing);
    }
  }

  /**
   * A client and what to call it.
   *
   * @param readsCopies whether it sends reads to replicas
   */
  record Named(String name, ClusterClient client, boolean readsCopies) {}
}
