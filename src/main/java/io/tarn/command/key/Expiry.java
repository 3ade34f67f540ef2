// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.key;

import static io.tarn.command.Flag.FAST;
import static io.tarn.command.Flag.READONLY;
import static io.tarn.command.Flag.WRITE;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Handler;
import io.tarn.command.KeyEvent;
import io.tarn.command.KeySpec;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When a key ends: the EXPIRE and TTL commands and PERSIST. */
final class Expiry {

  private static final int NX = 1;
  private static final int XX = 2;
  private static final int GT = 4;
  private static final int LT = 8;

  private static final Reply NX_WITH_OTHERS =
      Reply.error("NX and XX, GT or LT options at the same time are not compatible");
  private static final Reply GT_WITH_LT =
      Reply.error("GT and LT options at the same time are not compatible");
  private static final Reply NO_KEY = Reply.Int.of(-2);
  private static final Reply NO_EXPIRY = Reply.Int.of(-1);

  private Expiry() {}

  static List<Command> rows() {
    return List.of(
        setter("expire", "1.0.0", 1000, true, "Sets in how many seconds a key ends."),
        setter("pexpire", "2.6.0", 1, true, "Sets in how many milliseconds a key ends."),
        setter("expireat", "1.2.0", 1000, false, "Sets the second of Unix time when a key ends."),
        setter(
            "pexpireat", "2.6.0", 1, false, "Sets the millisecond of Unix time when a key ends."),
        getter("ttl", "1.0.0", Expiry::secondsLeft, "Tells in how many seconds a key ends."),
        getter("pttl", "2.6.0", Expiry::millisLeft, "Tells in how many milliseconds a key ends."),
        getter(
            "expiretime",
            "7.0.0",
            (at, now) -> seconds(at),
            "Tells the second of Unix time when a key ends."),
        getter(
            "pexpiretime",
            "7.0.0",
            (at, now) -> at,
            "Tells the millisecond of Unix time when a key ends."),
        Command.named("persist", 2)
            .flags(WRITE, FAST)
            .keys(KeySpec.ONE)
            .categories("keyspace", "write", "fast")
            .docs("generic", "2.2.0", "O(1)", "Lets a key stay for ever.")
            .runs(Expiry::persist));
  }

  /** What a getter makes of an expiry and the present time, both in milliseconds. */
  private interface Question {
    long answer(long expireAtMillis, long nowMillis);
  }

  private static Command setter(
      String name, String since, int unitMillis, boolean relative, String summary) {
    Reply invalid = Errors.invalidExpire(name);
    return Command.named(name, -3)
        .flags(WRITE, FAST)
        .keys(KeySpec.ONE)
        .categories("keyspace", "write", "fast")
        .docs("generic", since, "O(1)", summary)
        .runs((execution, arguments) -> set(execution, arguments, unitMillis, relative, invalid));
  }

  private static Command getter(String name, String since, Question question, String summary) {
    Handler handler = (execution, arguments) -> tell(execution, arguments, question);
    return Command.named(name, 2)
        .flags(READONLY, FAST)
        .keys(KeySpec.ONE)
        .categories("keyspace", "read", "fast")
        .docs("generic", since, "O(1)", summary)
        .runs(handler);
  }

  private static Reply set(
      Execution execution, Arguments arguments, int unitMillis, boolean relative, Reply invalid) {
    int conditions = 0;
    for (int i = 3; i < arguments.count(); i++) {
      int condition = condition(arguments, i);
      if (condition == 0) {
        return Errors.unsupportedOption(arguments, i);
      }
      conditions |= condition;
    }
    Reply refusal = checkConditions(conditions);
    if (refusal != null) {
      return refusal;
    }
    if (!Numbers.isLong(arguments, 2)) {
      return Errors.NOT_AN_INTEGER;
    }
    long amount = Numbers.parseLong(arguments, 2);
    if (amount > Long.MAX_VALUE / unitMillis || amount < Long.MIN_VALUE / unitMillis) {
      return invalid;
    }
    long base = relative ? execution.nowMillis() : 0;
    if (amount * unitMillis > Long.MAX_VALUE - base) {
      return invalid;
    }
    return apply(execution, arguments, amount * unitMillis + base, conditions);
  }

  private static Reply apply(
      Execution execution, Arguments arguments, long expireAtMillis, int conditions) {
    Keyspace keyspace = execution.keyspace(arguments, 1);
    long record = execution.findToWrite(keyspace, arguments, 1);
    if (record == Keyspace.NONE || !allows(conditions, keyspace.expireAt(record), expireAtMillis)) {
      return Reply.ZERO;
    }
    if (expireAtMillis <= execution.nowMillis()) {
      keyspace.remove(record);
      execution.changed(keyspace, arguments, 1, KeyEvent.DEL);
    } else {
      keyspace.expireAt(record, expireAtMillis);
      execution.changed(keyspace, arguments, 1, KeyEvent.EXPIRE);
    }
    return Reply.ONE;
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
    return arguments.is(i, "lt") ? LT : 0;
  }

  private static @Nullable Reply checkConditions(int conditions) {
    if ((conditions & NX) != 0 && conditions != NX) {
      return NX_WITH_OTHERS;
    }
    return (conditions & (GT | LT)) == (GT | LT) ? GT_WITH_LT : null;
  }

  /* A key without an expiry counts as one that ends later than any other. */
  private static boolean allows(int conditions, long present, long wanted) {
    boolean expires = present != Keyspace.NO_EXPIRY;
    return ((conditions & NX) == 0 || !expires)
        && ((conditions & XX) == 0 || expires)
        && ((conditions & GT) == 0 || (expires && wanted > present))
        && ((conditions & LT) == 0 || !expires || wanted < present);
  }

  private static Reply persist(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, 1);
    long record = execution.findToWrite(keyspace, arguments, 1);
    if (record == Keyspace.NONE || keyspace.expireAt(record) == Keyspace.NO_EXPIRY) {
      return Reply.ZERO;
    }
    keyspace.expireAt(record, Keyspace.NO_EXPIRY);
    execution.changed(keyspace, arguments, 1, KeyEvent.PERSIST);
    return Reply.ONE;
  }

  private static Reply tell(Execution execution, Arguments arguments, Question question) {
    Keyspace keyspace = execution.keyspace(arguments, 1);
    long record = execution.inspect(keyspace, arguments, 1);
    if (record == Keyspace.NONE) {
      return NO_KEY;
    }
    long expireAt = keyspace.expireAt(record);
    return expireAt == Keyspace.NO_EXPIRY
        ? NO_EXPIRY
        : Reply.Int.of(question.answer(expireAt, execution.nowMillis()));
  }

  private static long millisLeft(long expireAtMillis, long nowMillis) {
    return Math.max(0, expireAtMillis - nowMillis);
  }

  private static long secondsLeft(long expireAtMillis, long nowMillis) {
    return seconds(millisLeft(expireAtMillis, nowMillis));
  }

  /** Returns whole seconds, half a second rounded up. */
  private static long seconds(long millis) {
    return millis / 1000 + (millis % 1000 >= 500 ? 1 : 0);
  }
}
