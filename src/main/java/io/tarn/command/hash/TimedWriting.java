// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.hash;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.keyspace.HashFields;
import io.tarn.keyspace.Keyspace;
import org.jspecify.annotations.Nullable;

/** HSETEX: sets fields, and how long they stay. */
final class TimedWriting {

  private static final String NAME = "hsetex";

  private static final Reply COUNT = Reply.error("invalid number of fields");
  private static final Reply NO_TIME = Reply.error("missing expire time");
  private static final Reply TWO_CONDITIONS =
      Reply.error("Only one of FXX or FNX arguments can be specified");
  private static final Reply TWO_TIMES =
      Reply.error("Only one of EX, PX, EXAT, PXAT or KEEPTTL arguments can be specified");

  private boolean ifAbsent;
  private boolean ifPresent;
  private boolean keepsExpiry;
  private TimeOption option = TimeOption.NONE;
  private long time = HashFields.NO_EXPIRY;
  private int first;

  private TimedWriting() {}

  static Reply hsetex(Execution execution, Arguments arguments) {
    TimedWriting request = new TimedWriting();
    Reply refusal = request.parse(execution, arguments);
    return refusal != null ? refusal : request.run(execution, arguments);
  }

  private @Nullable Reply parse(Execution execution, Arguments arguments) {
    for (int i = 2; i < arguments.count(); i++) {
      if (arguments.is(i, "fields")) {
        return parseFields(arguments, i);
      }
      TimeOption present = TimeOption.of(arguments, i);
      boolean keep = arguments.is(i, "keepttl");
      if (present != TimeOption.NONE || keep) {
        if (option != TimeOption.NONE || keepsExpiry) {
          return TWO_TIMES;
        }
        keepsExpiry = keep;
        if (!keep) {
          Reply refusal = parseTime(execution, arguments, present, ++i);
          if (refusal != null) {
            return refusal;
          }
        }
      } else if (arguments.is(i, "fxx") || arguments.is(i, "fnx")) {
        if (ifAbsent || ifPresent) {
          return TWO_CONDITIONS;
        }
        ifAbsent = arguments.is(i, "fnx");
        ifPresent = !ifAbsent;
      } else {
        return Reply.error("unknown argument: " + Errors.echo(arguments, i));
      }
    }
    return Errors.SYNTAX; // the least number of arguments leaves no way here but odd options
  }

  private @Nullable Reply parseTime(
      Execution execution, Arguments arguments, TimeOption present, int i) {
    if (i >= arguments.count()) {
      return NO_TIME;
    }
    option = present;
    Reply refusal = present.check(execution, arguments, i, NAME);
    if (refusal == null) {
      time = present.time(execution, arguments, i);
    }
    return refusal;
  }

  private @Nullable Reply parseFields(Arguments arguments, int i) {
    if (i >= arguments.count() - 3) {
      return Errors.wrongArity(NAME);
    }
    if (!Numbers.isLong(arguments, i + 1)) {
      return COUNT;
    }
    long count = Numbers.parseLong(arguments, i + 1);
    if (count < 1 || count > Integer.MAX_VALUE) {
      return COUNT;
    }
    int rest = arguments.count() - i - 2;
    if (rest % 2 != 0 || count != rest / 2) {
      return Errors.wrongArity(NAME);
    }
    first = i + 2;
    return null;
  }

  private Reply run(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, StoredHash.KEY);
    execution.longWork(arguments, StoredHash.KEY, arguments.count() / 2);
    long found = StoredHash.findToWrite(execution, keyspace, arguments);
    if (StoredHash.isOther(keyspace, found)) {
      return Errors.WRONG_TYPE;
    }
    if (!isMet(keyspace, found, arguments)) {
      return Reply.ZERO;
    }
    FieldWriting.admit(execution, keyspace, found, arguments, first);
    HashFields fields = keyspace.fields();
    boolean timed = option != TimeOption.NONE;
    boolean delete = timed && time <= execution.nowMillis();
    long record = FieldWriting.ready(execution, keyspace, found, arguments, first);
    for (int i = first; i < arguments.count(); i += 2) {
      boolean keeps = timed || keepsExpiry;
      record = FieldWriting.put(execution, keyspace, record, arguments, i, i + 1, keeps);
      if (timed) {
        long place = StoredHash.place(keyspace, record, arguments, i);
        record = delete ? fields.remove(record, place) : fields.expireAt(record, place, time);
      }
    }
    execution.changed(keyspace, arguments, StoredHash.KEY, KeyEvent.HSET);
    if (timed) {
      KeyEvent event = delete ? KeyEvent.HDEL : KeyEvent.HEXPIRE;
      execution.changed(keyspace, arguments, StoredHash.KEY, event);
    }
    StoredHash.removeIfEmpty(execution, keyspace, arguments, record);
    return Reply.ONE;
  }

  private boolean isMet(Keyspace keyspace, long record, Arguments arguments) {
    if (!ifAbsent && !ifPresent) {
      return true;
    }
    for (int i = first; i < arguments.count(); i += 2) {
      boolean present =
          record != Keyspace.NONE
              && StoredHash.place(keyspace, record, arguments, i) != HashFields.ABSENT;
      if (present != ifPresent) {
        return false;
      }
    }
    return true;
  }
}
