// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that all arenas of a slab may use together. Arenas take it in grants and spend these
 * under their own lock, so that the shared counter is not touched at every allocation. The sum of
 * all grants never passes the limit, and with it neither do the blocks.
 */
final class Budget {

  /** What an arena takes at once, and twice what it keeps unspent at most, in bytes. */
  static final long GRANT = 64 << 10;

  private final AtomicLong granted = new AtomicLong();
  private volatile long limit;

  Budget(long limitBytes) {
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
  }

  /** Grants a little more than {@code least} bytes if it can, just these, or 0. */
  long take(long least) {
    while (true) {
      long now = granted.get();
      long room = limit - now;
      if (room < least) {
        return 0;
      }
      long grant = Math.min(room, least + GRANT);
      if (granted.compareAndSet(now, now + grant)) {
        return grant;
      }
    }
  }

  /** Takes back what an arena did not spend. */
  void giveBack(long bytes) {
    granted.addAndGet(-bytes);
  }
}
