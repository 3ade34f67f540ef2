// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Memory;

/**
 * The bytes of an element of an {@link ElementTable}, one slab block.
 *
 * <pre>
 *   0         P             P+1 or P+5
 *   +---------+-------------+------------+----------------------+
 *   | payload | name length | name bytes | rest, the user's own |
 *   +---------+-------------+------------+----------------------+
 *
 *   payload:     P bytes, the same for all elements of a table, 0 to 8
 *   name length: 1 byte up to 254, else 255 and 4 bytes, little endian
 * </pre>
 */
public final class Element {

  private static final int LONG_NAME = 255;
  private static final int LONG_HEAD = 1 + Integer.BYTES;

  private Element() {}

  /** Returns the bytes of an element. */
  public static long bytes(int payload, int nameLength, long restBytes) {
    return payload + headBytes(nameLength) + nameLength + restBytes;
  }

  /** Writes the name of an element; payload and rest are the caller's. */
  public static void putName(long element, int payload, byte[] array, int offset, int length) {
    long head = element + payload;
    if (length < LONG_NAME) {
      Memory.putByte(head, (byte) length);
    } else {
      Memory.putByte(head, (byte) LONG_NAME);
      Memory.putInt(head + 1, length);
    }
    Memory.copyIn(array, offset, head + headBytes(length), length);
  }

  /** Returns the length of the name. */
  public static int nameLength(long element, int payload) {
    int shown = Memory.getByte(element + payload) & 0xff;
    return shown < LONG_NAME ? shown : Memory.getInt(element + payload + 1);
  }

  /** Returns where the name begins. */
  public static long namePosition(long element, int payload) {
    int shown = Memory.getByte(element + payload) & 0xff;
    return element + payload + (shown < LONG_NAME ? 1 : LONG_HEAD);
  }

  /** Returns where what is behind the name begins. */
  public static long restPosition(long element, int payload) {
    return namePosition(element, payload) + nameLength(element, payload);
  }

  private static int headBytes(int nameLength) {
    return nameLength < LONG_NAME ? 1 : LONG_HEAD;
  }

  /** The names of elements with a payload of a certain size. */
  static final class Names implements Named {
    private final int payload;

    Names(int payload) {
      this.payload = payload;
    }

    @Override
    public long hash(long element) {
      return KeyHash.of(namePosition(element, payload), nameLength(element, payload));
    }

    @Override
    public boolean hasName(long element, byte[] array, int offset, int length) {
      return nameLength(element, payload) == length
          && Memory.equals(namePosition(element, payload), array, offset, length);
    }
  }
}
