// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.keyspace.Leftovers;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What FLUSHALL, or the removal of a large value, has left and whose memory is not yet free. Any
 * thread; each of the {@link Leftovers} is in the queue or with one thread.
 */
final class FlushedKeys {

  /** Keys that are freed before whoever frees them looks at the clock again. */
  static final int AT_ONCE = 64;

  private final ConcurrentLinkedQueue<Leftovers> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong pending = new AtomicLong();
  private final AtomicLong freed = new AtomicLong();

  void add(Leftovers remains) {
    pending.addAndGet(remains.size());
    queue.add(remains);
  }

  /** Returns the keys whose memory is not yet free. */
  long pending() {
    return pending.get();
  }

  /** Returns the keys whose memory has been freed since the start. */
  long freed() {
    return freed.get();
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /**
   * Frees the memory of about {@link #AT_ONCE} keys.
   *
   * @return false when there was nothing to free
   */
  boolean freeSome() {
    Leftovers remains = queue.poll();
    if (remains == null) {
      return false;
    }
    int before = remains.size();
    boolean gone = remains.free(AT_ONCE);
    int less = gone ? before : before - remains.size();
    pending.addAndGet(-less);
    freed.addAndGet(less);
    if (!gone) {
      queue.add(remains);
    }
    return true;
  }
}
