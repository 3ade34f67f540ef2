// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.string;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;
import io.tarn.slab.OutOfBudgetException;
import io.tarn.slab.Slab;

/** The commands that give keys a whole new value. */
final class SetCommands {

  /** Slab bytes that a new key may need beside the bytes of key and value: an upper estimate. */
  private static final int NEW_KEY_BYTES = 128;

  private SetCommands() {}

  static Reply set(Execution execution, Arguments arguments) {
    if (arguments.count() > 3) {
      return setWithOptions(execution, arguments);
    }
    Keyspace keyspace = execution.keyspace(arguments, 1);
    long record = execution.findToWrite(keyspace, arguments, 1);
    StringValue.put(execution, keyspace, record, arguments, 1, 2, Keyspace.NO_EXPIRY);
    execution.changed(keyspace, arguments, 1, KeyEvent.SET);
    return Reply.OK;
  }

  private static Reply setWithOptions(Execution execution, Arguments arguments) {
    long options = SetOptions.parseSet(arguments);
    if (options == SetOptions.SYNTAX_ERROR) {
      return Errors.SYNTAX;
    }
    long expireAt = Keyspace.NO_EXPIRY;
    if (SetOptions.hasTime(options)) {
      int time = SetOptions.timeArgument(options);
      if (!Numbers.isLong(arguments, time)) {
        return Errors.NOT_AN_INTEGER;
      }
      expireAt = SetOptions.expireAtMillis(arguments, time, options, execution.nowMillis());
      if (expireAt == SetOptions.INVALID_TIME) {
        return Errors.invalidExpire("set");
      }
    }
    Keyspace keyspace = execution.keyspace(arguments, 1);
    boolean get = SetOptions.has(options, SetOptions.GET);
    long record =
        get
            ? execution.find(keyspace, arguments, 1)
            : execution.findToWrite(keyspace, arguments, 1);
    Reply answer = Reply.OK;
    if (get) {
      if (StringValue.isOther(keyspace, record)) {
        return Errors.WRONG_TYPE;
      }
      answer = record == Keyspace.NONE ? Reply.NULL : StringValue.copy(keyspace, record);
    }
    boolean found = record != Keyspace.NONE;
    if (SetOptions.has(options, found ? SetOptions.NX : SetOptions.XX)) {
      return get ? answer : Reply.NULL;
    }
    if (found && SetOptions.has(options, SetOptions.KEEPTTL)) {
      expireAt = keyspace.expireAt(record);
    }
    StringValue.put(execution, keyspace, record, arguments, 1, 2, expireAt);
    execution.changed(keyspace, arguments, 1, KeyEvent.SET);
    if (SetOptions.hasTime(options)) {
      execution.changed(keyspace, arguments, 1, KeyEvent.EXPIRE);
    }
    return answer;
  }

