// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.hash;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import org.jspecify.annotations.Nullable;

/** What the commands on fields that expire read of their arguments: times, and "FIELDS n". */
final class FieldTimes {

  /** The last time that a field may expire, in milliseconds since 1970: the year 4199. */
  static final long MOST_MILLIS = (1L << 46) - 1;

  private static final Reply NEGATIVE = Reply.error("invalid expire time, must be >= 0");
  private static final Reply NO_FIELDS =
      Reply.error("Mandatory argument FIELDS is missing or not at the right position");
  private static final Reply WRONG_COUNT =
      Reply.error("The `numfields` parameter must match the number of arguments");

  private FieldTimes() {}

  /**
   * Returns why argument {@code i} is no time, or null.
   *
   * @param unitMillis 1000 for seconds, 1 for milliseconds
   * @param baseMillis what it counts from
   * @param command in lower case
   */
  static @Nullable Reply checkTime(
      Arguments arguments, int i, int unitMillis, long baseMillis, String command) {
    if (!Numbers.isLong(arguments, i)) {
      return Errors.NOT_AN_INTEGER;
    }
    long amount = Numbers.parseLong(arguments, i);
    if (amount < 0) {
      return NEGATIVE;
    }
    return amount > MOST_MILLIS / unitMillis || amount * unitMillis > MOST_MILLIS - baseMillis
        ? Errors.invalidExpire(command)
        : null;
  }

  /** Returns the time in milliseconds since 1970 for which {@link #checkTime} is null. */
  static long time(Arguments arguments, int i, int unitMillis, long baseMillis) {
    return Numbers.parseLong(arguments, i) * unitMillis + baseMillis;
  }

  /**
   * Returns why FIELDS, a number and as many fields do not make up the arguments from {@code i} on,
   * or null when they do.
   *
   * @param notPositive the answer to a number that is none or below 1
   */
  static @Nullable Reply checkFields(Arguments arguments, int i, Reply notPositive) {
    if (i >= arguments.count() || !arguments.is(i, "fields")) {
      return NO_FIELDS;
    }
    if (i + 1 >= arguments.count()
        || !Numbers.isLong(arguments, i + 1)
        || Numbers.parseLong(arguments, i + 1) < 1) {
      return notPositive;
    }
    return Numbers.parseLong(arguments, i + 1) == arguments.count() - i - 2 ? null : WRONG_COUNT;
  }
}
