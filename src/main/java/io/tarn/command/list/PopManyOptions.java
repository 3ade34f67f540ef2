// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.list;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of LMPOP and BLMPOP from the number of keys on: {@code numkeys key ... LEFT|RIGHT
 * [COUNT count]}.
 *
 * @param failure what is wrong with them, or null
 * @param firstKey the argument that is the first key
 * @param lastKey the argument that is the last key
 * @param left from which end elements are taken
 * @param most how many at most
 */
public record PopManyOptions(
    @Nullable Reply failure, int firstKey, int lastKey, boolean left, long most) {

  private static final Reply NO_KEYS = Reply.error("numkeys should be greater than 0");
  private static final Reply NO_ELEMENTS = Reply.error("count should be greater than 0");

  /** Reads the arguments from {@code keysAt} on, which is the number of keys. */
  public static PopManyOptions parse(Arguments arguments, int keysAt) {
    if (!Numbers.isLong(arguments, keysAt) || Numbers.parseLong(arguments, keysAt) < 1) {
      return refused(NO_KEYS);
    }
    long keys = Numbers.parseLong(arguments, keysAt);
    if (keys >= arguments.count() - keysAt - 1) {
      return refused(Errors.SYNTAX);
    }
    int last = keysAt + (int) keys;
    int end = ListEnd.at(arguments, last + 1);
    if (end == ListEnd.NEITHER) {
      return refused(Errors.SYNTAX);
    }
    boolean left = end == ListEnd.LEFT;
    int option = last + 2;
    if (option == arguments.count()) {
      return new PopManyOptions(null, keysAt + 1, last, left, 1);
    }
    if (!arguments.is(option, "count") || option + 1 == arguments.count()) {
      return refused(Errors.SYNTAX);
    }
    int count = option + 1;
    if (!Numbers.isLong(arguments, count) || Numbers.parseLong(arguments, count) < 1) {
      return refused(NO_ELEMENTS);
    }
    return count + 1 < arguments.count()
        ? refused(Errors.SYNTAX)
        : new PopManyOptions(null, keysAt + 1, last, left, Numbers.parseLong(arguments, count));
  }

  private static PopManyOptions refused(Reply failure) {
    return new PopManyOptions(failure, 0, 0, false, 0);
  }

  /** Takes elements from the list of a key; answers the key and a list of them. */
  public Reply pop(
      Execution execution, Keyspace keyspace, Arguments arguments, int key, long record) {
    Reply name = new Reply.Bulk(arguments.bytes(key));
    return Reply.Array.of(
        name, ListValue.pop(execution, keyspace, arguments, key, record, left, most));
  }
}
