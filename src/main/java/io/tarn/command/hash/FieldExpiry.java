// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.hash;

import static io.tarn.command.Flag.DENYOOM;
import static io.tarn.command.Flag.FAST;
import static io.tarn.command.Flag.READONLY;
import static io.tarn.command.Flag.WRITE;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.KeySpec;
import io.tarn.command.Reply;
import io.tarn.keyspace.HashFields;
import io.tarn.keyspace.Keyspace;
import java.util.List;

/** When fields end: HEXPIRE, HTTL, HPERSIST and their kin. */
final class FieldExpiry {

  private static final int ANY = 0;
  private static final int NX = 1;
  private static final int XX = 2;
  private static final int GT = 3;
  private static final int LT = 4;

  private static final long NO_FIELD = -2;
  private static final long NO_EXPIRY = -1;
  private static final long NOT_MET = 0;
  private static final long CHANGED = 1;
  private static final long DELETED = 2;

  private static final Reply EXPIRE_COUNT =
      Reply.error("Parameter `numFields` should be greater than 0");
  private static final Reply COUNT = Reply.error("Number of fields must be a positive integer");

  private FieldExpiry() {}

  static List<Command> rows() {
    return List.of(
        setter("hexpire", 1000, true, "Sets in how many seconds fields end."),
        setter("hpexpire", 1, true, "Sets in how many milliseconds fields end."),
        setter("hexpireat", 1000, false, "Sets the second of Unix time when fields end."),
        setter("hpexpireat", 1, false, "Sets the millisecond of Unix time when fields end."),
        getter(
            "httl", (at, now) -> (at - now + 999) / 1000, "Tells in how many seconds fields end."),
        getter("hpttl", (at, now) -> at - now, "Tells in how many milliseconds fields end."),
        getter(
            "hexpiretime",
            (at, now) -> (at + 999) / 1000,
            "Tells the second of Unix time when fields end."),
        getter(
            "hpexpiretime", (at, now) -> at, "Tells the millisecond of Unix time when fields end."),
        Command.named("hpersist", -5)
            .flags(WRITE, FAST)
            .keys(KeySpec.ONE)
            .categories("write", "hash", "fast")
            .docs("hash", "7.4.0", "O(N) for N fields", "Lets fields stay for ever.")
            .runs(FieldExpiry::hpersist));
  }

  /** What a getter makes of an expiry and the present time, both in milliseconds. */
  private interface Question {
    long answer(long expireAtMillis, long nowMillis);
  }

  private static Command setter(String name, int unitMillis, boolean relative, String summary) {
    return Command.named(name, -6)
        .flags(WRITE, DENYOOM, FAST)
        .keys(KeySpec.ONE)
        .categories("write", "hash", "fast")
        .docs("hash", "7.4.0", "O(N) for N fields", summary)
        .runs((execution, arguments) -> set(execution, arguments, unitMillis, relative, name));
  }

  private static Command getter(String name, Question question, String summary) {
    return Command.named(name, -5)
        .flags(READONLY, FAST)
        .keys(KeySpec.ONE)
        .categories("read", "hash", "fast")
        .docs("hash", "7.4.0", "O(N) for N fields", summary)
        .runs((execution, arguments) -> tell(execution, arguments, question));
  }

