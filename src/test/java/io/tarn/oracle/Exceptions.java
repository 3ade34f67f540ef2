// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Where answers may differ, and why. Keep it short: everything else is byte for byte. */
final class Exceptions {

  private record Rule(Comparison comparison, String reason) {}

  private static final Map<String, Rule> RULES =
      Map.ofEntries(
          Map.entry("keys", new Rule(Comparison.UNORDERED, "the order is that of a hash table")),
          Map.entry("hgetall", new Rule(Comparison.PAIRS, "the order is that of a hash table")),
          Map.entry("hkeys", new Rule(Comparison.UNORDERED, "the order is that of a hash table")),
          Map.entry("hvals", new Rule(Comparison.UNORDERED, "the order is that of a hash table")),
          Map.entry("hrandfield", new Rule(Comparison.SIZED, "it is random")),
          Map.entry("hscan", new Rule(Comparison.WALK, "cursors belong to a hash table")),
          Map.entry(
              "smembers", new Rule(Comparison.UNORDERED, "the order is that of a hash table")),
          Map.entry("sinter", new Rule(Comparison.UNORDERED, "the order is that of a hash table")),
          Map.entry("sunion", new Rule(Comparison.UNORDERED, "the order is that of a hash table")),
          Map.entry("sdiff", new Rule(Comparison.UNORDERED, "the order is that of a hash table")),
          Map.entry("sscan", new Rule(Comparison.WALK, "cursors belong to a hash table")),
          Map.entry("srandmember", new Rule(Comparison.SAMPLE, "it is random")),
          Map.entry("spop", new Rule(Comparison.TAKEN, "it is random")),
          Map.entry("zscan", new Rule(Comparison.WALK, "cursors belong to a hash table")),
          Map.entry("zrandmember", new Rule(Comparison.KIND, "it is random")),
          Map.entry("scan", new Rule(Comparison.WALK, "cursors belong to a hash table")),
          Map.entry("randomkey", new Rule(Comparison.MEMBER, "it is random")),
          Map.entry(
              "dbsize",
              new Rule(Comparison.SETTLING, "keys whose time has come count until removed")),
          Map.entry("dump", new Rule(Comparison.PAYLOAD, "a compressor may find other matches")),
          Map.entry("ttl", new Rule(Comparison.SECONDS, "two servers, two clocks")),
          Map.entry("expiretime", new Rule(Comparison.SECONDS, "two servers, two clocks")),
          Map.entry("pttl", new Rule(Comparison.MILLIS, "two servers, two clocks")),
          Map.entry("pexpiretime", new Rule(Comparison.MILLIS, "two servers, two clocks")),
          Map.entry("object idletime", new Rule(Comparison.KIND, "two servers, two clocks")),
          Map.entry(
              "object encoding",
              new Rule(
                  Comparison.ENCODING,
                  "INCRBYFLOAT leaves embstr even for whole numbers; Tarn derives the encoding from"
                      + " the content. Redis 7.0 calls every list quicklist and does not pack sets;"
                      + " Tarn does as Redis 7.4")),
          Map.entry(
              "object freq", new Rule(Comparison.KIND, "a use is counted with some probability")),
          Map.entry(
              "config set",
              new Rule(Comparison.SETTING, "refusals name policies and ranges of Tarn's own")),
          Map.entry("object refcount", new Rule(Comparison.KIND, "Tarn has no shared objects")),
          Map.entry("memory usage", new Rule(Comparison.SIZE, "another memory layout")),
          Map.entry("command docs", new Rule(Comparison.KIND, "our own words")),
          Map.entry("object help", new Rule(Comparison.KIND, "our own words")),
          Map.entry("memory help", new Rule(Comparison.KIND, "our own words")),
          Map.entry("client help", new Rule(Comparison.KIND, "our own words")),
          Map.entry("config help", new Rule(Comparison.KIND, "our own words")),
          Map.entry("command help", new Rule(Comparison.KIND, "our own words")));

  /** Not sent at all, by reason. */
  private static final List<Set<String>> NOT_SENT =
      List.of(
          // They end or change the connection or the server for the rest of the run.
          Set.of(
              "quit", "reset", "shutdown", "hello", "auth", "debug", "monitor", "multi", "watch"),
          // They say what a server is, how it fares or what time it is.
          Set.of(
              "info", "time", "lolwut", "latency", "slowlog", "acl", "cluster", "module", "role"),
          // Tarn answers them as a cluster does, which has no second database.
          Set.of("select", "swapdb", "move"),
          // So it does to a cluster client of a node that is alone, which Redis refuses.
          Set.of("readonly", "readwrite", "asking"),
          // Newer than the oracle.
          Set.of(
              "hexpire",
              "hpexpire",
              "hexpireat",
              "hpexpireat",
              "httl",
              "hpttl",
              "hexpiretime",
              "hpexpiretime",
              "hpersist",
              "hgetex",
              "hsetex",
              "hgetdel"),
          // It keeps the reference busy for seconds.
          Set.of("pfselftest"),
          // They wait.
          Set.of(
              "wait",
              "waitaof",
              "blpop",
              "brpop",
              "blmove",
              "brpoplpush",
              "blmpop",
              "bzpopmin",
              "bzpopmax",
              "bzmpop"),
          // They answer outside the order of requests.
          Set.of("subscribe", "psubscribe", "ssubscribe"),
          // They answer several times to one request.
          Set.of("unsubscribe", "punsubscribe", "sunsubscribe"));

  private Exceptions() {}

  /** True when a run may send the command. */
  static boolean isSent(String command) {
    return !command.startsWith("tarn") // Tarn's own
        && NOT_SENT.stream().noneMatch(names -> names.contains(command));
  }

  /** Returns how the answers to a request are compared. */
  static Comparison comparisonOf(List<String> request) {
    String name = request.get(0).toLowerCase(Locale.ROOT);
    if (name.equals("command") && request.size() <= 2) {
      // All commands, some of which only one of the two has.
      return Comparison.KIND;
    }
    if (name.startsWith("sort") && request.stream().anyMatch("by"::equalsIgnoreCase)) {
      return Comparison.UNORDERED; // what is equal by a pattern comes in the order of a hash table
    }
    Rule rule = RULES.get(name);
    if (rule == null && request.size() > 1) {
      rule = RULES.get(name + " " + request.get(1).toLowerCase(Locale.ROOT));
    }
    return rule == null ? Comparison.EXACT : rule.comparison;
  }
}
