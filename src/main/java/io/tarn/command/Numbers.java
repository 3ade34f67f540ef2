// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import io.tarn.keyspace.collection.IntegerText;
import io.tarn.slab.Memory;

/** Numbers as text, read as strictly as Redis's {@code string2ll} reads them. */
public final class Numbers {

  /** Most characters of a signed 64-bit number. */
  public static final int LONG_MAX_CHARS = 20;

  private Numbers() {}

  /**
   * True when the bytes are the one canonical decimal form of a signed 64-bit integer: no sign '+',
   * no leading zero, no space, "-0" excluded.
   */
  public static boolean isLong(byte[] array, int offset, int length) {
    return IntegerText.is(array, offset, length);
  }

  /** Returns the number for which {@link #isLong} is true. */
  public static long parseLong(byte[] array, int offset, int length) {
    return IntegerText.parse(array, offset, length);
  }

  /** True when argument {@code i} is a signed 64-bit integer. */
  public static boolean isLong(Arguments arguments, int i) {
    return arguments.length(i) <= LONG_MAX_CHARS
        && isLong(arguments.array(i), arguments.offset(i), arguments.length(i));
  }

  /** Returns argument {@code i}, for which {@link #isLong} is true. */
  public static long parseLong(Arguments arguments, int i) {
    return parseLong(arguments.array(i), arguments.offset(i), arguments.length(i));
  }

  /** As {@link #isLong(byte[], int, int)}, of bytes in {@link Memory}. */
  public static boolean isLong(long position, int length) {
    if (length == 0 || length > LONG_MAX_CHARS) {
      return false;
    }
    long at = position;
    long end = position + length;
    boolean negative = Memory.getByte(at) == '-';
    if (negative && ++at == end) {
      return false;
    }
    if (Memory.getByte(at) == '0') {
      return length == 1;
    }
    long value = 0;
    for (; at < end; at++) {
      int digit = Memory.getByte(at) - '0';
      if (digit < 0 || digit > 9 || value < (Long.MIN_VALUE + digit) / 10) {
        return false;
      }
      value = value * 10 - digit;
    }
    return negative || value != Long.MIN_VALUE;
  }

  /** Returns the number for which {@link #isLong(long, int)} is true. */
  public static long parseLong(long position, int length) {
    long at = position;
    long end = position + length;
    boolean negative = Memory.getByte(at) == '-';
    if (negative) {
      at++;
    }
    long value = 0;
    for (; at < end; at++) {
      value = value * 10 - (Memory.getByte(at) - '0');
    }
    return negative ? value : -value;
  }

  /** Returns how many characters the decimal form of a number has, a '-' included. */
  public static int charsOf(long value) {
    long negated = value < 0 ? value : -value;
    int chars = value < 0 ? 2 : 1;
    for (long limit = -10; negated <= limit; limit *= 10) {
      chars++;
      if (limit == -1_000_000_000_000_000_000L) {
        break;
      }
    }
    return chars;
  }

  /** Writes the decimal form of a number, {@code chars} = {@link #charsOf} bytes. */
  public static void writeLong(long value, long position, int chars) {
    long rest = value < 0 ? value : -value;
    long at = position + chars;
    do {
      Memory.putByte(--at, (byte) ('0' - rest % 10));
      rest /= 10;
    } while (rest != 0);
    if (value < 0) {
      Memory.putByte(--at, (byte) '-');
    }
  }
}
