// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The forms of messages of requests and of answers. Numbers are little-endian; a varint has seven
 * bits a byte, the lowest first, and bit 7 on all but the last.
 *
 * <pre>
 *   requests   forwarder:4  firstId:8  refusal:4  operation ...
 *   operation  head:1  ...            bits 0-1 the operation, 2-3 the manner, 4 RESP3, 5 NO-TOUCH,
 *                                     6 answers to writes wait for a replica
 *     ONE      connection:varint  request
 *     BLOCK    connection:varint  count:varint  request ...
 *     CANCEL   id:8
 *     END      connection:varint
 *   request    count:varint  (length:varint  bytes) ...
 *
 *   answers    forwarder:4  count:4  (id:8  status and length:4) ...  bytes ...
 * </pre>
 *
 * <p>ONE and BLOCK have ids, one after the other from firstId on. NOT_OWNER has a number, 28 bits,
 * in place of a length; the header of requests tells the last one that was known when the first of
 * them was written ({@link TurnedAway}).
 */
final class RequestLayout {

  /** One request. */
  static final int ONE = 0;

  /** Requests that run one after the other; the last one's answer counts. */
  static final int BLOCK = 1;

  /** A waiting request is given up. */
  static final int CANCEL = 2;

  /** A session ends. */
  static final int END = 3;

  static final int OPERATION_MASK = 3;
  static final int MANNER_SHIFT = 2;
  static final int MANNER_MASK = 3;
  static final int RESP3_BIT = 1 << 4;
  static final int NO_TOUCH_BIT = 1 << 5;
  static final int CONFIRM_BIT = 1 << 6;

  /** Bytes before the first operation. */
  static final int REQUESTS_HEADER_BYTES = 16;

  /** The whole answer, or its last part. */
  static final int LAST = 0;

  /** A part of an answer, behind which others come. */
  static final int MORE = 1;

  /** No answer: the slot is not led here and the request has not run. */
  static final int NOT_OWNER = 2;

  /** No answer yet: the request waits for a gate or a key. */
  static final int WAITS = 3;

  /** Where the header of requests has the number of the last refusal that its sender knows of. */
  static final int KNOWN_REFUSAL = 12;

  static final int STATUS_SHIFT = 28;
  static final int LENGTH_MASK = (1 << STATUS_SHIFT) - 1;

  /** Bytes before the first entry of a message of answers. */
  static final int ANSWERS_HEADER_BYTES = 8;

  static final int ANSWER_ENTRY_BYTES = 12;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private RequestLayout() {}

  static int getInt(byte[] array, int at) {
    return (int) INTS.get(array, at);
  }

  static void putInt(byte[] array, int at, int value) {
    INTS.set(array, at, value);
  }

  static long getLong(byte[] array, int at) {
    return (long) LONGS.get(array, at);
  }

  static void putLong(byte[] array, int at, long value) {
    LONGS.set(array, at, value);
  }

  /** Returns the bytes of a varint. */
  static int sizeOf(long value) {
    return value == 0 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
  }

  /** Writes a varint, not negative; returns the place behind. */
  static int putVarint(byte[] array, int at, long value) {
    int next = at;
    long rest = value;
    while (rest > 0x7f) {
      array[next++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    array[next] = (byte) rest;
    return next + 1;
  }
}
