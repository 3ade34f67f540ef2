// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.CommandTable;
import io.tarn.command.Flag;
import io.tarn.command.KeySpec;
import java.util.List;

/**
 * What routing must know of a command, computed once from its row.
 *
 * @param entry the row
 * @param kind how its requests are routed
 * @param arity as in {@link Command}
 * @param keys where its keys are
 * @param write whether it may change keys
 * @param needsNoPassword whether it may run before AUTH
 */
record RouteRow(
    CommandTable.Entry entry,
    Kind kind,
    int arity,
    KeySpec keys,
    boolean write,
    boolean needsNoPassword) {

  /** How requests are routed. */
  enum Kind {
    /** Here, always. */
    HERE,
    /** To the owner of its one key, beside others of the connection. */
    ONE_KEY,
    /** To the owner of all its keys. */
    SEVERAL_KEYS,
    /** As that, and may stay there until a key has something. */
    BLOCKING,
    /** As that, unless a pattern names further keys. */
    SORT,
    /** In parts, by the owners of its keys. */
    SPLIT,
    /** To all that hold slots; the answers are added up. */
    COUNT,
    /** To all that hold slots; the lists are joined. */
    LIST,
    /** To all that hold slots. */
    FLUSH,
    /** To one that holds slots after the other. */
    SCAN,
    /** To one that holds slots, chosen by the number of its keys. */
    RANDOM,
    /** To all; the answers are added up. */
    PUBLISH,
    /** To all; the lists are joined without repetitions. */
    NAMES,
    /** To all; the numbers behind the names are added up. */
    NAMED_COUNTS,
    /** To where this connection has written; the least answer counts. */
    WAIT,
    WATCH,
    EXEC,
    /** Here, and ends what is watched elsewhere. */
    UNWATCH
  }

  /** Returns the rows of all commands, indexed by ordinal. */
  static RouteRow[] all(CommandTable table) {
    List<CommandTable.Entry> entries = table.entries();
    RouteRow[] rows = new RouteRow[entries.size()];
    for (CommandTable.Entry entry : entries) {
      Command command = entry.command();
      rows[entry.ordinal()] =
          new RouteRow(
              entry,
              kind(command),
              command.arity(),
              command.flags().contains(Flag.PUBSUB) ? KeySpec.NONE : command.keys(),
              entry.isWrite(),
              command.flags().contains(Flag.NO_AUTH));
    }
    return rows;
  }

  private static Kind kind(Command command) {
    return switch (command.name()) {
      case "mget", "mset", "del", "unlink", "exists", "touch" -> Kind.SPLIT;
      case "sort", "sort_ro" -> Kind.SORT;
      case "dbsize" -> Kind.COUNT;
      case "keys" -> Kind.LIST;
      case "flushall", "flushdb" -> Kind.FLUSH;
      case "scan" -> Kind.SCAN;
      case "randomkey" -> Kind.RANDOM;
      case "publish", "spublish", "pubsub|numpat" -> Kind.PUBLISH;
      case "pubsub|channels", "pubsub|shardchannels" -> Kind.NAMES;
      case "pubsub|numsub", "pubsub|shardnumsub" -> Kind.NAMED_COUNTS;
      case "wait" -> Kind.WAIT;
      case "watch" -> Kind.WATCH;
      case "exec" -> Kind.EXEC;
      case "discard", "unwatch", "reset" -> Kind.UNWATCH;
      default -> kindByKeys(command);
    };
  }

  private static Kind kindByKeys(Command command) {
    KeySpec keys = command.keys();
    if (command.flags().contains(Flag.PUBSUB) || keys.equals(KeySpec.NONE)) {
      return Kind.HERE;
    }
    if (command.flags().contains(Flag.BLOCKING)) {
      return Kind.BLOCKING;
    }
    return keys.isOne() ? Kind.ONE_KEY : Kind.SEVERAL_KEYS;
  }

  String name() {
    return entry.command().name();
  }

  /** True when it sends a message. */
  boolean publishes() {
    return kind == Kind.PUBLISH && arity == 3;
  }

  boolean accepts(int arguments) {
    return arity >= 0 ? arguments == arity : arguments >= -arity;
  }

  /** Returns the slot of key {@code n} of a request. */
  int slot(Arguments arguments, int n) {
    return arguments.slot(keys.position(arguments, n));
  }
}
