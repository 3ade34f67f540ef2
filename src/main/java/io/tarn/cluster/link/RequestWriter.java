// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.route.Forwarder.Manner;
import io.tarn.slab.Memory;
import java.util.Arrays;
import java.util.List;

/** Puts requests into a message, in the form of {@link RequestLayout}. Used by one thread. */
final class RequestWriter {

  private static final int FIRST_BYTES = 4 << 10;

  /** What is kept for the next message when a longer one has been sent. */
  private static final int KEPT_BYTES = 256 << 10;

  /** More than head, connection and counts of a request take. */
  private static final int HEAD_BYTES = 32;

  private byte[] array = new byte[FIRST_BYTES];
  private int size;

  /**
   * Begins a message.
   *
   * @param knownRefusal the last one that has come
   */
  void begin(int forwarder, long firstId, int knownRefusal) {
    RequestLayout.putInt(array, 0, forwarder);
    RequestLayout.putLong(array, Integer.BYTES, firstId);
    RequestLayout.putInt(array, RequestLayout.KNOWN_REFUSAL, knownRefusal);
    size = RequestLayout.REQUESTS_HEADER_BYTES;
  }

  /** Returns the bytes of the message so far, 0 when none has begun. */
  int size() {
    return size;
  }

  /** Returns about as many bytes as a request takes; a long, for it may be too many. */
  static long bytesOf(Arguments arguments) {
    long bytes = HEAD_BYTES;
    for (int i = 0; i < arguments.count(); i++) {
      bytes += arguments.length(i) + 5L;
    }
    return bytes;
  }

  /** Appends a request. */
  void one(Manner manner, Connection connection, Arguments arguments, int bytes) {
    ensure(bytes);
    head(RequestLayout.ONE, manner, connection);
    request(arguments);
  }

  /** Appends requests that run one after the other. */
  void block(Connection connection, List<Arguments> requests, int bytes) {
    ensure(bytes);
    head(RequestLayout.BLOCK, Manner.SESSION, connection);
    size = RequestLayout.putVarint(array, size, requests.size());
    for (Arguments request : requests) {
      request(request);
    }
  }

  /** Appends that a request is given up. */
  void cancel(long id) {
    ensure(HEAD_BYTES);
    array[size] = (byte) RequestLayout.CANCEL;
    RequestLayout.putLong(array, size + 1, id);
    size += 1 + Long.BYTES;
  }

  /** Appends that a session ends. */
  void end(long connection) {
    ensure(HEAD_BYTES);
    array[size] = (byte) RequestLayout.END;
    size = RequestLayout.putVarint(array, size + 1, connection);
  }

  /** Returns the message in an array of its own, and begins none. */
  byte[] take() {
    byte[] message = Arrays.copyOf(array, size);
    size = 0;
    if (array.length > KEPT_BYTES) {
      array = new byte[FIRST_BYTES];
    }
    return message;
  }

  private void head(int operation, Manner manner, Connection connection) {
    int head = operation | manner.ordinal() << RequestLayout.MANNER_SHIFT;
    if (connection.protocol() == 3) {
      head |= RequestLayout.RESP3_BIT;
    }
    if (connection.noTouch()) {
      head |= RequestLayout.NO_TOUCH_BIT;
    }
    if (connection.confirms()) {
      head |= RequestLayout.CONFIRM_BIT;
    }
    array[size] = (byte) head;
    size = RequestLayout.putVarint(array, size + 1, connection.id());
  }

  private void request(Arguments arguments) {
    int at = RequestLayout.putVarint(array, size, arguments.count());
    for (int i = 0; i < arguments.count(); i++) {
      int length = arguments.length(i);
      at = RequestLayout.putVarint(array, at, length);
      if (arguments.isBlock(i)) {
        Memory.copyOut(arguments.block(i), array, at, length);
      } else {
        System.arraycopy(arguments.array(i), arguments.offset(i), array, at, length);
      }
      at += length;
    }
    size = at;
  }

  private void ensure(int bytes) {
    int needed = size + bytes;
    if (needed > array.length) {
      int doubled = needed > KEPT_BYTES ? needed : Math.max(needed, 2 * array.length);
      array = Arrays.copyOf(array, doubled);
    }
  }
}
