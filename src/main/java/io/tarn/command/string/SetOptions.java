// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.string;

import io.tarn.command.Arguments;
import io.tarn.command.Numbers;

/**
 * The options of SET and GETEX. They are packed into a long, so that reading them allocates
 * nothing: the flags below in the low half, the index of the time argument in the high half.
 */
final class SetOptions {

  /** What {@link #parse} returns when an option is unknown or contradicts another one. */
  static final long SYNTAX_ERROR = -1;

  /** What {@link #expireAtMillis} returns for a time that is out of range. */
  static final long INVALID_TIME = 0;

  static final int NX = 1;
  static final int XX = 1 << 1;
  static final int GET = 1 << 2;
  static final int KEEPTTL = 1 << 3;
  static final int PERSIST = 1 << 4;
  static final int EX = 1 << 5;
  static final int PX = 1 << 6;
  static final int EXAT = 1 << 7;
  static final int PXAT = 1 << 8;

  private static final int TIMES = EX | PX | EXAT | PXAT;
  private static final int LIFE = TIMES | KEEPTTL | PERSIST;
  private static final int OF_SET = NX | XX | GET | KEEPTTL | TIMES;
  private static final int OF_GETEX = PERSIST | TIMES;

  private SetOptions() {}

  /** Reads the options of SET, which begin at argument 3. */
  static long parseSet(Arguments arguments) {
    return parse(arguments, 3, OF_SET);
  }

  /** Reads the options of GETEX, which begin at argument 2. */
  static long parseGetEx(Arguments arguments) {
    return parse(arguments, 2, OF_GETEX);
  }

  /** True when {@code options} contain one of {@code flags}. */
  static boolean has(long options, int flags) {
    return (options & flags) != 0;
  }

  /** True when a time was given. */
  static boolean hasTime(long options) {
    return (options & TIMES) != 0;
  }

  /** Returns the index of the time argument. */
  static int timeArgument(long options) {
    return (int) (options >>> 32);
  }

  /* An option may be repeated, the last one counts; it may not meet one that excludes it. */
  private static long parse(Arguments arguments, int from, int allowed) {
    int flags = 0;
    long time = 0;
    for (int i = from; i < arguments.count(); i++) {
      int flag = flagOf(arguments, i);
      if ((flag & allowed) == 0 || (flags & excludedBy(flag)) != 0) {
        return SYNTAX_ERROR;
      }
      flags |= flag;
      if ((flag & TIMES) != 0) {
        if (++i == arguments.count()) {
          return SYNTAX_ERROR;
        }
        time = i;
      }
    }
    return time << 32 | flags;
  }

  private static int excludedBy(int flag) {
    return switch (flag) {
      case NX -> XX;
      case XX -> NX;
      case GET -> 0;
      default -> LIFE & ~flag;
    };
  }

  private static int flagOf(Arguments arguments, int i) {
    return switch (arguments.length(i)) {
      case 2 ->
          arguments.is(i, "ex")
              ? EX
              : arguments.is(i, "px")
                  ? PX
                  : arguments.is(i, "nx") ? NX : arguments.is(i, "xx") ? XX : 0;
      case 3 -> arguments.is(i, "get") ? GET : 0;
      case 4 -> arguments.is(i, "exat") ? EXAT : arguments.is(i, "pxat") ? PXAT : 0;
      case 7 -> arguments.is(i, "keepttl") ? KEEPTTL : arguments.is(i, "persist") ? PERSIST : 0;
      default -> 0;
    };
  }

  /**
   * Returns the wall clock in milliseconds at which a key shall expire, or {@link #INVALID_TIME}.
   *
   * @param unit the flag of the option that the time belongs to
   * @param i the index of an argument for which {@link Numbers#isLong} is true
   */
  static long expireAtMillis(Arguments arguments, int i, long unit, long nowMillis) {
    long millis = Numbers.parseLong(arguments, i);
    if (millis <= 0) {
      return INVALID_TIME;
    }
    if (has(unit, EX | EXAT)) {
      if (millis > Long.MAX_VALUE / 1000) {
        return INVALID_TIME;
      }
      millis *= 1000;
    }
    if (has(unit, EX | PX)) {
      millis += nowMillis;
    }
    return millis < 0 ? INVALID_TIME : millis;
  }
}
