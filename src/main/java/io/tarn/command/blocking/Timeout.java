// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.blocking;

import io.tarn.command.Arguments;
import io.tarn.command.Reply;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long a request waits at most: an argument in seconds, with fractions.
 *
 * @param failure what is wrong with it, or null
 * @param millis 0 for ever
 */
public record Timeout(@Nullable Reply failure, long millis) {

  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
  private static final Pattern HEXADECIMAL = Pattern.compile("[+-]?0[xX][0-9a-fA-F]+");
  private static final Pattern INFINITE = Pattern.compile("(?i)[+-]?inf(inity)?");

  /** Longer texts are no numbers. */
  private static final int MOST_CHARS = 256;

  private static final Timeout NOT_A_FLOAT =
      new Timeout(Reply.error("timeout is not a float or out of range"), 0);
  private static final Timeout NEGATIVE = new Timeout(Reply.error("timeout is negative"), 0);

  /** Reads argument {@code i}. As in Redis, what is too long by far counts as negative. */
  public static Timeout parse(Arguments arguments, int i) {
    String text = arguments.length(i) > MOST_CHARS ? "" : arguments.text(i);
    double seconds;
    if (DECIMAL.matcher(text).matches()) {
      seconds = Double.parseDouble(text);
    } else if (HEXADECIMAL.matcher(text).matches()) {
      seconds = Double.parseDouble(text + "p0");
    } else if (INFINITE.matcher(text).matches()) {
      return NEGATIVE;
    } else {
      return NOT_A_FLOAT;
    }
    double millis = Math.ceil(seconds * 1000);
    return millis < 0 || millis >= Long.MAX_VALUE ? NEGATIVE : new Timeout(null, (long) millis);
  }
}
