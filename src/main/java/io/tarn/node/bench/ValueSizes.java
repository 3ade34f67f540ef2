// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench;

import java.util.SplittableRandom;

/**
 * How long values are: all alike, or log-uniform between two bounds, so that each power of two of
 * the range comes as often as any other.
 *
 * @param min bytes
 * @param max bytes, inclusive
 */
record ValueSizes(int min, int max) {

  /**
   * Reads {@code 64} or {@code 16-102400}.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  static ValueSizes parse(String text) {
    int dash = text.indexOf('-', 1);
    try {
      if (dash < 0) {
        int size = Integer.parseInt(text);
        return new ValueSizes(size, size);
      }
      return new ValueSizes(
          Integer.parseInt(text.substring(0, dash)), Integer.parseInt(text.substring(dash + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("value-size must be BYTES or MIN-MAX, not " + text, e);
    }
  }

  boolean isFixed() {
    return min == max;
  }

  /** A size by chance. A range begins above 0. */
  int draw(SplittableRandom random) {
    if (min == max) {
      return min;
    }
    double ratio = (max + 1.0) / min;
    return Math.min(max, (int) (min * Math.exp(random.nextDouble() * Math.log(ratio))));
  }

  /** The mean of {@link #draw}, in bytes, good to half a byte. */
  double mean() {
    return min == max ? min : (max + 1.0 - min) / Math.log((max + 1.0) / min) - 0.5;
  }

  @Override
  public String toString() {
    return min == max ? Integer.toString(min) : min + "-" + max;
  }
}
