// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.rdb;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A walk over bytes of the RDB format. Reading past the end, or what makes no sense, marks it as
 * broken; what is read from then on is 0 or empty and means nothing.
 */
public final class RdbInput {

  /** Most bytes that a string may have: Redis's own limit. */
  private static final long MOST_STRING_BYTES = 512L << 20;

  /** What the compressed form can expand to, at most: 264 bytes from 3. */
  private static final int MAX_EXPANSION = 88;

  private static final byte[] NOTHING = {};

  private final byte[] bytes;
  private final int end;
  private int at;
  private boolean broken;

  /** Creates a walk over {@code bytes[from, end)}. */
  public RdbInput(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /** True when something made no sense. */
  public boolean isBroken() {
    return broken;
  }

  /** Returns the number of bytes that are left. */
  public int remaining() {
    return end - at;
  }

  /** Says that what was read makes no sense. */
  public void fail() {
    broken = true;
  }

  /** Reads a byte, 0 to 255. */
  public int next() {
    if (at >= end || broken) {
      broken = true;
      return 0;
    }
    return bytes[at++] & 0xff;
  }

  /** Reads a number of {@code count} bytes, the lowest first, without a sign. */
  public long little(int count) {
    long value = 0;
    for (int k = 0; k < count; k++) {
      value |= (long) next() << (8 * k);
    }
    return value;
  }

  /** Reads a number of {@code count} bytes, the lowest first, with a sign. */
  public long signed(int count) {
    int unused = Long.SIZE - 8 * count;
    return little(count) << unused >> unused;
  }

  /** Reads a floating-point number of eight bytes. */
  public double real() {
    return Double.longBitsToDouble(little(8));
  }

  /** Reads the old form of a score: a length of one byte and decimal text. */
  public double textualReal() {
    int length = next();
    return switch (length) {
      case 253 -> Double.NaN;
      case 254 -> Double.POSITIVE_INFINITY;
      case 255 -> Double.NEGATIVE_INFINITY;
      default -> {
        String text = new String(raw(length), StandardCharsets.ISO_8859_1);
        try {
          yield Double.parseDouble(text);
        } catch (NumberFormatException malformed) {
          broken = true;
          yield 0;
        }
      }
    };
  }

  /** Reads {@code length} bytes as they are. */
  public byte[] raw(long length) {
    if (broken || length < 0 || length > remaining()) {
      broken = true;
      return NOTHING;
    }
    byte[] copy = Arrays.copyOfRange(bytes, at, at + (int) length);
    at += (int) length;
    return copy;
  }

  /** Reads a length, negative and broken where there is none. */
  public long length() {
    return length(next());
  }

  /** Reads a string. */
  public byte[] string() {
    int form = next();
    if (broken) {
      return NOTHING;
    }
    return switch (form) {
      case DumpPayload.FORM_INT8 -> text(signed(1));
      case DumpPayload.FORM_INT16 -> text(signed(2));
      case DumpPayload.FORM_INT32 -> text(signed(4));
      case DumpPayload.FORM_LZF -> compressed();
      default -> raw(length(form));
    };
  }

  private byte[] compressed() {
    long stored = length();
    long expanded = length();
    byte[] from = raw(stored);
    if (broken
        || expanded < 0
        || expanded > MOST_STRING_BYTES
        || expanded > stored * MAX_EXPANSION) {
      broken = true;
      return NOTHING;
    }
    byte @Nullable [] content = Lzf.expand(from, (int) expanded);
    if (content == null) {
      broken = true;
      return NOTHING;
    }
    return content;
  }

  private long length(int first) {
    if (first < 1 << 6) {
      return first;
    }
    if (first < 1 << 7) {
      return (first & 0x3fL) << 8 | next();
    }
    return switch (first) {
      case DumpPayload.LENGTH_32 -> big(4);
      case DumpPayload.LENGTH_64 -> big(8);
      default -> {
        broken = true;
        yield -1;
      }
    };
  }

  private long big(int count) {
    long value = 0;
    for (int k = 0; k < count; k++) {
      value = value << 8 | next();
    }
    return value;
  }

  private static byte[] text(long value) {
    return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
  }
}
