// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of ZMPOP and BZMPOP from the number of keys on: {@code numkeys key ... MIN|MAX
 * [COUNT count]}.
 *
 * @param failure what is wrong with them, or null
 * @param firstKey the argument that is the first key
 * @param lastKey the argument that is the last key
 * @param max true when the highest scores are taken
 * @param most how many at most
 */
record PopManyOptions(@Nullable Reply failure, int firstKey, int lastKey, boolean max, long most) {

  private static final Reply NO_KEYS = Reply.error("numkeys should be greater than 0");
  private static final Reply NO_COUNT = Reply.error("count should be greater than 0");

  /** Reads the arguments from {@code keysAt} on, which is the number of keys. */
  static PopManyOptions parse(Arguments arguments, int keysAt) {
    if (!isPositive(arguments, keysAt)) {
      return refused(NO_KEYS);
    }
    long keys = Numbers.parseLong(arguments, keysAt);
    if (keys > arguments.count() - keysAt - 2) {
      return refused(Errors.SYNTAX);
    }
    int last = keysAt + (int) keys;
    int where = last + 1;
    boolean max = arguments.is(where, "max");
    if (!max && !arguments.is(where, "min")) {
      return refused(Errors.SYNTAX);
    }
    if (arguments.count() == where + 1) {
      return new PopManyOptions(null, keysAt + 1, last, max, 1);
    }
    if (!arguments.is(where + 1, "count") || arguments.count() == where + 2) {
      return refused(Errors.SYNTAX);
    }
    if (!isPositive(arguments, where + 2)) {
      return refused(NO_COUNT);
    }
    return arguments.count() > where + 3
        ? refused(Errors.SYNTAX)
        : new PopManyOptions(null, keysAt + 1, last, max, Numbers.parseLong(arguments, where + 2));
  }

  /** Takes from the sorted set of a key; answers the key and a list of pairs. */
  Reply pop(Execution execution, Arguments arguments, int key) {
    Keyspace keyspace = execution.keyspace(arguments, key);
    long record = execution.findToWrite(keyspace, arguments, key);
    if (PopCommands.isTooMuch(keyspace, record, most)) {
      return PopCommands.TOO_MANY;
    }
    byte[] name = arguments.bytes(key);
    PoppedEntries popped = PopCommands.pop(execution, arguments, key, keyspace, record, max, most);
    return new Reply.Written(
        writer -> {
          writer.array(2);
          writer.bulk(name, 0, name.length);
          writer.array(popped.count());
          popped.writePairs(writer);
        });
  }

  private static boolean isPositive(Arguments arguments, int i) {
    return Numbers.isLong(arguments, i) && Numbers.parseLong(arguments, i) > 0;
  }

  private static PopManyOptions refused(Reply failure) {
    return new PopManyOptions(failure, 0, 0, false, 0);
  }
}
