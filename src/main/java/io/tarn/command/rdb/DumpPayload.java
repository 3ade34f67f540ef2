// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.rdb;

import io.tarn.command.Arguments;
import io.tarn.slab.Memory;
import java.nio.charset.StandardCharsets;
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
 * Source: Redis's RDB file format, versions up to 12.
 */
public final class DumpPayload {

  /** The version that payloads are written with: Redis 7.0. */
  public static final int VERSION = 10;

  /** The version that a hash with expiring fields needs: Redis 7.4. */
  public static final int FIELD_EXPIRY_VERSION = 12;

  /** The newest version that is read: Redis 7.4. */
  private static final int NEWEST_VERSION = 12;

  private static final int TYPE_STRING = 0;
  private static final int FOOTER_BYTES = 10;

  /** Most bytes that a value may have: Redis's own limit of a string. */
  private static final long MAX_VALUE_BYTES = 512L << 20;

  /** What the compressed form can expand to, at most: 264 bytes from 3. */
  private static final int MAX_EXPANSION = 88;

  static final int FORM_INT8 = 0xc0;
  static final int FORM_INT16 = 0xc1;
  static final int FORM_INT32 = 0xc2;
  static final int FORM_LZF = 0xc3;
  static final int LENGTH_32 = 0x80;
  static final int LENGTH_64 = 0x81;

  /** A value found in a payload, checked but not yet copied. */
  public sealed interface Content {

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
  public static byte[] of(byte[] value) {
    RdbOutput out = new RdbOutput(1 + 9 + value.length + FOOTER_BYTES);
    out.put(TYPE_STRING);
    out.putString(value);
    return framed(out, VERSION);
  }

  /**
   * Returns a payload: what was written, a type and its value, with the footer behind it.
   *
   * @param version of the format that the value needs
   */
  public static byte[] framed(RdbOutput out, int version) {
    out.putLittle(version, 2);
    out.putLittle(Crc64.of(out.array(), out.size()), 8);
    return out.bytes();
  }

  /** Returns the walk over the value in argument {@code i}, whose footer has been checked. */
  public static RdbInput input(Arguments arguments, int i) {
    byte[] bytes = arguments.bytes(i);
    return new RdbInput(bytes, 0, bytes.length);
  }

  /** True when the payload in argument {@code i} is of a string. */
  public static boolean isString(Arguments arguments, int i) {
    return arguments.byteAt(i, 0) == TYPE_STRING;
  }

  /** True when argument {@code i} ends with a version that is known and the right checksum. */
  public static boolean isIntact(Arguments arguments, int i) {
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
  public static @Nullable Content read(Arguments arguments, int i) {
    return new Reader(arguments, i).content();
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
