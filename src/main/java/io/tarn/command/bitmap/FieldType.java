// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.bitmap;

import io.tarn.command.Arguments;
import io.tarn.command.Numbers;
import org.jspecify.annotations.Nullable;

/**
 * The type of an integer field: "i1" to "i64" signed in two's complement, "u1" to "u63" unsigned.
 */
record FieldType(boolean signed, int bits) {

  /** What happens to a number that the type cannot hold. */
  enum Overflow {
    /** The low bits are kept. */
    WRAP,
    /** The nearest number that the type holds is taken. */
    SAT,
    /** Nothing is written. */
    FAIL
  }

  /** Returns the type that argument {@code i} names, or null. */
  static @Nullable FieldType parse(Arguments arguments, int i) {
    int length = arguments.length(i);
    if (length < 2 || length > 3) {
      return null;
    }
    byte kind = arguments.byteAt(i, 0);
    if (kind != 'i' && kind != 'u') {
      return null;
    }
    byte[] array = arguments.array(i);
    int digits = arguments.offset(i) + 1;
    if (!Numbers.isLong(array, digits, length - 1)) {
      return null;
    }
    long bits = Numbers.parseLong(array, digits, length - 1);
    return bits < 1 || bits > (kind == 'i' ? 64 : 63)
        ? null
        : new FieldType(kind == 'i', (int) bits);
  }

  /** Returns the number that the low {@link #bits} bits of a field mean. */
  long valueOf(long field) {
    int unused = Long.SIZE - bits;
    return signed ? field << unused >> unused : field << unused >>> unused;
  }

  /** Returns the largest number of the type. */
  long max() {
    return Long.MAX_VALUE >>> (signed ? Long.SIZE - bits : Long.SIZE - 1 - bits);
  }

  /** Returns the smallest number of the type. */
  long min() {
    return signed ? -max() - 1 : 0;
  }

  /**
   * Returns on which side the sum of a number and an increment leaves the type: 1 above, -1 below,
   * 0 when the type holds it.
   *
   * @param value of an unsigned type it is unsigned, so "negative" numbers lie above the type
   */
  int sideOf(long value, long increment) {
    if ((!signed && value < 0) || value > max()) {
      return 1;
    }
    if (value < min()) {
      return -1;
    }
    // No overflow in the differences: value lies between min and max.
    if (signed && bits == Long.SIZE) {
      long sum = value + increment;
      return ((value ^ sum) & (increment ^ sum)) >= 0 ? 0 : value < 0 ? -1 : 1;
    }
    return increment > max() - value ? 1 : increment < min() - value ? -1 : 0;
  }
}
