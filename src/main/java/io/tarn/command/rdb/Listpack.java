// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.rdb;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Redis's listpack, the blob that holds the elements of a small collection.
 *
 * <pre>
 *   total bytes (4) | elements (2, 65535 for more) | element ... | 0xff
 *   element: encoding and content, then the length of these, readable from behind
 *
 *   0NNNNNNN                       integer 0 to 127
 *   10LLLLLL bytes                 string of up to 63
 *   110NNNNN N{1}                  integer of 13 bits
 *   1110LLLL L{1} bytes            string of up to 4095
 *   0xf0 L{4} bytes                string
 *   0xf1 N{2}, f2 N{3}, f3 N{4}, f4 N{8}     integer, little endian
 *
 *   length from behind: groups of 7 bits, the highest first, all but the first with bit 7 set
 * </pre>
 *
 * Source: the specification of listpacks by Redis's author.
 */
final class Listpack {

  static final int END = 0xff;
  static final int UNKNOWN_COUNT = 0xffff;

  private Listpack() {}

  /* Redis's own borders, which lie one below the powers of two but for the first. */
  static int lengthBytes(int length) {
    if (length <= 127) {
      return 1;
    }
    if (length < 16383) {
      return 2;
    }
    if (length < 2097151) {
      return 3;
    }
    return length < 268435455 ? 4 : 5;
  }

  /** Returns the elements of a listpack as strings, or null when it is none. */
  static @Nullable List<byte[]> read(byte[] bytes) {
    RdbInput in = new RdbInput(bytes, 0, bytes.length);
    long total = in.little(4);
    long count = in.little(2);
    if (in.isBroken() || total != bytes.length) {
      return null;
    }
    List<byte[]> elements = new ArrayList<>();
    while (!in.isBroken()) {
      int before = in.remaining();
      int form = in.next();
      if (form == END) {
        boolean whole = in.remaining() == 0 && (count == UNKNOWN_COUNT || count == elements.size());
        return whole && !in.isBroken() ? elements : null;
      }
      elements.add(element(in, form));
      int length = before - in.remaining();
      for (int group = lengthBytes(length) - 1; group >= 0; group--) {
        if ((in.next() & 0x7f) != (length >>> (7 * group) & 0x7f)) {
          return null;
        }
      }
    }
    return null;
  }

  private static byte[] element(RdbInput in, int form) {
    if (form < 0x80) {
      return text(form);
    }
    if (form < 0xc0) {
      return in.raw(form & 0x3f);
    }
    if (form < 0xe0) {
      long bits = (form & 0x1fL) << 8 | in.next();
      return text(bits << 51 >> 51);
    }
    if (form < 0xf0) {
      return in.raw((form & 0xfL) << 8 | in.next());
    }
    return switch (form) {
      case 0xf0 -> in.raw(in.little(4));
      case 0xf1 -> text(in.signed(2));
      case 0xf2 -> text(in.signed(3));
      case 0xf3 -> text(in.signed(4));
      case 0xf4 -> text(in.signed(8));
      default -> {
        in.fail();
        yield new byte[0];
      }
    };
  }

  private static byte[] text(long value) {
    return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
  }
}
