// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.list;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.collection.PackedElement;

/** LMOVE and RPOPLPUSH: an element from one list to another. */
public final class MoveCommands {

  private static final int SOURCE = 1;
  private static final int TARGET = 2;

  private MoveCommands() {}

  static Reply lmove(Execution execution, Arguments arguments) {
    int from = ListEnd.at(arguments, 3);
    int to = ListEnd.at(arguments, 4);
    if (from == ListEnd.NEITHER || to == ListEnd.NEITHER) {
      return Errors.SYNTAX;
    }
    return move(execution, arguments, from == ListEnd.LEFT, to == ListEnd.LEFT);
  }

  static Reply rpoplpush(Execution execution, Arguments arguments) {
    return move(execution, arguments, false, true);
  }

  /**
   * Moves an element from the key at argument 1 to the key at argument 2, perhaps the same, and
   * answers it; null when the first has no list. The gates of both are entered.
   */
  public static Reply move(
      Execution execution, Arguments arguments, boolean fromLeft, boolean toLeft) {
    Keyspace from = execution.keyspace(arguments, SOURCE);
    long source = execution.findToWrite(from, arguments, SOURCE);
    if (source == Keyspace.NONE) {
      return Reply.NULL;
    }
    if (ListValue.isOther(from, source)) {
      return Errors.WRONG_TYPE;
    }
    Keyspace to = execution.keyspace(arguments, TARGET);
    long target = execution.findToWrite(to, arguments, TARGET);
    if (ListValue.isOther(to, target)) {
      return Errors.WRONG_TYPE;
    }
    byte[] text = ListValue.end(from, source, fromLeft);
    PackedElement element = new PackedElement().set(text, 0, text.length);
    ListValue.admit(execution, element.need());
    boolean same = from == to && source == target;
    if (same) {
      ListValue.drop(from, source, fromLeft, 1);
    }
    long pushed = ListValue.push(execution, to, arguments, TARGET, target, toLeft, element);
    execution.changed(to, arguments, TARGET, ListValue.pushed(toLeft));
    if (!same) {
      ListValue.drop(from, source, fromLeft, 1);
    }
    long left = same ? pushed : source;
    ListValue.removed(execution, from, arguments, SOURCE, left, ListValue.popped(fromLeft));
    return new Reply.Bulk(text);
  }
}
