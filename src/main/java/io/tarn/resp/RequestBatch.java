// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.tarn.command.Arguments;
import io.tarn.slab.Slab;
import java.util.Queue;

/**
 * Requests of one read pass that have been decoded and not yet run, so that those who run them can
 * look ahead. One per I/O thread, used by one session at a time: what is left at the end of a pass
 * is postponed or dropped.
 */
final class RequestBatch {

  private final Arguments[] pool;
  private final Arguments[] requests;
  private int count;
  private int outcome = RespDecoder.MORE;
  private boolean inline;

  /** Creates a batch of at most {@code most} requests. */
  RequestBatch(int most) {
    pool = new Arguments[most];
    requests = new Arguments[most];
    for (int i = 0; i < most; i++) {
      pool[i] = new Arguments(new byte[0]);
      requests[i] = pool[i];
    }
  }

  /**
   * Decodes as many requests as there are, at most {@code most} or what a batch holds.
   *
   * @return what the decoder said last: {@link RespDecoder#REQUEST} when there may be more
   */
  int fill(RespDecoder decoder, int most) {
    int limit = Math.min(most, pool.length);
    count = 0;
    inline = false;
    do {
      outcome = decoder.next(pool[count]);
      if (outcome != RespDecoder.REQUEST) {
        break;
      }
      requests[count++] = decoder.arguments();
      inline = decoder.isInline();
    } while (count < limit && !inline);
    return outcome;
  }

  /** Returns the number of requests. */
  int count() {
    return count;
  }

  /** Returns the array of the requests, the first {@link #count} of it. */
  Arguments[] requests() {
    return requests;
  }

  /** Returns request {@code i}. */
  Arguments at(int i) {
    return requests[i];
  }

  /** True when request {@code i} was an inline command; only the last can be. */
  boolean isInline(int i) {
    return inline && i == count - 1;
  }

  /**
   * Keeps the requests from {@code first} on for a later pass.
   *
   * @return the bytes of heap that they take
   */
  long postpone(int first, Queue<Arguments> later) {
    long bytes = 0;
    for (int i = first; i < count; i++) {
      Arguments copy = requests[i].copy();
      later.add(copy);
      bytes += copy.heapBytes();
    }
    count = first;
    return bytes;
  }

  /** Forgets the requests from {@code first} on. */
  void drop(int first, Slab slab) {
    for (int i = first; i < count; i++) {
      requests[i].freeBlocks(slab);
    }
    count = first;
  }
}
