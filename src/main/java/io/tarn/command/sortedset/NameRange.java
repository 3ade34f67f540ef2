// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

import io.tarn.command.Arguments;
import io.tarn.command.Reply;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A range of names, as "[a", "(a", "-" and "+" give its ends: meant for sorted sets whose scores
 * are all the same.
 *
 * <p>With other scores the names are not in order, and Redis promises nothing. A small sorted set
 * is gone through from one end as Redis goes through it, so that it answers the same even then.
 */
final class NameRange {

  static final Reply INVALID = Reply.error("min or max not valid string range item");

  private static final byte[] LEAST = {};
  private static final byte[] MOST = {};

  private final byte[] min;
  private final boolean openMin;
  private final byte[] max;
  private final boolean openMax;

  private NameRange(byte[] min, boolean openMin, byte[] max, boolean openMax) {
    this.min = min;
    this.openMin = openMin;
    this.max = max;
    this.openMax = openMax;
  }

  /** Reads the ends at two arguments; null when one is invalid. */
  static @Nullable NameRange of(Arguments arguments, int minAt, int maxAt) {
    byte[] min = end(arguments, minAt);
    byte[] max = end(arguments, maxAt);
    return min == null || max == null
        ? null
        : new NameRange(min, isOpen(arguments, minAt), max, isOpen(arguments, maxAt));
  }

  private static boolean isOpen(Arguments arguments, int i) {
    return arguments.byteAt(i, 0) != '[';
  }

  @SuppressWarnings("ReferenceEquality")
  private static byte @Nullable [] end(Arguments arguments, int i) {
    int length = arguments.length(i);
    if (length == 0) {
      return null;
    }
    return switch (arguments.byteAt(i, 0)) {
      case '-' -> length == 1 || arguments.byteAt(i, 1) == 0 ? LEAST : null;
      case '+' -> length == 1 || arguments.byteAt(i, 1) == 0 ? MOST : null;
      case '(', '[' -> {
        byte[] bytes = arguments.bytes(i);
        yield Arrays.copyOfRange(bytes, 1, bytes.length);
      }
      default -> null;
    };
  }

  /* LEAST and MOST are told by identity: as content they are empty names. */
  @SuppressWarnings("ReferenceEquality")
  private boolean isEmpty() {
    if (min == max) {
      return openMin || openMax;
    }
    if (min == LEAST || max == MOST) {
      return false;
    }
    if (min == MOST || max == LEAST) {
      return true;
    }
    int order = Arrays.compareUnsigned(min, max);
    return order > 0 || (order == 0 && (openMin || openMax));
  }

  @SuppressWarnings("ReferenceEquality")
  private boolean isFromMin(Entries entry) {
    if (min == LEAST || min == MOST) {
      return min == LEAST;
    }
    int order = entry.compareName(min, 0, min.length);
    return openMin ? order > 0 : order >= 0;
  }

  @SuppressWarnings("ReferenceEquality")
  private boolean isToMax(Entries entry) {
    if (max == LEAST || max == MOST) {
      return max == MOST;
    }
    int order = entry.compareName(max, 0, max.length);
    return openMax ? order < 0 : order <= 0;
  }

  /**
   * Returns the ranks of the elements in this range.
   *
   * @param reverse true when they are gone through from the last one
   */
  @SuppressWarnings("ReferenceEquality")
  Window window(SortedSetValue value, boolean reverse) {
    if (isEmpty()) {
      return Window.EMPTY;
    }
    long count = value.count();
    if (!value.isLarge()) {
      return reverse ? smallFromEnd(value, count) : small(value, count);
    }
    long from = min == LEAST ? 0 : min == MOST ? count : value.rankOfName(min, openMin);
    long to = max == MOST ? count : max == LEAST ? 0 : value.rankOfName(max, !openMax);
    return Window.of(from, to);
  }

  private boolean missesAll(SortedSetValue value, long count) {
    return !isFromMin(value.entries(count - 1, false)) || !isToMax(value.entries(0, false));
  }

  private Window small(SortedSetValue value, long count) {
    if (missesAll(value, count)) {
      return Window.EMPTY;
    }
    Entries entries = value.entries(0, false);
    long from = 0;
    while (from < count && !isFromMin(entries)) {
      entries.advance();
      from++;
    }
    long to = from;
    while (to < count && isToMax(entries)) {
      entries.advance();
      to++;
    }
    return Window.of(from, to);
  }

  private Window smallFromEnd(SortedSetValue value, long count) {
    if (missesAll(value, count)) {
      return Window.EMPTY;
    }
    Entries entries = value.entries(count - 1, true);
    long to = count;
    while (to > 0 && !isToMax(entries)) {
      entries.advance();
      to--;
    }
    long from = to;
    while (from > 0 && isFromMin(entries)) {
      entries.advance();
      from--;
    }
    return Window.of(from, to);
  }
}
