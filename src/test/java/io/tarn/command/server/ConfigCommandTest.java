// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.CommandHarness;
import io.tarn.command.ReplyNotation;
import io.tarn.keyspace.Population;
import io.tarn.keyspace.eviction.EvictionPolicy;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The expected texts were recorded from redis-server 7.0.15. */
class ConfigCommandTest {

  private final CommandHarness harness = new CommandHarness();

  private void expect(String reply, String... words) {
    assertEquals(reply, ReplyNotation.of(harness.run(words)), String.join(" ", words));
  }

  @Test
  void get_namesAndPatterns_eachSettingOnce() {
    expect("{}", "config", "get", "foo");
    expect("{\"MAXMEMORY\" \"0\"}", "config", "get", "MAXMEMORY");
    expect(
        "{\"maxmemory\" \"0\" \"maxmemory-policy\" \"allkeys-adaptive\" \"maxmemory-samples\" \"8\"}",
        "config",
        "get",
        "foo",
        "MaxMemory*",
        "maxmemory");
    expect("{\"save\" \"\" \"appendonly\" \"no\"}", "config", "get", "save", "appendonly");
  }

  @Test
  void set_severalOneBad_changesNothing() {
    expect(
        "-ERR CONFIG SET failed (possibly related to argument 'timeout') - argument must be between"
            + " 0 and 2147483647 inclusive",
        "config",
        "set",
        "maxclients",
        "5",
        "timeout",
        "-1");
    expect("{\"maxclients\" \"10000\"}", "config", "get", "maxclients");
    expect("+OK", "config", "set", "maxclients", "5", "timeout", "60");
    assertEquals(5, harness.parameters().maxClients());
    assertEquals(60, harness.parameters().timeoutSeconds());
  }

  @Test
  void set_badUse_isRefused() {
    expect("-ERR syntax error", "config", "set", "timeout", "1", "foo");
    expect(
        "-ERR Unknown option or number of arguments for CONFIG SET - 'foo'",
        "config",
        "set",
        "foo",
        "bar");
    expect(
        "-ERR CONFIG SET failed (possibly related to argument 'maxmemory') - duplicate parameter",
        "config",
        "set",
        "maxmemory",
        "1k",
        "MAXMEMORY",
        "2k");
    expect(
        "-ERR CONFIG SET failed (possibly related to argument 'databases') - can't set immutable"
            + " config",
        "config",
        "set",
        "databases",
        "3");
  }

  @Test
  void set_unknownPolicy_listsRedissAndOurs() {
    expect(
        "-ERR CONFIG SET failed (possibly related to argument 'maxmemory-policy') - argument(s)"
            + " must be one of the following: volatile-lru, volatile-lfu, volatile-random,"
            + " volatile-ttl, volatile-adaptive, allkeys-lru, allkeys-lfu, allkeys-random,"
            + " allkeys-adaptive, noeviction",
        "config",
        "set",
        "maxmemory-policy",
        "lru");
  }

  @Test
  void set_everyPolicy_reachesTheKeySpaces() {
    Population population = harness.slots().population();
    for (EvictionPolicy policy : EvictionPolicy.values()) {
      expect("+OK", "config", "set", "maxmemory-policy", policy.label().toUpperCase(Locale.ROOT));
      assertEquals(policy, population.policy());
      expect(
          "{\"maxmemory-policy\" \"" + policy.label() + "\"}", "config", "get", "maxmemory-policy");
    }
    assertFalse(population.isLimited());
    expect("+OK", "config", "set", "maxmemory", "1mb");
    assertTrue(population.isLimited());
    expect("+OK", "config", "set", "maxmemory", "0");
    assertFalse(population.isLimited());
  }

  @Test
  void set_whatPoliciesAreAdjustedBy_reachesTheKeySpaces() {
    Population population = harness.slots().population();
    expect(
        "+OK",
        "config",
        "set",
        "maxmemory-samples",
        "5",
        "lfu-log-factor",
        "3",
        "lfu-decay-time",
        "7",
        "activedefrag",
        "NO");
    assertEquals(5, population.samples());
    assertEquals(3, population.lfuLogFactor());
    assertEquals(7, population.lfuDecayMinutes());
    assertFalse(harness.parameters().activeDefrag());
    expect(
        "-ERR CONFIG SET failed (possibly related to argument 'maxmemory-samples') - argument must"
            + " be between 1 and 64 inclusive",
        "config",
        "set",
        "maxmemory-samples",
        "65");
  }

  @Test
  void set_memoryAndSlowLog_reachTheirOwners() {
    expect("+OK", "config", "set", "maxmemory", "100mb", "slowlog-max-len", "1");
    assertEquals(100L << 20, harness.slab().budgetBytes());
    harness.slowLog().add(io.tarn.command.Arguments.of("a"), harness.connection(), 1000, 5);
    harness.slowLog().add(io.tarn.command.Arguments.of("b"), harness.connection(), 1000, 5);
    assertEquals(1, harness.slowLog().size());
  }

  @Test
  void rest_answersAsRedis() {
    expect("+OK", "config", "resetstat");
    expect("-ERR The server is running without a config file", "config", "rewrite");
    expect("-ERR unknown subcommand 'foo'. Try CONFIG HELP.", "config", "foo");
  }
}
