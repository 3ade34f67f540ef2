// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.bitmap;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;

/** The commands that look through a range of bits: BITCOUNT and BITPOS. */
final class BitRangeCommands {

  private static final Reply NOT_ONE_OR_ZERO = Reply.error("The bit argument must be 1 or 0.");
  private static final Reply NOT_FOUND = Reply.Int.of(-1);

  /** Units of a range, and what {@link #unit} returns for any other word. */
  private static final int BYTE = 0;

  private static final int BIT = 1;
  private static final int UNKNOWN = -1;

  private BitRangeCommands() {}

  static Reply bitcount(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, 1);
    long record = execution.find(keyspace, arguments, 1);
    // An absent key answers before the other arguments are looked at.
    if (record == Keyspace.NONE) {
      return Reply.ZERO;
    }
    if (BitmapValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    long position = keyspace.valuePosition(record);
    long bits = (long) keyspace.valueLength(record) << 3;
    int count = arguments.count();
    if (count == 2) {
      return Reply.Int.of(Bitmap.count(position, 0, bits - 1));
    }
    if (count != 4 && count != 5) {
      return Errors.SYNTAX;
    }
    if (!Numbers.isLong(arguments, 2) || !Numbers.isLong(arguments, 3)) {
      return Errors.NOT_AN_INTEGER;
    }
    long start = Numbers.parseLong(arguments, 2);
    long end = Numbers.parseLong(arguments, 3);
    if (start < 0 && end < 0 && start > end) {
      return Reply.ZERO;
    }
    int unit = count == 5 ? unit(arguments, 4) : BYTE;
    if (unit == UNKNOWN) {
      return Errors.SYNTAX;
    }
    return Reply.Int.of(
        Bitmap.count(position, firstBit(start, bits, unit), lastBit(end, bits, unit)));
  }

  static Reply bitpos(Execution execution, Arguments arguments) {
    if (!Numbers.isLong(arguments, 2)) {
      return Errors.NOT_AN_INTEGER;
    }
    long bit = Numbers.parseLong(arguments, 2);
    if (bit != 0 && bit != 1) {
      return NOT_ONE_OR_ZERO;
    }
    Keyspace keyspace = execution.keyspace(arguments, 1);
    long record = execution.find(keyspace, arguments, 1);
    // An absent key is zeros without end, and answers before the range is looked at.
    if (record == Keyspace.NONE) {
      return bit == 1 ? NOT_FOUND : Reply.ZERO;
    }
    if (BitmapValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    int count = arguments.count();
    if (count > 6) {
      return Errors.SYNTAX;
    }
    if (count > 3 && !Numbers.isLong(arguments, 3)) {
      return Errors.NOT_AN_INTEGER;
    }
    int unit = count == 6 ? unit(arguments, 5) : BYTE;
    if (unit == UNKNOWN) {
      return Errors.SYNTAX;
    }
    if (count > 4 && !Numbers.isLong(arguments, 4)) {
      return Errors.NOT_AN_INTEGER;
    }
    long bits = (long) keyspace.valueLength(record) << 3;
    long first = count > 3 ? firstBit(Numbers.parseLong(arguments, 3), bits, unit) : 0;
    long last = count > 4 ? lastBit(Numbers.parseLong(arguments, 4), bits, unit) : bits - 1;
    if (first > last) {
      return NOT_FOUND;
    }
    long found = Bitmap.find(keyspace.valuePosition(record), first, last, bit == 1 ? 0 : -1);
    if (found < 0) {
      // Without an end, the zeros that follow the value count as well.
      return bit == 0 && count < 5 ? Reply.Int.of(bits) : NOT_FOUND;
    }
    return Reply.Int.of(found);
  }

  private static int unit(Arguments arguments, int i) {
    return arguments.is(i, "byte") ? BYTE : arguments.is(i, "bit") ? BIT : UNKNOWN;
  }

  /** Returns the first bit of a range; a negative {@code start} counts from the end. */
  private static long firstBit(long start, long bits, int unit) {
    long total = unit == BIT ? bits : bits >> 3;
    long from = Math.max(0, start < 0 ? total + start : start);
    return unit == BIT ? from : Math.min(from, total) << 3;
  }

  /** Returns the last bit of a range, -1 or more; an end before the first unit means that unit. */
  private static long lastBit(long end, long bits, int unit) {
    long total = unit == BIT ? bits : bits >> 3;
    long to = Math.min(total - 1, Math.max(0, end < 0 ? total + end : end));
    return unit == BIT ? to : (to << 3) + 7;
  }
}
