// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import io.tarn.command.NodeFacts;
import io.tarn.command.Parameters;
import io.tarn.keyspace.eviction.EvictionPolicy;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Everything that a user may set, checked. {@code conf/tarn.conf} says what each means.
 *
 * <p>Settings whose feature belongs to a later release are refused rather than ignored, so that
 * nobody believes in a copy or a file that is not there.
 *
 * @param host address that all ports listen on
 * @param resp the door for Redis clients
 * @param http the door for HTTP
 * @param node the port between nodes
 * @param replication shards and their copies
 * @param memory the budget for data
 * @param password what clients must give, "" for nothing
 * @param redis further settings under Redis's names, as CONFIG SET takes them
 * @param stopLimit longest time of an orderly stop
 * @param configFile path of the file that was read, or ""
 */
public record NodeSettings(
    String host,
    Resp resp,
    Http http,
    Node node,
    Replication replication,
    Memory memory,
    String password,
    Map<String, String> redis,
    Duration stopLimit,
    String configFile) {

  private static final int MOST_PORT = 65_535;

  /**
   * The door for Redis clients.
   *
   * @param port TCP port, 0 for a free one
   * @param redirect "proxy" or "moved"
   * @param transport "auto", "io_uring", "epoll" or "nio"
   * @param threads I/O threads, 0 for three quarters of the processors
   */
  public record Resp(int port, String redirect, String transport, int threads) {}

  /**
   * The door for HTTP.
   *
   * @param port TCP port, 0 for a free one
   */
  public record Http(int port) {}

  /**
   * The port between nodes, and the node's part in the cluster.
   *
   * @param port TCP port, 0 for a free one
   * @param seeds "host:port" of nodes to join, none for a cluster of its own
   * @param weight its share of the data
   * @param role "cache" or "client"
   */
  public record Node(int port, List<String> seeds, double weight, String role) {}

  /**
   * Shards and their copies.
   *
   * @param shards how many
   * @param replicas further copies of each
   * @param ack "memory" or "replica"
   * @param ackTimeout how long the answer to a write waits for a replica
   * @param leastReplicasToWrite writes are refused while fewer are in sync
   * @param backlogBytes of a shard's stream that are kept
   */
  public record Replication(
      int shards,
      int replicas,
      String ack,
      Duration ackTimeout,
      int leastReplicasToWrite,
      int backlogBytes) {}

  /**
   * The budget for data.
   *
   * @param maxBytes 0 for no limit
   * @param policy what happens at the limit, a label of {@link EvictionPolicy}
   */
  public record Memory(long maxBytes, String policy) {}

  /** Returns the settings with which a node joins others again, on the ports that it has. */
  NodeSettings rejoining(NodeFacts bound, List<String> others) {
    List<String> seeds = new ArrayList<>(others);
    String self = host + ":" + bound.nodePort();
    for (String seed : node.seeds()) {
      if (!seed.equals(self) && !seeds.contains(seed)) {
        seeds.add(seed);
      }
    }
    return new NodeSettings(
        host,
        new Resp(bound.respPort(), resp.redirect(), resp.transport(), resp.threads()),
        new Http(bound.httpPort()),
        new Node(bound.nodePort(), seeds, node.weight(), node.role()),
        replication,
        memory,
        password,
        redis,
        stopLimit,
        configFile);
  }

  /** Returns the defaults, but on free ports: for tests and for training. */
  public static NodeSettings onFreePorts() {
    try {
      return load(
          "",
          Map.of("tarn.resp.port", "0", "tarn.http.port", "0", "tarn.node.port", "0"),
          Map.of());
    } catch (SettingsException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Reads the settings; later sources win.
   *
   * @param file path of a HOCON file, or "" for none
   * @param options values of command line options, by setting
   * @param sets values of {@code --set}, by setting, "tarn." optional
   * @throws SettingsException with one line for the user
   */
  public static NodeSettings load(
      String file, Map<String, String> options, Map<String, String> sets) throws SettingsException {
    Config defaults = ConfigFactory.defaultReference();
    Config config = file.isEmpty() ? ConfigFactory.empty() : parse(new File(file));
    for (Map.Entry<String, String> option : options.entrySet()) {
      config = with(config, option.getKey(), option.getValue(), "the command line");
    }
    for (Map.Entry<String, String> set : sets.entrySet()) {
      String key = set.getKey();
      config =
          with(
              config,
              key.startsWith("tarn.") ? key : "tarn." + key,
              set.getValue(),
              "--set " + key);
    }
    Config merged = config.withFallback(defaults.withOnlyPath("tarn"));
    try {
      return read(merged.resolve(), defaults, file);
    } catch (ConfigException unresolved) {
      throw new SettingsException("settings cannot be read: " + unresolved.getMessage());
    }
  }

  private static Config parse(File file) throws SettingsException {
    if (!file.isFile()) {
      throw new SettingsException("settings file " + file + " does not exist or is not a file");
    }
    try {
      return ConfigFactory.parseFile(
          file, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF).setAllowMissing(false));
    } catch (ConfigException malformed) {
      throw new SettingsException("settings file " + malformed.getMessage());
    }
  }

  private static Config with(Config config, String key, String value, String origin)
      throws SettingsException {
    try {
      return config.withValue(key, ConfigValueFactory.fromAnyRef(value, origin));
    } catch (ConfigException badKey) {
      throw new SettingsException(origin + " is not the name of a setting");
    }
  }

  private static NodeSettings read(Config config, Config defaults, String file)
      throws SettingsException {
    SettingsReader reader = new SettingsReader(config);
    reader.refuseUnknownKeys(defaults);
    String host = reader.line("tarn.host", 255);
    if (host.isEmpty()) {
      throw reader.refusal("tarn.host", "a name or an address of this machine");
    }
    refuseWhatIsNotThereYet(reader);
    NodeSettings settings =
        new NodeSettings(
            host,
            new Resp(
                reader.integer("tarn.resp.port", 0, MOST_PORT),
                reader.word("tarn.resp.redirect", List.of("proxy", "moved"), List.of()),
                reader.word(
                    "tarn.resp.transport", List.of("auto", "io_uring", "epoll", "nio"), List.of()),
                reader.integer("tarn.resp.threads", 0, 256)),
            new Http(reader.integer("tarn.http.port", 0, MOST_PORT)),
            NodeSection.node(reader),
            NodeSection.replication(reader),
            new Memory(
                reader.bytesOrZero("tarn.memory.max", 1L << 20, 1L << 50),
                reader.word("tarn.memory.policy", EvictionPolicy.labels(), List.of())),
            reader.line("tarn.security.password", 512),
            reader.redis("tarn.redis", new Parameters()),
            reader.duration("tarn.stop.limit", Duration.ofMillis(100), Duration.ofMinutes(10)),
            file);
    refuseOnePortTwice(settings);
    return settings;
  }

  private static void refuseWhatIsNotThereYet(SettingsReader reader) throws SettingsException {
    reader.word(
        "tarn.persistence.mode", List.of("none"), List.of("everysec", "always", "checkpoint"));
    if (!reader.line("tarn.persistence.directory", 4096).isEmpty()) {
      throw reader.notYet("tarn.persistence.directory", "empty");
    }
  }

  private static void refuseOnePortTwice(NodeSettings settings) throws SettingsException {
    int resp = settings.resp.port;
    int http = settings.http.port;
    int node = settings.node.port;
    if (resp != 0 && resp == http) {
      throw new SettingsException("tarn.http.port=" + http + " is also tarn.resp.port");
    }
    if (resp != 0 && resp == node) {
      throw new SettingsException("tarn.node.port=" + node + " is also tarn.resp.port");
    }
    if (http != 0 && http == node) {
      throw new SettingsException("tarn.node.port=" + node + " is also tarn.http.port");
    }
  }
}
