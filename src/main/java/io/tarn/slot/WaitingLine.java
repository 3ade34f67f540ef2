// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import java.util.Iterator;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for one slot, in the order of their arrival. Any thread appends and
 * removes; only the slot's entity runs them.
 */
final class WaitingLine implements Iterable<WaitingRequest> {

  private final ConcurrentLinkedQueue<WaitingRequest> requests = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();

  /** Appends a request; false when {@code limit} requests wait already. */
  boolean add(WaitingRequest request, int limit) {
    if (size.incrementAndGet() > limit) {
      size.decrementAndGet();
      return false;
    }
    return requests.add(request);
  }

  /** Returns the first request, or null. */
  @Nullable WaitingRequest first() {
    return requests.peek();
  }

  /** Takes a request out; true for the one caller that did it. */
  boolean remove(WaitingRequest request) {
    boolean removed = requests.remove(request);
    if (removed) {
      size.decrementAndGet();
    }
    return removed;
  }

  int size() {
    return size.get();
  }

  boolean isEmpty() {
    return requests.isEmpty();
  }

  /** Walks over the requests; additions and removals meanwhile may or may not be seen. */
  @Override
  public Iterator<WaitingRequest> iterator() {
    return requests.iterator();
  }
}
