// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.hyperloglog;

import io.tarn.slab.Memory;
import java.util.Arrays;

/**
 * The bytes of one HyperLogLog, copied from a value, and what needs no copy of one: {@code
 * position} is where a value lies.
 */
final class Sketch {

  /*
   *   0     "HYLL"
   *   4     form: 0 dense, 1 sparse
   *   5     three bytes of 0
   *   8     cached estimate, little-endian; bit 63 set: not valid
   *   16    dense: 16,384 registers of 6 bits, the lowest bits of a byte first
   *         sparse: runs of registers
   *           00llllll             l + 1 registers are 0
   *           01llllll llllllll    l + 1 registers are 0
   *           1vvvvvll             l + 1 registers are v + 1
   */
  static final int HEADER = 16;
  static final int DENSE_BYTES = HEADER + Estimator.REGISTERS * 6 / 8;

  /** "HYLL", little-endian. */
  private static final int MAGIC = 0x4c4c5948;

  private static final int FORM_AT = 4;
  private static final int ESTIMATE_AT = 8;
  private static final int DENSE = 0;
  private static final int SPARSE = 1;
  private static final int MOST_SHORT_ZEROS = 64;
  private static final int MOST_SPARSE_VALUE = 32;
  private static final int MOST_SPARSE_RUN = 4;

  /** Runs that are looked at for neighbours of equal value after a change. */
  private static final int MERGED_RUNS = 5;

  /** What {@link #set} answers for a sketch that is broken. */
  static final int BROKEN = -1;

  private byte[] bytes;
  private int length;

  /** Takes the bytes of a value, which it may change. */
  Sketch(byte[] bytes) {
    this.bytes = bytes;
    this.length = bytes.length;
  }

  /** Returns a sketch of no element. */
  static Sketch empty() {
    byte[] bytes = new byte[HEADER + 2];
    for (int i = 0; i < FORM_AT; i++) {
      bytes[i] = (byte) (MAGIC >>> (8 * i));
    }
    bytes[FORM_AT] = SPARSE;
    Sketch sketch = new Sketch(bytes);
    sketch.putZeros(HEADER, Estimator.REGISTERS);
    return sketch;
  }

  /** True when a value of that length can be a HyperLogLog. */
  static boolean isAt(long position, int length) {
    if (length < HEADER || Memory.getInt(position) != MAGIC) {
      return false;
    }
    int form = Memory.getByte(position + FORM_AT);
    return form == SPARSE || (form == DENSE && length == DENSE_BYTES);
  }

  /** True when the HyperLogLog is dense. */
  static boolean isDenseAt(long position) {
    return Memory.getByte(position + FORM_AT) == DENSE;
  }

  /** Returns the cached estimate, or a negative number when it is not valid. */
  static long cachedAt(long position) {
    return Memory.getLong(position + ESTIMATE_AT);
  }

  /** Caches an estimate. */
  static void cacheAt(long position, long estimate) {
    Memory.putLong(position + ESTIMATE_AT, estimate);
  }

  /** Makes the cached estimate not valid, as {@link #invalidate} does. */
  static void invalidateAt(long position) {
    cacheAt(position, cachedAt(position) | Long.MIN_VALUE);
  }

