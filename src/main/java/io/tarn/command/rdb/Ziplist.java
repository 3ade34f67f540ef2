// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.rdb;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The blobs that older Redis versions held small collections in; read only.
 *
 * <pre>
 *   ziplist:  total bytes (4) | offset of the last element (4) | elements (2) | element ... | 0xff
 *   element:  length of the one before (1, or 0xfe and 4), encoding, content
 *     00LLLLLL bytes    01LLLLLL L{1} bytes    0x80 L{4} big endian, bytes
 *     0xc0 N{2}   0xd0 N{4}   0xe0 N{8}   0xf0 N{3}   0xfe N{1}      little endian
 *     0xf1 .. 0xfd      integer 0 to 12
 *
 *   zipmap:   fields (1) | length, field, length, free (1), value, free bytes ... | 0xff
 *   length:   1, or 0xfe and 4, little endian
 *
 *   intset:   bytes of a number (4) | numbers (4) | numbers in ascending order, little endian
 * </pre>
 */
final class Ziplist {

  private static final int END = 0xff;
  private static final int LONG_LENGTH = 0xfe;
  private static final int UNKNOWN_COUNT = 0xffff;

  private Ziplist() {}

  /** Returns the elements of a ziplist as strings, or null when it is none. */
  static @Nullable List<byte[]> read(byte[] bytes) {
    RdbInput in = new RdbInput(bytes, 0, bytes.length);
    long total = in.little(4);
    long _ = in.little(4);
    long count = in.little(2);
    if (in.isBroken() || total != bytes.length) {
      return null;
    }
    List<byte[]> elements = new ArrayList<>();
    while (!in.isBroken()) {
      int before = in.next();
      if (before == END) {
        boolean whole = in.remaining() == 0 && (count == UNKNOWN_COUNT || count == elements.size());
        return whole && !in.isBroken() ? elements : null;
      }
      if (before == LONG_LENGTH) {
        long _ = in.little(4);
      }
      elements.add(element(in));
    }
    return null;
  }

  private static byte[] element(RdbInput in) {
    int form = in.next();
    switch (form >>> 6) {
      case 0 -> {
        return in.raw(form & 0x3f);
      }
      case 1 -> {
        return in.raw((form & 0x3fL) << 8 | in.next());
      }
      case 2 -> {
        return in.raw((long) in.next() << 24 | in.next() << 16 | in.next() << 8 | in.next());
      }
      default -> {
        return integer(in, form);
      }
    }
  }

  private static byte[] integer(RdbInput in, int form) {
    return switch (form) {
      case 0xc0 -> text(in.signed(2));
      case 0xd0 -> text(in.signed(4));
      case 0xe0 -> text(in.signed(8));
      case 0xf0 -> text(in.signed(3));
      case 0xfe -> text(in.signed(1));
      default -> {
        if (form < 0xf1 || form > 0xfd) {
          in.fail();
        }
        yield text(form - 0xf1);
      }
    };
  }

  /** Returns fields and values of a zipmap in turn, or null when it is none. */
  static @Nullable List<byte[]> readZipmap(byte[] bytes) {
    RdbInput in = new RdbInput(bytes, 0, bytes.length);
    int _ = in.next();
    List<byte[]> elements = new ArrayList<>();
    while (!in.isBroken()) {
      int length = in.next();
      if (length == END) {
        return in.remaining() == 0 && !in.isBroken() ? elements : null;
      }
      elements.add(in.raw(zipmapLength(in, length)));
      long valueLength = zipmapLength(in, in.next());
      int free = in.next();
      elements.add(in.raw(valueLength));
      byte[] _ = in.raw(free);
    }
    return null;
  }

  private static long zipmapLength(RdbInput in, int first) {
    return first == LONG_LENGTH ? in.little(4) : first;
  }

  /** Returns the members of an intset as strings, or null when it is none. */
  static @Nullable List<byte[]> readIntset(byte[] bytes) {
    RdbInput in = new RdbInput(bytes, 0, bytes.length);
    long size = in.little(4);
    long count = in.little(4);
    if (in.isBroken()
        || (size != 2 && size != 4 && size != 8)
        || count == 0
        || count * size != in.remaining()) {
      return null;
    }
    List<byte[]> members = new ArrayList<>((int) count);
    long last = Long.MIN_VALUE;
    for (long i = 0; i < count; i++) {
      long member = in.signed((int) size);
      if (i > 0 && member <= last) {
        return null;
      }
      last = member;
      members.add(text(member));
    }
    return members;
  }

  private static byte[] text(long value) {
    return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
  }
}
