// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.rdb;

import io.tarn.command.Numbers;
import io.tarn.command.RealFormat;
import java.nio.charset.StandardCharsets;

/** A listpack being written; {@link Listpack} shows its bytes. */
public final class ListpackOutput {

  private static final int HEADER = 6;

  /** Integers below this are exact as floating-point numbers; Redis's own border. */
  private static final double MOST_EXACT = 1L << 52;

  private final RdbOutput out = new RdbOutput(256);
  private long elements;

  /** Creates an empty listpack. */
  public ListpackOutput() {
    out.putLittle(0, HEADER);
  }

  /** Returns the bytes so far, without the end. */
  public int size() {
    return out.size();
  }

  /** Appends a string; one that is the text of an integer becomes one. */
  public void add(byte[] value) {
    if (value.length <= Numbers.LONG_MAX_CHARS && Numbers.isLong(value, 0, value.length)) {
      add(Numbers.parseLong(value, 0, value.length));
      return;
    }
    int from = out.size();
    int length = value.length;
    if (length < 1 << 6) {
      out.put(0x80 | length);
    } else if (length < 1 << 12) {
      out.put(0xe0 | length >>> 8);
      out.put(length);
    } else {
      out.put(0xf0);
      out.putLittle(length, 4);
    }
    out.putRaw(value);
    putLengthBefore(out.size() - from);
  }

  /** Appends a score: an integer where it is one, else its shortest exact text of 17 digits. */
  public void add(double score) {
    if (score == Math.rint(score) && Math.abs(score) < MOST_EXACT && 1 / score > 0 == score >= 0) {
      add((long) score);
    } else {
      add(RealFormat.text(score).getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** Returns the number of elements. */
  public long count() {
    return elements;
  }

  /** Appends an integer. */
  public void add(long value) {
    int from = out.size();
    if (value >= 0 && value <= 127) {
      out.put((int) value);
    } else if (value >= -4096 && value <= 4095) {
      out.put(0xc0 | (int) (value >> 8 & 0x1f));
      out.put((int) value);
    } else {
      int bytes =
          value == (short) value
              ? 2
              : value == value << 40 >> 40 ? 3 : value == (int) value ? 4 : 8;
      out.put(bytes == 8 ? 0xf4 : 0xf1 + bytes - 2);
      out.putLittle(value, bytes);
    }
    putLengthBefore(out.size() - from);
  }

  /** Ends the listpack and returns its bytes. */
  public byte[] end() {
    out.put(Listpack.END);
    byte[] bytes = out.bytes();
    long count = Math.min(elements, Listpack.UNKNOWN_COUNT);
    for (int k = 0; k < 4; k++) {
      bytes[k] = (byte) (bytes.length >>> (8 * k));
    }
    bytes[4] = (byte) count;
    bytes[5] = (byte) (count >>> 8);
    return bytes;
  }

  private void putLengthBefore(int length) {
    elements++;
    int groups = Listpack.lengthBytes(length);
    for (int group = groups - 1; group >= 0; group--) {
      out.put((length >>> (7 * group) & 0x7f) | (group == groups - 1 ? 0 : 0x80));
    }
  }
}
