// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.hash;

import io.tarn.command.Arguments;
import io.tarn.command.Execution;
import io.tarn.command.Reply;
import org.jspecify.annotations.Nullable;

/** A word behind which a time stands (EX, PX, EXAT, PXAT), or none. */
enum TimeOption {
  NONE("", 1, false),
  EX("ex", 1000, true),
  PX("px", 1, true),
  EXAT("exat", 1000, false),
  PXAT("pxat", 1, false);

  private static final TimeOption[] WORDS = {EX, PX, EXAT, PXAT};

  private final String word;
  private final int unitMillis;
  private final boolean relative;

  TimeOption(String word, int unitMillis, boolean relative) {
    this.word = word;
    this.unitMillis = unitMillis;
    this.relative = relative;
  }

  /** Returns the option that argument {@code i} is. */
  static TimeOption of(Arguments arguments, int i) {
    for (TimeOption option : WORDS) {
      if (arguments.is(i, option.word)) {
        return option;
      }
    }
    return NONE;
  }

  /** Returns why argument {@code i} is no time, or null. */
  @Nullable Reply check(Execution execution, Arguments arguments, int i, String command) {
    return FieldTimes.checkTime(arguments, i, unitMillis, base(execution), command);
  }

  /** Returns the time in milliseconds since 1970. */
  long time(Execution execution, Arguments arguments, int i) {
    return FieldTimes.time(arguments, i, unitMillis, base(execution));
  }

  private long base(Execution execution) {
    return relative ? execution.nowMillis() : 0;
  }
}
