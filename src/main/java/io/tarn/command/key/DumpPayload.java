// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.key;

import io.tarn.command.Arguments;
import io.tarn.command.Numbers;
import io.tarn.slab.Memory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What DUMP answers and RESTORE reads: one value in the form of an RDB file, with a footer.
 *
 * <pre>
 *   0              type, 0 for a string
 *   1 .. n-10      the value
 *   n-10 .. n-8    RDB version, little endian
 *   n-8 .. n       {@link Crc64} of everything before, little endian
 * </pre>
 *
 * <p>A string is a length and that many bytes, or a special form for integers and compressed bytes:
 *
 * <pre>
 *   00LLLLLL                        length of 6 bits
 *   01LLLLLL LLLLLLLL               length of 14 bits
 *   10000000 L{4}                   length of 32 bits, big endian
 *   10000001 L{8}                   length of 64 bits, big endian
 *   11000000 I    11000001 I{2}    11000010 I{4}     integer, little endian
 *   11000011 length length bytes    compressed length, plain length, {@link Lzf}
 * </pre>
 *
 * Source: Redis's RDB file format, versions up to 11.
 */
final class DumpPayload {

  /** The version that payloads are written with: Redis 7.0. */
  static final int VERSION = 10;

  /** The newest version that is read: Redis 7.2, whose strings are the same. */
  private static final int NEWEST_VERSION = 11;

  private static final int TYPE_STRING = 0;
  private static final int FOOTER_BYTES = 10;

  /** Strings longer than this are compressed when that makes them smaller. */
  private static final int COMPRESS_ABOVE = 20;

  /** Longest decimal text of a 32-bit integer. */
  private static final int INT_MAX_CHARS = 11;

  /** Most bytes that a value may have: Redis's own limit of a string. */
  private static final long MAX_VALUE_BYTES = 512L << 20;

  /** What the compressed form can expand to, at most: 264 bytes from 3. */
  private static final int MAX_EXPANSION = 88;

  private static final int FORM_INT8 = 0xc0;
  private static final int FORM_INT16 = 0xc1;
  private static final int FORM_INT32 = 0xc2;
  private static final int FORM_LZF = 0xc3;
  private static final int LENGTH_32 = 0x80;
  private static final int LENGTH_64 = 0x81;

  /** A value found in a payload, checked but not yet copied. */
  sealed interface Content {

    /** Returns the length of the value in bytes. */
    int length();

    /** Writes the value into {@link Memory}. */
    void writeTo(long position);
  }

  private record Text(byte[] bytes) implements Content {
    @Override
    public int length() {
      return bytes.length;
    }

    @Override
    public void writeTo(long position) {
      Memory.copyIn(bytes, 0, position, bytes.length);
    }
  }

  private record Plain(Arguments arguments, int i, int from, int length) implements Content {
    @Override
    public void writeTo(long position) {
      arguments.copyTo(i, from, length, position);
    }
  }

  private record Compressed(Arguments arguments, int i, int from, int stored, int length)
      implements Content {
    @Override
    public void writeTo(long position) {
      Lzf.expand(arguments, i, from, stored, position);
    }
  }

  private DumpPayload() {}

  /** Returns the payload of a string. */
  static byte[] of(byte[] value) {
    byte[] payload = new byte[1 + 9 + value.length + FOOTER_BYTES];
    payload[0] = TYPE_STRING;
    int at = putString(payload, 1, value);
    payload[at++] = VERSION;
    payload[at++] = 0;
    long crc = Crc64.of(payload, at);
    for (int k = 0; k < 8; k++) {
      payload[at++] = (byte) (crc >>> (8 * k));
    }
    return Arrays.copyOf(payload, at);
  }

