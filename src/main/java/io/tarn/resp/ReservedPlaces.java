// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.tarn.command.Reply;
import java.util.ArrayDeque;

/**
 * The answers of a session that come from elsewhere, in the order of its requests, with what lies
 * between them. On the session's I/O thread.
 *
 * <pre>
 *   channel &lt;- waiting output &lt;- encoder | place 1, behind it | place 2, behind it | ...
 * </pre>
 *
 * <p>While there are places, the encoder's bytes go behind the last one. Those at the front that
 * are ready move into the encoder once in a turn of the thread, all together.
 */
final class ReservedPlaces {

  /** Most places of a session; then it runs nothing until some are ready. */
  static final int MOST = 1_024;

  /** What a place takes on the heap beside its bytes, about. */
  private static final int PLACE_BYTES = 128;

  private final RespSession session;
  private final RespLoop loop;
  private final RespOutput output;
  private final ArrayDeque<ReservedPlace> places = new ArrayDeque<>(0);
  private long bytes;
  private long heapBytes;
  private boolean overLimit;
  private boolean closed;

  ReservedPlaces(RespSession session, RespLoop loop, RespOutput output) {
    this.session = session;
    this.loop = loop;
    this.output = output;
  }

  boolean isEmpty() {
    return places.isEmpty();
  }

  /** True when no further request may reserve one. */
  boolean isFull() {
    return places.size() >= MOST;
  }

  /** Returns the bytes that lie here. */
  long bytes() {
    return bytes;
  }

  /** Returns the heap that this takes. */
  long heapBytes() {
    return heapBytes + (long) places.size() * PLACE_BYTES;
  }

  boolean isOverLimit() {
    return overLimit;
  }

  /** Reserves the last place. */
  ReservedPlace reserve(boolean muted) {
    output.handOver();
    ReservedPlace place = new ReservedPlace(this, muted);
    if (!closed) {
      places.add(place);
    }
    return place;
  }

  /** Takes bytes that follow the last place. */
  void behind(byte[] array, int length) {
    add(places.getLast().behind(), array, 0, length);
  }

  /** Takes an output that follows the last place. */
  void behind(PendingOutput other) {
    bytes += other.bytes();
    places.getLast().behind().add(other, output);
    check();
  }

  /** Takes an output as the answer of a place. */
  void keep(HeldBytes held, PendingOutput other) {
    if (closed || overLimit) {
      other.release();
      return;
    }
    bytes += other.bytes();
    held.add(other, output);
    check();
  }

  /** Returns where bytes go that follow the last place and are not copied to the heap. */
  PendingOutput longBehind(int length) {
    bytes += length;
    check();
    return places.getLast().behind().rest(output);
  }

  void add(HeldBytes held, byte[] array, int offset, int length) {
    if (closed || overLimit) {
      return;
    }
    int before = held.heapBytes();
    held.add(array, offset, length, output);
    heapBytes += held.heapBytes() - before;
    bytes += length;
    check();
  }

  void forget(HeldBytes held) {
    bytes -= held.bytes();
    heapBytes -= held.heapBytes();
    held.release();
  }

  void encode(Reply reply, HeldBytes held) {
    if (closed || overLimit) {
      return;
    }
    long before = held.bytes();
    int heapBefore = held.heapBytes();
    output.encode(reply, held);
    bytes += held.bytes() - before;
    heapBytes += held.heapBytes() - heapBefore;
    check();
  }

  /** Notes that a place is ready. */
  void ready() {
    if (!closed) {
      loop.placeReady(session);
    }
  }

  /** Moves the answers at the front that are ready into the encoder. */
  void drain() {
    ReservedPlace first = places.peek();
    while (first != null && first.isReady()) {
      places.remove();
      move(first.answer());
      move(first.behind());
      first = places.peek();
    }
  }

  private void move(HeldBytes held) {
    bytes -= held.bytes();
    heapBytes -= held.heapBytes();
    held.moveTo(output);
  }

  /** Frees everything; what comes later is dropped. */
  void close() {
    closed = true;
    for (ReservedPlace place : places) {
      place.answer().release();
      place.behind().release();
    }
    places.clear();
    bytes = 0;
    heapBytes = 0;
  }

  private void check() {
    overLimit |= bytes > output.limitBytes();
  }
}