  static Reply setnx(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, 1);
    if (execution.findToWrite(keyspace, arguments, 1) != Keyspace.NONE) {
      return Reply.ZERO;
    }
    StringValue.put(execution, keyspace, Keyspace.NONE, arguments, 1, 2, Keyspace.NO_EXPIRY);
    execution.changed(keyspace, arguments, 1, KeyEvent.SET);
    return Reply.ONE;
  }

  static Reply setex(Execution execution, Arguments arguments) {
    return setExpiring(execution, arguments, SetOptions.EX, "setex");
  }

  static Reply psetex(Execution execution, Arguments arguments) {
    return setExpiring(execution, arguments, SetOptions.PX, "psetex");
  }

  private static Reply setExpiring(
      Execution execution, Arguments arguments, int unit, String name) {
    if (!Numbers.isLong(arguments, 2)) {
      return Errors.NOT_AN_INTEGER;
    }
    long expireAt = SetOptions.expireAtMillis(arguments, 2, unit, execution.nowMillis());
    if (expireAt == SetOptions.INVALID_TIME) {
      return Errors.invalidExpire(name);
    }
    Keyspace keyspace = execution.keyspace(arguments, 1);
    long record = execution.findToWrite(keyspace, arguments, 1);
    StringValue.put(execution, keyspace, record, arguments, 1, 3, expireAt);
    execution.changed(keyspace, arguments, 1, KeyEvent.SET);
    execution.changed(keyspace, arguments, 1, KeyEvent.EXPIRE);
    return Reply.OK;
  }

  static Reply getset(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, 1);
    long record = execution.find(keyspace, arguments, 1);
    if (StringValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    Reply before = record == Keyspace.NONE ? Reply.NULL : StringValue.copy(keyspace, record);
    StringValue.put(execution, keyspace, record, arguments, 1, 2, Keyspace.NO_EXPIRY);
    execution.changed(keyspace, arguments, 1, KeyEvent.SET);
    return before;
  }

  static Reply mset(Execution execution, Arguments arguments) {
    if ((arguments.count() & 1) == 0) {
      return Errors.wrongArity("mset");
    }
    return setAll(execution, arguments, false) ? Reply.OK : Errors.OUT_OF_MEMORY;
  }

  static Reply msetnx(Execution execution, Arguments arguments) {
    if ((arguments.count() & 1) == 0) {
      return Errors.wrongArity("msetnx");
    }
    for (int i = 1; i < arguments.count(); i += 2) {
      if (execution.findToWrite(execution.keyspace(arguments, i), arguments, i) != Keyspace.NONE) {
        return Reply.ZERO;
      }
    }
    return setAll(execution, arguments, true) ? Reply.ONE : Errors.OUT_OF_MEMORY;
  }

  /**
   * Sets every key of the request.
   *
   * @param areNew true when none of them was there
   * @return false when memory ended after the first of the request's blocks was taken
   * @throws OutOfBudgetException when memory is short and the request may be run again
   */
  private static boolean setAll(Execution execution, Arguments arguments, boolean areNew) {
    checkRoom(execution.environment().slab(), arguments);
    boolean blockTaken = false;
    int i = 1;
    try {
      for (; i < arguments.count(); i += 2) {
        boolean isBlock = arguments.isBlock(i + 1);
        Keyspace keyspace = execution.keyspace(arguments, i);
        long record = execution.findToWrite(keyspace, arguments, i);
        StringValue.put(execution, keyspace, record, arguments, i, i + 1, Keyspace.NO_EXPIRY);
        execution.changed(keyspace, arguments, i, KeyEvent.SET);
        blockTaken |= isBlock;
      }
    } catch (OutOfBudgetException shortOfMemory) {
      if (blockTaken) {
        return false;
      }
      if (areNew) {
        removeBefore(execution, arguments, i);
      }
      throw shortOfMemory;
    }
    return true;
  }

  /* A second run of MSETNX must not find the keys of the first. */
  private static void removeBefore(Execution execution, Arguments arguments, int end) {
    for (int i = 1; i < end; i += 2) {
      Keyspace keyspace = execution.keyspace(arguments, i);
      long record = execution.findToWrite(keyspace, arguments, i);
      if (record != Keyspace.NONE) {
        keyspace.remove(record);
      }
    }
  }

  /*
   * All or nothing: the whole request is refused (or keys are evicted, and it is run again) unless
   * there is room for all of it as if every key were new. Values in blocks already count as used.
   * What stays possible is that other threads take that room in between, or that an index must
   * grow in the last of it. A second run then sets the first keys again to the same values, or the
   * request fails and the keys before that point have their new values.
   */
  private static void checkRoom(Slab slab, Arguments arguments) {
    long budget = slab.budgetBytes();
    if (budget == 0) {
      return;
    }
    long bytes = 0;
    for (int i = 1; i < arguments.count(); i++) {
      bytes += arguments.isBlock(i) ? 0 : arguments.length(i);
    }
    bytes += bytes / 8 + (long) (arguments.count() / 2) * NEW_KEY_BYTES;
    long used = slab.usedBytes() + slab.chargedBytes();
    if (bytes > budget - used) {
      throw new OutOfBudgetException(bytes, used, budget);
    }
  }
}