  /** True when argument {@code i} ends with a version that is known and the right checksum. */
  static boolean isIntact(Arguments arguments, int i) {
    int length = arguments.length(i);
    if (length < FOOTER_BYTES) {
      return false;
    }
    int version =
        (arguments.byteAt(i, length - 10) & 0xff) | (arguments.byteAt(i, length - 9) & 0xff) << 8;
    if (version > NEWEST_VERSION) {
      return false;
    }
    long crc = 0;
    for (int k = 0; k < length - 8; k++) {
      crc = Crc64.next(crc, arguments.byteAt(i, k));
    }
    for (int k = 0; k < 8; k++) {
      if ((byte) (crc >>> (8 * k)) != arguments.byteAt(i, length - 8 + k)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads argument {@code i}, whose footer has been checked. As in Redis, bytes after the value do
   * not matter, and a length may reach into the footer.
   *
   * @return the value, or null when the payload is not one of a string
   */
  static @Nullable Content read(Arguments arguments, int i) {
    return new Reader(arguments, i).content();
  }

  private static int putString(byte[] to, int at, byte[] value) {
    if (value.length <= INT_MAX_CHARS && Numbers.isLong(value, 0, value.length)) {
      long number = Numbers.parseLong(value, 0, value.length);
      if (number == (int) number) {
        return putInteger(to, at, (int) number);
      }
    }
    if (value.length > COMPRESS_ABOVE) {
      byte[] compressed = new byte[value.length - 4];
      int length = Lzf.compress(value, compressed);
      if (length > 0) {
        to[at] = (byte) FORM_LZF;
        int next = putLength(to, at + 1, length);
        next = putLength(to, next, value.length);
        System.arraycopy(compressed, 0, to, next, length);
        return next + length;
      }
    }
    int next = putLength(to, at, value.length);
    System.arraycopy(value, 0, to, next, value.length);
    return next + value.length;
  }

  private static int putInteger(byte[] to, int at, int number) {
    int bytes = number == (byte) number ? 1 : number == (short) number ? 2 : 4;
    to[at] = (byte) (bytes == 1 ? FORM_INT8 : bytes == 2 ? FORM_INT16 : FORM_INT32);
    for (int k = 0; k < bytes; k++) {
      to[at + 1 + k] = (byte) (number >>> (8 * k));
    }
    return at + 1 + bytes;
  }

  private static int putLength(byte[] to, int at, int length) {
    int next = at;
    if (length < 1 << 6) {
      to[next++] = (byte) length;
    } else if (length < 1 << 14) {
      to[next++] = (byte) (0x40 | length >>> 8);
      to[next++] = (byte) length;
    } else {
      to[next++] = (byte) LENGTH_32;
      for (int shift = 24; shift >= 0; shift -= 8) {
        to[next++] = (byte) (length >>> shift);
      }
    }
    return next;
  }

  /** Walks over a payload from its first byte. Reading past the end marks it as broken. */
  private static final class Reader {
    private final Arguments arguments;
    private final int i;
    private int at;
    private boolean broken;

    Reader(Arguments arguments, int i) {
      this.arguments = arguments;
      this.i = i;
    }

    @Nullable Content content() {
      if (next() != TYPE_STRING || broken) {
        return null;
      }
      int form = next();
      if (broken) {
        return null;
      }
      return switch (form) {
        case FORM_INT8 -> integer(1);
        case FORM_INT16 -> integer(2);
        case FORM_INT32 -> integer(4);
        case FORM_LZF -> compressed();
        default -> plain(length(form));
      };
    }

    private @Nullable Content integer(int bytes) {
      int unused = Long.SIZE - 8 * bytes;
      long number = little(bytes) << unused >> unused;
      return broken ? null : new Text(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
    }

    private @Nullable Content plain(long length) {
      return broken || length < 0 || length > remaining()
          ? null
          : new Plain(arguments, i, at, (int) length);
    }

    private @Nullable Content compressed() {
      long stored = length(next());
      long expanded = length(next());
      if (broken || stored < 0 || stored > remaining() || expanded < 0) {
        return null;
      }
      if (expanded == 0) {
        return new Text(new byte[0]); // whatever the bytes are: Redis takes its 0 for a success
      }
      if (expanded > MAX_VALUE_BYTES
          || expanded > stored * MAX_EXPANSION
          || !Lzf.isValid(arguments, i, at, (int) stored, (int) expanded)) {
        return null;
      }
      return new Compressed(arguments, i, at, (int) stored, (int) expanded);
    }

    /** Returns the length that {@code first} begins, as unsigned bits; negative is too long. */
    private long length(int first) {
      if (first < 1 << 6) {
        return first;
      }
      if (first < 1 << 7) {
        return (first & 0x3fL) << 8 | next();
      }
      switch (first) {
        case LENGTH_32 -> {
          return big(4);
        }
        case LENGTH_64 -> {
          return big(8);
        }
        default -> {
          broken = true;
          return -1;
        }
      }
    }

    private long little(int bytes) {
      long value = 0;
      for (int k = 0; k < bytes; k++) {
        value |= (long) next() << (8 * k);
      }
      return value;
    }

    private long big(int bytes) {
      long value = 0;
      for (int k = 0; k < bytes; k++) {
        value = value << 8 | next();
      }
      return value;
    }

    private int next() {
      if (at >= arguments.length(i)) {
        broken = true;
        return 0;
      }
      return arguments.byteAt(i, at++) & 0xff;
    }

    private int remaining() {
      return arguments.length(i) - at;
    }
  }
}
