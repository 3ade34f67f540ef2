// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import java.util.Arrays;

/**
 * Cuts a stream that comes in pieces into its units, and applies each that is whole. A unit that
 * lies within one piece is applied where it lies; of others the beginning is kept.
 */
final class UnitCutter {

  private static final int PREFIX = ShardLog.PREFIX_BYTES;
  private static final byte[] EMPTY = new byte[0];

  /** What is kept for the next unit at most, once it has been applied. */
  private static final int KEPT_BYTES = 64 << 10;

  private final ShardCopy copy;
  private final UnitApplier applier;
  private final StreamSettings settings;
  private byte[] begun = EMPTY;
  private int begunLength;

  UnitCutter(ShardCopy copy, UnitApplier applier, StreamSettings settings) {
    this.copy = copy;
    this.applier = applier;
    this.settings = settings;
  }

  /** Lets go of the unit that has begun. */
  void clear() {
    begunLength = 0;
    begun = EMPTY;
  }

  /**
   * Takes the next bytes of the stream.
   *
   * @return false when a unit cannot be applied or is no unit; the copy ends before it then
   */
  boolean apply(byte[] array, int offset, int length) {
    int at = offset;
    int end = offset + length;
    if (begunLength > 0) {
      at = finish(array, at, end);
      if (at < 0) {
        return false;
      }
    }
    int from = at;
    boolean good = true;
    while (end - at >= PREFIX) {
      int unit = unitLength(array, at);
      if (unit < 0) {
        good = false;
        break;
      }
      if (end - at - PREFIX < unit) {
        break;
      }
      if (!applier.apply(array, at + PREFIX, unit)) {
        good = false;
        break;
      }
      at += PREFIX + unit;
    }
    if (at > from) {
      append(array, from, at - from);
    }
    if (good && at < end) {
      keep(array, at, end - at);
    }
    return good;
  }

  /* Adds to the unit that has begun; returns where the next one begins, or -1. */
  private int finish(byte[] array, int offset, int end) {
    int at = offset;
    if (begunLength < PREFIX) {
      int piece = Math.min(PREFIX - begunLength, end - at);
      keep(array, at, piece);
      at += piece;
      if (begunLength < PREFIX) {
        return at;
      }
    }
    int unit = unitLength(begun, 0);
    if (unit < 0) {
      return -1;
    }
    int piece = Math.min(PREFIX + unit - begunLength, end - at);
    keep(array, at, piece);
    at += piece;
    if (begunLength == PREFIX + unit) {
      if (!applier.apply(begun, PREFIX, unit)) {
        return -1;
      }
      append(begun, 0, begunLength);
      begunLength = 0;
      if (begun.length > KEPT_BYTES) {
        begun = EMPTY;
      }
    }
    return at;
  }

  private void append(byte[] array, int offset, int length) {
    ShardLog log = copy.log();
    log.appendRaw(array, offset, length);
    log.trim(log.end() - settings.tailBytes());
  }

  private void keep(byte[] array, int offset, int length) {
    int needed = begunLength + length;
    if (begun.length < needed) {
      long doubled = Math.min(2L * begun.length, settings.mostUnitBytes() + (long) PREFIX);
      begun = Arrays.copyOf(begun, (int) Math.max(Math.max(needed, 256), doubled));
    }
    System.arraycopy(array, offset, begun, begunLength, length);
    begunLength = needed;
  }

  /* Returns the length in a prefix, -1 when there is no such unit. */
  private int unitLength(byte[] array, int at) {
    int unit =
        ((array[at] & 0xFF) << 24)
            | ((array[at + 1] & 0xFF) << 16)
            | ((array[at + 2] & 0xFF) << 8)
            | (array[at + 3] & 0xFF);
    return unit < 0 || unit > settings.mostUnitBytes() ? -1 : unit;
  }
}