  /** Raises a register of a dense HyperLogLog to at least {@code count}; true when it was lower. */
  static boolean setDenseAt(long position, int register, int count) {
    int bit = register * 6;
    long at = position + HEADER + (bit >>> 3);
    int shift = bit & 7;
    // The last register lies within one byte, behind which the value may end.
    boolean isSplit = shift > 2;
    int both = Memory.getByte(at) & 0xff;
    if (isSplit) {
      both |= (Memory.getByte(at + 1) & 0xff) << 8;
    }
    if (((both >>> shift) & 63) >= count) {
      return false;
    }
    both = (both & ~(63 << shift)) | (count << shift);
    Memory.putByte(at, (byte) both);
    if (isSplit) {
      Memory.putByte(at + 1, (byte) (both >>> 8));
    }
    return true;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  boolean isDense() {
    return bytes[FORM_AT] == DENSE;
  }

  void invalidate() {
    bytes[ESTIMATE_AT + 7] |= (byte) 0x80;
  }

  /**
   * Raises a register to at least {@code count}.
   *
   * @param mostBytes a sparse sketch that would be longer becomes dense
   * @return 1 when it was lower, 0 when not, or {@link #BROKEN}
   */
  int set(int register, int count, long mostBytes) {
    return isDense() ? setDense(register, count) : setSparse(register, count, mostBytes);
  }

  /** Raises the registers of {@code most} to those of this; false when it is broken. */
  boolean mergeInto(byte[] most) {
    if (isDense()) {
      for (int i = 0; i < Estimator.REGISTERS; i++) {
        most[i] = (byte) Math.max(most[i], denseRegister(i));
      }
      return true;
    }
    int register = 0;
    for (int at = HEADER; at < length; at += width(at)) {
      int run = run(at);
      if (register + run > Estimator.REGISTERS) {
        return false;
      }
      if (isValue(at)) {
        byte value = (byte) value(at);
        for (int i = register; i < register + run; i++) {
          most[i] = most[i] > value ? most[i] : value;
        }
      }
      register += run;
    }
    return register == Estimator.REGISTERS;
  }

  /** Makes it dense, if it is not; false when it is broken. */
  boolean becomeDense() {
    if (isDense()) {
      return true;
    }
    byte[] registers = new byte[Estimator.REGISTERS];
    if (!mergeInto(registers)) {
      return false;
    }
    bytes = Arrays.copyOf(Arrays.copyOf(bytes, HEADER), DENSE_BYTES);
    length = DENSE_BYTES;
    bytes[FORM_AT] = DENSE;
    for (int i = 0; i < registers.length; i++) {
      setDense(i, registers[i]);
    }
    return true;
  }

  /** Returns the runs as text, for PFDEBUG. */
  String runs() {
    StringBuilder text = new StringBuilder();
    for (int at = HEADER; at < length; at += width(at)) {
      text.append(text.isEmpty() ? "" : " ");
      if (isValue(at)) {
        text.append("v:").append(value(at)).append(',').append(run(at));
      } else {
        text.append(width(at) == 2 ? "Z:" : "z:").append(run(at));
      }
    }
    return text.toString();
  }

  private int denseRegister(int register) {
    int bit = register * 6;
    int at = HEADER + (bit >>> 3);
    int next = at + 1 < length ? bytes[at + 1] & 0xff : 0;
    return (((bytes[at] & 0xff) | (next << 8)) >>> (bit & 7)) & 63;
  }

  private int setDense(int register, int count) {
    if (denseRegister(register) >= count) {
      return 0;
    }
    int bit = register * 6;
    int at = HEADER + (bit >>> 3);
    int shift = bit & 7;
    int next = at + 1 < length ? bytes[at + 1] & 0xff : 0;
    int both = (bytes[at] & 0xff) | (next << 8);
    both = (both & ~(63 << shift)) | (count << shift);
    bytes[at] = (byte) both;
    if (at + 1 < length) {
      bytes[at + 1] = (byte) (both >>> 8);
    }
    return 1;
  }

  private int setSparse(int register, int count, long mostBytes) {
    if (count > MOST_SPARSE_VALUE) {
      return setInDense(register, count);
    }
    int first = 0;
    int before = HEADER;
    int at = HEADER;
    while (at < length && register >= first + run(at)) {
      first += run(at);
      before = at;
      at += width(at);
    }
    if (at >= length) {
      return BROKEN;
    }
    int run = run(at);
    boolean isValue = isValue(at);
    if (isValue && value(at) >= count) {
      return 0;
    }
    if (run == 1 && width(at) == 1) {
      putValue(at, count, 1);
    } else if (!split(at, register - first, run, count, mostBytes)) {
      return setInDense(register, count);
    }
    mergeNeighbours(before);
    invalidate();
    return 1;
  }

  private int setInDense(int register, int count) {
    return becomeDense() ? setDense(register, count) : BROKEN;
  }

  /** Replaces one run by up to three; false when there is no room. */
  private boolean split(int at, int left, int run, int count, long mostBytes) {
    int right = run - left - 1;
    int value = isValue(at) ? value(at) : 0;
    int old = width(at);
    int added = size(value, left) + 1 + size(value, right) - old;
    if (added > 0 && length + added > mostBytes) {
      return false;
    }
    int end = at + old;
    // The second byte of the last run can be missing, in a value that somebody has made.
    if (length + added >= bytes.length) {
      bytes = Arrays.copyOf(bytes, length + added + 16);
    }
    System.arraycopy(bytes, end, bytes, end + added, Math.max(0, length - end));
    length += added;
    int next = put(at, value, left);
    putValue(next, count, 1);
    put(next + 1, value, right);
    return true;
  }

  private void mergeNeighbours(int from) {
    int at = from;
    for (int looked = 0; at < length && looked < MERGED_RUNS; looked++) {
      if (isValue(at)
          && at + 1 < length
          && isValue(at + 1)
          && value(at) == value(at + 1)
          && run(at) + run(at + 1) <= MOST_SPARSE_RUN) {
        putValue(at, value(at), run(at) + run(at + 1));
        System.arraycopy(bytes, at + 2, bytes, at + 1, length - at - 2);
        length--;
      } else {
        at += width(at);
      }
    }
  }

  private static int size(int value, int run) {
    if (run == 0) {
      return 0;
    }
    return value == 0 && run > MOST_SHORT_ZEROS ? 2 : 1;
  }

  private int put(int at, int value, int run) {
    if (run == 0) {
      return at;
    }
    if (value > 0) {
      putValue(at, value, run);
      return at + 1;
    }
    return putZeros(at, run);
  }

  private int putZeros(int at, int run) {
    if (run > MOST_SHORT_ZEROS) {
      bytes[at] = (byte) (0x40 | ((run - 1) >>> 8));
      bytes[at + 1] = (byte) (run - 1);
      return at + 2;
    }
    bytes[at] = (byte) (run - 1);
    return at + 1;
  }

  private void putValue(int at, int value, int run) {
    bytes[at] = (byte) (0x80 | ((value - 1) << 2) | (run - 1));
  }

  private boolean isValue(int at) {
    return bytes[at] < 0;
  }

  private int value(int at) {
    return ((bytes[at] >> 2) & 31) + 1;
  }

  /** Returns the bytes of the run at {@code at}. */
  private int width(int at) {
    return (bytes[at] & 0xc0) == 0x40 ? 2 : 1;
  }

  /** Returns the registers of the run at {@code at}. */
  private int run(int at) {
    if (isValue(at)) {
      return (bytes[at] & 3) + 1;
    }
    if (width(at) == 1) {
      return (bytes[at] & 63) + 1;
    }
    int low = at + 1 < length ? bytes[at + 1] & 0xff : 0;
    return (((bytes[at] & 63) << 8) | low) + 1;
  }
}
