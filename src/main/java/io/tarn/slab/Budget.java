// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that all arenas of a slab may use together, and what is charged beside them. Arenas
 * take bytes in grants and spend these under their own lock, so that the shared counter is not
 * touched at every allocation. Grants never pass the limit, and with them neither do the blocks;
 * charges may, and grants by what is lent for a moment.
 *
 * <p>A grant is a small part of the limit, so that what the arenas have and do not need, two grants
 * each at most, stays below a 128th of it. Near the limit grants shrink further.
 */
final class Budget {

  /**
   * Most that an arena takes at once beyond its need, in bytes. Whoever makes room frees blocks
   * until a grant comes back, so this is also the size of the lumps in which room is made.
   */
  static final long LARGEST_GRANT = 16 << 10;

  static final long SMALLEST_GRANT = 128;

  /** Grants in the limit, for each arena. */
  private static final long GRANTS = 256;

  private final int arenas;
  private final AtomicLong granted = new AtomicLong();
  private final AtomicLong charged = new AtomicLong();
  private final AtomicLong lent = new AtomicLong();
  private volatile long limit;
  private volatile long grant;

  Budget(long limitBytes, int arenas) {
    this.arenas = arenas;
    limit(limitBytes);
  }

  /** Returns the limit in bytes, 0 for none. */
  long limit() {
    long bytes = limit;
    return bytes == Long.MAX_VALUE ? 0 : bytes;
  }

  /** Sets the limit. Grants beyond a lower limit stay until their blocks are freed. */
  void limit(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("budgetBytes=" + bytes);
    }
    limit = bytes == 0 ? Long.MAX_VALUE : bytes;
    grant = Math.clamp(limit / (GRANTS * arenas), SMALLEST_GRANT, LARGEST_GRANT);
  }

  /** Returns what an arena keeps unspent; twice as much makes it give some back. */
  long grant() {
    return grant;
  }

  /** Returns the limit minus all grants and charges, {@link Long#MAX_VALUE} without a limit. */
  long room() {
    long bytes = limit;
    return bytes == Long.MAX_VALUE ? Long.MAX_VALUE : bytes - granted.getOpaque();
  }

  /** Grants a little more than {@code least} bytes if it can, just these, or 0. */
  long take(long least) {
    while (true) {
      long now = granted.get();
      long room = limit - now;
      if (room < least) {
        room += lent.get();
      }
      if (room < least) {
        return 0;
      }
      long bytes = least + Math.min(grant, (room - least) / arenas);
      if (granted.compareAndSet(now, now + bytes)) {
        return bytes;
      }
    }
  }

  /** Takes back what an arena did not spend. */
  void giveBack(long bytes) {
    granted.addAndGet(-bytes);
  }

  /** Counts bytes that lie elsewhere, or takes them back when negative. */
  void charge(long bytes) {
    long sum = charged.addAndGet(bytes);
    if (sum < 0) {
      charged.addAndGet(-bytes);
      throw new IllegalStateException("more taken back than charged: charged=" + sum);
    }
    granted.addAndGet(bytes);
  }

  /** Lets grants pass the limit by so much more, or so much less when negative. */
  void lend(long bytes) {
    lent.addAndGet(bytes);
  }

  long charged() {
    return charged.getOpaque();
  }
}
