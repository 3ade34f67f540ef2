// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.CommandHarness;
import io.tarn.command.ReplyNotation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What INFO and MEMORY say of memory must be the slab's truth. */
class MemoryCommandTest {

  private static final List<String> PARTS =
      List.of("records", "index", "expiry", "sketch", "transit", "clients", "log");

  private final CommandHarness harness = new CommandHarness();

  private String text(String... words) {
    return ReplyNotation.of(harness.run(words));
  }

  private Map<String, String> info(String section) {
    Map<String, String> fields = new HashMap<>();
    text("info", section)
        .lines()
        .filter(line -> line.indexOf(':') > 0)
        .forEach(
            line ->
                fields.put(
                    line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1)));
    return fields;
  }

  private long number(String field) {
    return Long.parseLong(info("memory").get(field));
  }

  private void fill() {
    for (int i = 0; i < 500; i++) {
      harness.run("set", "k" + i, "x".repeat(i));
    }
    for (int i = 0; i < 100; i++) {
      harness.run("set", "e" + i, "x", "ex", "1000");
    }
  }

  @Test
  void info_memory_partsAddUpToWhatIsUsed() {
    fill();
    harness.slab().charge(12_345);
    long block = harness.slab().allocate(0, 100_000);
    long sum = PARTS.stream().mapToLong(part -> number("used_memory_" + part)).sum();
    assertEquals(number("used_memory"), sum);
    assertEquals(harness.slab().usedBytes() + 12_345, sum);
    assertEquals(12_345, number("mem_clients_normal"));
    assertEquals(harness.slab().blockSize(block), number("used_memory_transit"));
    assertTrue(number("used_memory_index") > 0);
    assertTrue(number("used_memory_expiry") > 0);
    assertEquals(
        number("used_memory"), number("used_memory_overhead") + number("used_memory_dataset"));
    harness.slab().free(block);
    harness.slab().charge(-12_345);
  }

  @Test
  void info_memoryPeak_staysWhenMemoryIsFreed() {
    fill();
    long most = number("used_memory");
    text("flushall");
    assertEquals(0, number("used_memory"));
    assertEquals(most, number("used_memory_peak"));
  }

  @Test
  void info_eviction_tellsTheRuleInForce() {
    text("config", "set", "maxmemory-policy", "allkeys-lru");
    assertEquals("age", info("eviction").get("eviction_rule"));
    text("config", "set", "maxmemory-policy", "volatile-ttl");
    assertEquals("time-to-live", info("eviction").get("eviction_rule"));
    assertFalse(info("eviction").containsKey("adaptive_switches"));
    text("config", "set", "maxmemory-policy", "noeviction");
    assertFalse(info("eviction").containsKey("eviction_rule"));
    text("config", "set", "maxmemory-policy", "allkeys-adaptive", "maxmemory", "1gb");
    Map<String, String> adaptive = info("eviction");
    assertTrue(List.of("frequency", "age", "hits", "rate").contains(adaptive.get("eviction_rule")));
    assertEquals("0", adaptive.get("adaptive_switches"));
    assertEquals("0.0", adaptive.get("adaptive_age_hits"));
    assertEquals("0.0", adaptive.get("adaptive_rate_hits"));
    assertEquals("1", adaptive.get("eviction_limited"));
    assertEquals("8", adaptive.get("eviction_samples"));
  }

  @Test
  void memoryUsage_ofAllKeys_isWhatTheRecordsTake() {
    fill();
    long sum = 0;
    for (int i = 0; i < 500; i++) {
      sum += Long.parseLong(text("memory", "usage", "k" + i).substring(1)) - Long.BYTES;
    }
    for (int i = 0; i < 100; i++) {
      sum += Long.parseLong(text("memory", "usage", "e" + i).substring(1)) - 2 * Long.BYTES;
    }
    assertEquals(number("used_memory_records"), sum);
  }

  @Test
  void memoryStats_namesAsRedis_withTheParts() {
    fill();
    String stats = text("memory", "stats");
    for (String name :
        List.of(
            "peak.allocated",
            "clients.normal",
            "overhead.total",
            "keys.count",
            "dataset.percentage",
            "allocator-fragmentation.ratio",
            "records.bytes",
            "sketch.bytes",
            "log.bytes")) {
      assertTrue(stats.contains('"' + name + '"'), stats);
    }
    assertTrue(stats.contains("\"total.allocated\" :" + number("used_memory")), stats);
    assertTrue(stats.contains("\"db.0\" {\"overhead.hashtable.main\""), stats);
    text("flushall");
    assertFalse(text("memory", "stats").contains("db.0"));
  }

  @Test
  void memoryDoctor_judgesWhatThereIs() {
    assertTrue(text("memory", "doctor").contains("nothing to judge"));
    for (int i = 0; i < 20; i++) {
      harness.run("set", "k" + i, "x".repeat(1 << 20));
    }
    assertTrue(text("memory", "doctor").contains("no maxmemory"));
    text("config", "set", "maxmemory", "22mb", "maxmemory-policy", "noeviction");
    assertTrue(text("memory", "doctor").contains("soon writes will be refused"));
    text("config", "set", "maxmemory", "1gb");
    harness.slab().charge(10 << 20);
    assertTrue(text("memory", "doctor").contains("client buffers"));
    harness.slab().charge(-(10 << 20));
  }

  @Test
  void memoryMallocStats_blocksBySize_areAllBlocks() {
    fill();
    long bytes = 0;
    for (String line : text("memory", "malloc-stats").lines().toList()) {
      if (line.matches("\\d+: \\d+")) {
        String[] words = line.split(": ", 2);
        bytes += Long.parseLong(words[0]) * Long.parseLong(words[1]);
      }
    }
    assertEquals(harness.slab().usedBytes(), bytes);
    assertEquals("+OK", text("memory", "purge"));
  }
}
