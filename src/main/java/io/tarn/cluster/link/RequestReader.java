// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import io.tarn.command.Arguments;
import io.tarn.route.Forwarder.Manner;
import io.tarn.slot.RequestRunner;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a message of requests, some operations at a time, so that whoever runs them can look ahead.
 * Trusts no length in it. Used by one thread; arguments are windows on the message.
 */
final class RequestReader {

  /** Most operations read at a time. */
  static final int MOST = RequestRunner.MOST_PREFETCHED;

  private static final Manner[] MANNERS = Manner.values();
  private static final byte[] NOTHING = {};

  private final int[] heads = new int[MOST];
  private final long[] clients = new long[MOST];
  private final long[] ids = new long[MOST];
  private final Arguments[] arguments = new Arguments[MOST];
  private List<Arguments> block = List.of();
  private byte[] array = NOTHING;
  private int at;
  private int end;
  private int forwarder;
  private int knownRefusal;
  private long nextId;
  private int count;

  /** Creates a reader without a message. */
  RequestReader() {
    for (int i = 0; i < MOST; i++) {
      arguments[i] = new Arguments(NOTHING);
    }
  }

  /** Begins a message. */
  void begin(byte[] message, int offset, int length) {
    if (length < RequestLayout.REQUESTS_HEADER_BYTES) {
      throw malformed("header");
    }
    array = message;
    forwarder = RequestLayout.getInt(message, offset);
    nextId = RequestLayout.getLong(message, offset + Integer.BYTES);
    knownRefusal = RequestLayout.getInt(message, offset + RequestLayout.KNOWN_REFUSAL);
    at = offset + RequestLayout.REQUESTS_HEADER_BYTES;
    end = offset + length;
    count = 0;
  }

  /** Forgets the message, so that a long one is not kept. */
  void clear() {
    if (array.length > Frame.MOST_BYTES) {
      for (Arguments window : arguments) {
        window.reset(NOTHING);
      }
    }
    array = NOTHING;
    at = 0;
    end = 0;
    count = 0;
    block = List.of();
  }

  /** True when all operations have been read. */
  boolean isDone() {
    return at == end;
  }

  /** Returns who sent the message, among the threads of that node. */
  int forwarder() {
    return forwarder;
  }

  /** Returns the last refusal that the sender knew of when it sent the message. */
  int knownRefusal() {
    return knownRefusal;
  }

  /**
   * Reads operations: single requests, as many as there are up to {@link #MOST}, or one of another
   * kind by itself.
   *
   * @return how many
   */
  int fill() {
    count = 0;
    while (at < end && count < MOST) {
      int head = array[at];
      if ((head & RequestLayout.OPERATION_MASK) != RequestLayout.ONE) {
        if (count == 0) {
          at++;
          readOther(head);
        }
        break;
      }
      at++;
      heads[count] = head;
      clients[count] = varint();
      readRequest(arguments[count]);
      ids[count++] = nextId++;
    }
    return count;
  }

  /** Returns the arguments of the single requests of this turn, in order. */
  Arguments[] requests() {
    return arguments;
  }

  /** Returns how many of {@link #requests} there are: all operations, or none. */
  int requestCount() {
    return count > 0 && operation(0) == RequestLayout.ONE ? count : 0;
  }

  int operation(int i) {
    return heads[i] & RequestLayout.OPERATION_MASK;
  }

  Manner manner(int i) {
    return mannerOf(heads[i]);
  }

  static Manner mannerOf(int head) {
    return MANNERS[head >> RequestLayout.MANNER_SHIFT & RequestLayout.MANNER_MASK];
  }

  /** Returns the head of an operation, for its bits. */
  int head(int i) {
    return heads[i];
  }

  long client(int i) {
    return clients[i];
  }

  /** Returns the id of a request, or of the one that is given up. */
  long id(int i) {
    return ids[i];
  }

  /** Returns the requests of a block; they are not used again. */
  List<Arguments> block() {
    return block;
  }

  private void readOther(int head) {
    heads[0] = head;
    switch (head & RequestLayout.OPERATION_MASK) {
      case RequestLayout.BLOCK -> {
        clients[0] = varint();
        int size = length();
        if (size == 0) {
          throw malformed("block");
        }
        List<Arguments> all = new ArrayList<>(Math.min(size, 64));
        for (int i = 0; i < size; i++) {
          Arguments one = new Arguments(array);
          readRequest(one);
          all.add(one);
        }
        block = all;
        ids[0] = nextId++;
      }
      case RequestLayout.CANCEL -> {
        if (end - at < Long.BYTES) {
          throw malformed("id");
        }
        ids[0] = RequestLayout.getLong(array, at);
        at += Long.BYTES;
      }
      default -> clients[0] = varint();
    }
    count = 1;
  }

  private void readRequest(Arguments into) {
    into.reset(array);
    int words = length();
    if (words == 0) {
      throw malformed("arguments");
    }
    for (int i = 0; i < words; i++) {
      int length = length();
      into.add(at, length);
      at += length;
    }
  }

  /** Reads a length or count, which cannot be more than there are bytes. */
  private int length() {
    long value = varint();
    if (value < 0 || value > end - at) {
      throw malformed("length");
    }
    return (int) value;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (at >= end) {
        throw malformed("number");
      }
      byte next = array[at++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw malformed("number");
  }

  private IllegalArgumentException malformed(String what) {
    return new IllegalArgumentException(
        "a message of requests is malformed: what=" + what + " at=" + at + " end=" + end);
  }
}
