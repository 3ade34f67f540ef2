// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tarn.command.Command;
import io.tarn.command.Flag;
import io.tarn.command.KeySpec;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeyCommandsTest {

  /**
   * Name, arity, flags, keys and ACL categories, as COMMAND INFO of redis-server 7.0.15 answers.
   */
  private static final List<String> REDIS =
      List.of(
          "del -2 [write] 1 -1 1 [keyspace slow write]",
          "unlink -2 [fast write] 1 -1 1 [fast keyspace write]",
          "exists -2 [fast readonly] 1 -1 1 [fast keyspace read]",
          "touch -2 [fast readonly] 1 -1 1 [fast keyspace read]",
          "type 2 [fast readonly] 1 1 1 [fast keyspace read]",
          "rename 3 [write] 1 2 1 [keyspace slow write]",
          "renamenx 3 [fast write] 1 2 1 [fast keyspace write]",
          "copy -3 [denyoom write] 1 2 1 [keyspace slow write]",
          "randomkey 1 [readonly] 0 0 0 [keyspace read slow]",
          "keys 2 [readonly] 0 0 0 [dangerous keyspace read slow]",
          "scan -2 [readonly] 0 0 0 [keyspace read slow]",
          "expire -3 [fast write] 1 1 1 [fast keyspace write]",
          "pexpire -3 [fast write] 1 1 1 [fast keyspace write]",
          "expireat -3 [fast write] 1 1 1 [fast keyspace write]",
          "pexpireat -3 [fast write] 1 1 1 [fast keyspace write]",
          "ttl 2 [fast readonly] 1 1 1 [fast keyspace read]",
          "pttl 2 [fast readonly] 1 1 1 [fast keyspace read]",
          "expiretime 2 [fast readonly] 1 1 1 [fast keyspace read]",
          "pexpiretime 2 [fast readonly] 1 1 1 [fast keyspace read]",
          "persist 2 [fast write] 1 1 1 [fast keyspace write]",
          "object -2 [] 0 0 0 [slow]",
          "object|help 2 [loading stale] 0 0 0 [keyspace slow]",
          "object|freq 3 [readonly] 2 2 1 [keyspace read slow]",
          "object|encoding 3 [readonly] 2 2 1 [keyspace read slow]",
          "object|idletime 3 [readonly] 2 2 1 [keyspace read slow]",
          "object|refcount 3 [readonly] 2 2 1 [keyspace read slow]",
          "dump 2 [readonly] 1 1 1 [keyspace read slow]",
          "restore -4 [denyoom write] 1 1 1 [dangerous keyspace slow write]",
          "restore-asking -4 [asking denyoom write] 1 1 1 [dangerous keyspace slow write]",
          "move 3 [fast write] 1 1 1 [fast keyspace write]",
          "sort -2 [denyoom movablekeys write] 1 1 1 [dangerous list set slow sortedset write]",
          "sort_ro -2 [movablekeys readonly] 1 1 1 [dangerous list read set slow sortedset]",
          "swapdb 3 [fast write] 0 0 0 [dangerous fast keyspace write]",
          "wait 3 [noscript] 0 0 0 [connection slow]",
          "dbsize 1 [fast readonly] 0 0 0 [fast keyspace read]",
          "flushall -1 [write] 0 0 0 [dangerous keyspace slow write]",
          "flushdb -1 [write] 0 0 0 [dangerous keyspace slow write]");

  @Test
  void all_agreesWithRedis() {
    assertEquals(
        new TreeSet<>(REDIS),
        rows().map(KeyCommandsTest::described).collect(Collectors.toCollection(TreeSet::new)));
    assertEquals(REDIS.size(), rows().count());
  }

  @Test
  void all_isDocumented() {
    rows()
        .forEach(
            row -> {
              assertFalse(row.summary().isEmpty(), row.name());
              assertFalse(row.complexity().isEmpty(), row.name());
            });
  }

  private static Stream<Command> rows() {
    return KeyCommands.all().stream()
        .filter(row -> !row.name().startsWith("tarn")) // Tarn's own
        .flatMap(row -> Stream.concat(Stream.of(row), row.subcommands().stream()));
  }

  private static String described(Command row) {
    KeySpec keys = row.keys();
    return "%s %d [%s] %d %d %d [%s]"
        .formatted(
            row.name(),
            row.arity(),
            row.flags().stream().map(Flag::label).sorted().collect(Collectors.joining(" ")),
            keys.first(),
            keys.last(),
            keys.step(),
            row.categories().stream().sorted().collect(Collectors.joining(" ")));
  }
}
