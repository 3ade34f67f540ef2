// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.tarn.keyspace.eviction.EvictionPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeSettingsTest {

  @TempDir Path directory;

  @Test
  void load_nothingGiven_isTheDefaults() throws SettingsException {
    NodeSettings settings = NodeSettings.load("", Map.of(), Map.of());
    assertEquals("127.0.0.1", settings.host());
    assertEquals(6379, settings.resp().port());
    assertEquals(8379, settings.http().port());
    assertEquals(2551, settings.node().port());
    assertEquals("auto", settings.resp().transport());
    assertEquals(0, settings.memory().maxBytes());
    assertEquals("", settings.password());
    assertEquals(Duration.ofSeconds(10), settings.stopLimit());
  }

  @Test
  void load_laterSourcesWin() throws Exception {
    String file = file("tarn { resp.port = 1001, http.port = 1002, node.port = 1003 }");
    NodeSettings settings =
        NodeSettings.load(
            file,
            Map.of("tarn.http.port", "2002", "tarn.node.port", "2003"),
            Map.of("node.port", "3003"));
    assertEquals(1001, settings.resp().port());
    assertEquals(2002, settings.http().port());
    assertEquals(3003, settings.node().port());
    assertEquals(file, settings.configFile());
  }

  @Test
  void load_cluster_isRead() throws SettingsException {
    NodeSettings one = NodeSettings.load("", Map.of(), Map.of());
    assertEquals(new NodeSettings.Node(2551, List.of(), 1, "cache"), one.node());
    assertEquals(
        new NodeSettings.Replication(256, 1, "memory", Duration.ofSeconds(1), 0, 64 << 10),
        one.replication());
    assertEquals("proxy", one.resp().redirect());
    NodeSettings many =
        NodeSettings.load(
            "",
            Map.of("tarn.node.seeds", "a:1, b:2,a:1", "tarn.node.roles", "client"),
            Map.of(
                "shards", "128",
                "replicas", "2",
                "ack", "replica",
                "ack-timeout", "200ms",
                "min-replicas-to-write", "2",
                "replication.backlog", "1MiB",
                "node.weight", "2.5",
                "resp.redirect", "moved"));
    assertEquals(new NodeSettings.Node(2551, List.of("a:1", "b:2"), 2.5, "client"), many.node());
    assertEquals(
        new NodeSettings.Replication(128, 2, "replica", Duration.ofMillis(200), 2, 1 << 20),
        many.replication());
    assertEquals("moved", many.resp().redirect());
  }

  @Test
  void load_redisNames_areKept() throws SettingsException {
    assertEquals(Map.of("maxclients", "77"), set("redis.maxclients", "77").redis());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1MiB, 1048576",
    "512MiB, 536870912",
    "2GB, 2000000000",
    "1073741824, 1073741824"
  })
  void load_memoryMax_readsSizes(String text, long bytes) throws SettingsException {
    assertEquals(bytes, set("memory.max", text).memory().maxBytes());
  }

  @Test
  void load_memoryMaxAsAShare_isOfTheMachine() throws SettingsException {
    long whole = set("memory.max", "100%").memory().maxBytes();
    long half = set("memory.max", "50%").memory().maxBytes();
    assertTrue(whole > 1L << 28, "whole=" + whole);
    assertEquals(whole / 100 * 50, half, 100);
  }

  @Test
  void load_memoryPolicy_takesEveryPolicy() throws SettingsException {
    assertEquals("allkeys-adaptive", NodeSettings.load("", Map.of(), Map.of()).memory().policy());
    for (EvictionPolicy policy : EvictionPolicy.values()) {
      assertEquals(policy.label(), set("memory.policy", policy.label()).memory().policy());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "resp.port; 65536; tarn.resp.port=\"65536\" must be a whole number from 0 to 65535, from --set resp.port",
        "resp.port; -1; tarn.resp.port=\"-1\" must be a whole number from 0 to 65535, from --set resp.port",
        "resp.port; 1.5; tarn.resp.port=\"1.5\" must be a whole number from 0 to 65535, from --set resp.port",
        "tarn.resp.port; ''; tarn.resp.port=\"\" must be a whole number from 0 to 65535, from --set tarn.resp.port",
        "resp.threads; 257; tarn.resp.threads=\"257\" must be a whole number from 0 to 256, from --set resp.threads",
        "resp.transport; ring; tarn.resp.transport=\"ring\" must be one of auto, io_uring, epoll, nio, from --set resp.transport",
        "resp.redirect; ask; tarn.resp.redirect=\"ask\" must be one of proxy, moved, from --set resp.redirect",
        "memory.policy; lru; tarn.memory.policy=\"lru\" must be one of noeviction, allkeys-adaptive, volatile-adaptive, allkeys-lru, volatile-lru, allkeys-lfu, volatile-lfu, allkeys-random, volatile-random, volatile-ttl, from --set memory.policy",
        "redis.maxmemory-policy; x; tarn.redis.maxmemory-policy is set by tarn.memory.policy, from --set redis.maxmemory-policy",
        "redis.maxmemory-samples; 65; 'tarn.redis.maxmemory-samples=\"65\": argument must be between 1 and 64 inclusive, from --set redis.maxmemory-samples'",
        "replicas; 5; tarn.replicas=\"5\" must be a whole number from 0 to 4, from --set replicas",
        "shards; 48; tarn.shards=\"48\" must be a power of two from 1 to 1024, from --set shards",
        "shards; 2048; tarn.shards=\"2048\" must be a whole number from 1 to 1024, from --set shards",
        "ack; disk; 'tarn.ack=\"disk\" is not available yet: must be one of memory, replica, from --set ack'",
        "ack; two; 'tarn.ack=\"two\" must be one of memory, replica, from --set ack'",
        "ack-timeout; 1ms; tarn.ack-timeout=\"1ms\" must be a time from 10ms to 60000ms such as 500ms or 2s, from --set ack-timeout",
        "min-replicas-to-write; 2; 'tarn.min-replicas-to-write=\"2\" must be at most tarn.replicas, which is 1, from --set min-replicas-to-write'",
        "replication.backlog; 2GiB; tarn.replication.backlog=\"2GiB\" must be a size from 0 to 1073741824 bytes such as 64KiB, from --set replication.backlog",
        "node.weight; 0; tarn.node.weight=\"0\" must be a number from 0.01 to 1000, from --set node.weight",
        "node.weight; NaN; tarn.node.weight=\"NaN\" must be a number from 0.01 to 1000, from --set node.weight",
        "node.roles; proxy; 'tarn.node.roles=\"proxy\" must be [\"cache\"] or [\"client\"], from --set node.roles'",
        "node.roles; 'cache,client'; 'tarn.node.roles=\"cache,client\" must be [\"cache\"] or [\"client\"], from --set node.roles'",
        "persistence.mode; always; tarn.persistence.mode=\"always\" is not available yet: must be one of none, from --set persistence.mode",
        "persistence.directory; /x; tarn.persistence.directory=\"/x\" is not available yet: must be empty, from --set persistence.directory",
        "node.seeds; a; 'tarn.node.seeds=\"a\" must be at most 32 nodes as HOST:PORT such as [\"10.0.0.1:2551\"], from --set node.seeds'",
        "node.seeds; 'a:1,b:0'; 'tarn.node.seeds=\"a:1,b:0\" must be at most 32 nodes as HOST:PORT such as [\"10.0.0.1:2551\"], from --set node.seeds'",
        "host; ''; tarn.host=\"\" must be a name or an address of this machine, from --set host",
        "http.port; 6379; tarn.http.port=6379 is also tarn.resp.port",
        "node.port; 8379; tarn.node.port=8379 is also tarn.http.port",
        "stop.limit; 99ms; tarn.stop.limit=\"99ms\" must be a time from 100ms to 600000ms such as 500ms or 2s, from --set stop.limit",
        "stop.limit; soon; tarn.stop.limit=\"soon\" must be a time from 100ms to 600000ms such as 500ms or 2s, from --set stop.limit",
        "memory.max; 1000; 'tarn.memory.max=\"1000\" must be 0, or a size from 1048576 to 1125899906842624 bytes such as 512MiB, or a share of the machine''s memory such as 50%, from --set memory.max'",
        "memory.max; much; 'tarn.memory.max=\"much\" must be 0, or a size from 1048576 to 1125899906842624 bytes such as 512MiB, or a share of the machine''s memory such as 50%, from --set memory.max'",
        "memory.max; 101%; 'tarn.memory.max=\"101%\" must be 0, or a size from 1048576 to 1125899906842624 bytes such as 512MiB, or a share of the machine''s memory such as 50%, from --set memory.max'",
        "resp.prot; 1; 'unknown setting tarn.resp.prot (conf/tarn.conf lists all), from --set resp.prot'",
        "port; 1; 'unknown setting tarn.port (tarn.resp.port exists), from --set port'",
        "a..b; 1; --set a..b is not the name of a setting",
        "redis.maxclients; 0; 'tarn.redis.maxclients=\"0\": argument must be between 1 and 4294967295 inclusive, from --set redis.maxclients'",
        "redis.maxmemory; 1; tarn.redis.maxmemory is set by tarn.memory.max, from --set redis.maxmemory",
        "redis.port; 1; tarn.redis.port is set by tarn.resp.port, from --set redis.port",
        "redis.nonsense; 1; unknown setting tarn.redis.nonsense (CONFIG GET * lists what there is), from --set redis.nonsense",
        "resp; 1; tarn.resp=\"1\" must be a group of settings, from --set resp",
      })
  void load_badValue_isRefusedInOneLine(String key, String value, String line) {
    SettingsException refused = assertThrows(SettingsException.class, () -> set(key, value));
    assertEquals(line, refused.getMessage());
  }

  @Test
  void load_badValueInFile_namesFileAndLine() throws IOException {
    String file = file("tarn {\n  resp {\n    port = none\n  }\n}\n");
    SettingsException refused =
        assertThrows(SettingsException.class, () -> NodeSettings.load(file, Map.of(), Map.of()));
    assertEquals(
        "tarn.resp.port=\"none\" must be a whole number from 0 to 65535, from " + file + ":3",
        refused.getMessage());
  }

  @Test
  void load_malformedFile_namesFileAndLine() throws IOException {
    String file = file("tarn {\n  resp {\n");
    SettingsException refused =
        assertThrows(SettingsException.class, () -> NodeSettings.load(file, Map.of(), Map.of()));
    assertTrue(refused.getMessage().contains(file), refused.getMessage());
    assertFalse(refused.getMessage().contains("\n"), refused.getMessage());
  }

  @Test
  void load_missingFile_isRefused() {
    SettingsException refused =
        assertThrows(
            SettingsException.class,
            () -> NodeSettings.load(directory + "/none.conf", Map.of(), Map.of()));
    assertEquals(
        "settings file " + directory + "/none.conf does not exist or is not a file",
        refused.getMessage());
  }

  @Test
  void load_password_isNotShown() {
    SettingsException refused =
        assertThrows(SettingsException.class, () -> set("security.password", "secret".repeat(100)));
    assertFalse(refused.getMessage().contains("secret"), refused.getMessage());
  }

  /* conf/tarn.conf with its commented defaults taken in is exactly reference.conf. */
  @Test
  void confFile_documentsEverySettingWithItsDefault() throws IOException {
    Config documented =
        ConfigFactory.parseString(
            Files.readAllLines(Path.of("conf/tarn.conf")).stream()
                .filter(line -> line.startsWith("# tarn."))
                .map(line -> line.substring(2))
                .collect(Collectors.joining("\n")));
    Config defaults = ConfigFactory.parseResources("reference.conf").withOnlyPath("tarn");
    assertEquals(
        /* System properties of the test's JVM are among the defaults. */
        ConfigFactory.defaultReference().getConfig("tarn").withoutPath("slab").root(),
        documented.getConfig("tarn").root());
    assertEquals(defaults.getConfig("tarn").root(), documented.getConfig("tarn").root());
  }

  @Test
  void confFile_asItIs_loads() throws SettingsException {
    assertEquals(6379, NodeSettings.load("conf/tarn.conf", Map.of(), Map.of()).resp().port());
  }

  private static NodeSettings set(String key, String value) throws SettingsException {
    return NodeSettings.load("", Map.of(), Map.of(key, value));
  }

  private String file(String text) throws IOException {
    return Files.writeString(directory.resolve("test.conf"), text).toString();
  }
}