  private static Reply set(
      Execution execution, Arguments arguments, int unitMillis, boolean relative, String name) {
    Keyspace keyspace = execution.keyspace(arguments, StoredHash.KEY);
    execution.longWork(arguments, StoredHash.KEY, arguments.count());
    long record = StoredHash.findToWrite(execution, keyspace, arguments);
    if (StoredHash.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    long base = relative ? execution.nowMillis() : 0;
    Reply refusal = FieldTimes.checkTime(arguments, 2, unitMillis, base, name);
    if (refusal != null) {
      return refusal;
    }
    long time = FieldTimes.time(arguments, 2, unitMillis, base);
    int condition = condition(arguments, 3);
    int first = condition == ANY ? 5 : 6;
    refusal = FieldTimes.checkFields(arguments, first - 2, EXPIRE_COUNT);
    if (refusal != null) {
      return refusal;
    }
    int count = arguments.count() - first;
    long[] results = new long[count];
    if (record == Keyspace.NONE) {
      java.util.Arrays.fill(results, NO_FIELD);
      return integers(results);
    }
    FieldWriting.admitOne(execution, keyspace, record, 32L * count);
    int deleted = 0;
    int changed = 0;
    for (int i = 0; i < count; i++) {
      long place = StoredHash.place(keyspace, record, arguments, first + i);
      results[i] = outcome(execution, keyspace, record, place, time, condition);
      if (results[i] == DELETED) {
        record = keyspace.fields().remove(record, place);
        deleted++;
      } else if (results[i] == CHANGED) {
        record = keyspace.fields().expireAt(record, place, time);
        changed++;
      }
    }
    if (deleted + changed > 0) {
      KeyEvent event = deleted > 0 ? KeyEvent.HDEL : KeyEvent.HEXPIRE;
      execution.changed(keyspace, arguments, StoredHash.KEY, event);
      StoredHash.removeIfEmpty(execution, keyspace, arguments, record);
    }
    return integers(results);
  }

  private static long outcome(
      Execution execution, Keyspace keyspace, long record, long place, long time, int condition) {
    if (place == HashFields.ABSENT) {
      return NO_FIELD;
    }
    if (!allows(condition, keyspace.fields().expiry(record, place), time)) {
      return NOT_MET;
    }
    return time <= execution.nowMillis() ? DELETED : CHANGED;
  }

  private static int condition(Arguments arguments, int i) {
    if (arguments.is(i, "nx")) {
      return NX;
    }
    if (arguments.is(i, "xx")) {
      return XX;
    }
    if (arguments.is(i, "gt")) {
      return GT;
    }
    return arguments.is(i, "lt") ? LT : ANY;
  }

  /* A field without an expiry counts as one that ends later than any other. */
  private static boolean allows(int condition, long present, long wanted) {
    boolean expires = present != HashFields.NO_EXPIRY;
    return switch (condition) {
      case NX -> !expires;
      case XX -> expires;
      case GT -> expires && wanted > present;
      case LT -> !expires || wanted < present;
      default -> true;
    };
  }

  private static Reply hpersist(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, StoredHash.KEY);
    execution.longWork(arguments, StoredHash.KEY, arguments.count());
    long record = StoredHash.findToWrite(execution, keyspace, arguments);
    if (StoredHash.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    Reply refusal = FieldTimes.checkFields(arguments, 2, COUNT);
    if (refusal != null) {
      return refusal;
    }
    long[] results = new long[arguments.count() - 4];
    boolean changed = false;
    for (int i = 0; i < results.length; i++) {
      results[i] = expiry(keyspace, record, arguments, 4 + i);
      if (results[i] > 0) {
        long place = StoredHash.place(keyspace, record, arguments, 4 + i);
        record = keyspace.fields().expireAt(record, place, HashFields.NO_EXPIRY);
        results[i] = CHANGED;
        changed = true;
      }
    }
    if (changed) {
      execution.changed(keyspace, arguments, StoredHash.KEY, KeyEvent.HPERSIST);
    }
    return integers(results);
  }

  private static Reply tell(Execution execution, Arguments arguments, Question question) {
    Keyspace keyspace = execution.keyspace(arguments, StoredHash.KEY);
    execution.longWork(arguments, StoredHash.KEY, arguments.count());
    long record = StoredHash.find(execution, keyspace, arguments);
    if (StoredHash.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    Reply refusal = FieldTimes.checkFields(arguments, 2, COUNT);
    if (refusal != null) {
      return refusal;
    }
    long[] results = new long[arguments.count() - 4];
    for (int i = 0; i < results.length; i++) {
      long expiry = expiry(keyspace, record, arguments, 4 + i);
      results[i] = expiry < 0 ? expiry : question.answer(expiry, execution.nowMillis());
    }
    return integers(results);
  }

  /* The expiry of the field that argument i names, or why there is none. */
  private static long expiry(Keyspace keyspace, long record, Arguments arguments, int i) {
    long place =
        record == Keyspace.NONE
            ? HashFields.ABSENT
            : StoredHash.place(keyspace, record, arguments, i);
    if (place == HashFields.ABSENT) {
      return NO_FIELD;
    }
    long expiry = keyspace.fields().expiry(record, place);
    return expiry == HashFields.NO_EXPIRY ? NO_EXPIRY : expiry;
  }

  private static Reply integers(long[] numbers) {
    return new Reply.Written(
        writer -> {
          writer.array(numbers.length);
          for (long number : numbers) {
            writer.integer(number);
          }
        });
  }
}
