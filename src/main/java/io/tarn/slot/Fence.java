// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether this node may serve its slots: until a time that the cluster puts off again and again, as
 * long as it hears from the majority. Any thread.
 *
 * <p>Whoever is about to run requests {@linkplain #check looks} at the clock first, once for many
 * requests; so a process that was stopped and goes on finds out before it serves anything. From
 * then on {@link #isUp} is true for all threads, until the time is put off.
 */
public final class Fence {

  private static final long FOREVER_NANOS = 1L << 61;

  private volatile long untilNanos = System.nanoTime() + FOREVER_NANOS;
  private volatile boolean up;
  private volatile @Nullable IntPredicate unwritable;

  /** Allows serving until a {@code nanoTime}; in the past forbids it at once. */
  public void allowUntil(long nanos, long nowNanos) {
    untilNanos = nanos;
    up = nanos - nowNanos <= 0;
  }

  /**
   * Looks whether the time is over, at a pass of reading or before answers leave.
   *
   * @return true when nothing may be served
   */
  public boolean check(long nowNanos) {
    if (!up && untilNanos - nowNanos <= 0) {
      up = true;
    }
    return up;
  }

  /** True when nothing may be served, as far as the last look has shown. */
  public boolean isUp() {
    return up;
  }

  /** Sets which slots may not be written to now, for want of replicas; null for none. */
  public void refuseWrites(@Nullable IntPredicate slots) {
    unwritable = slots;
  }

  /** Returns what {@link #refuseWrites} has set, or null. */
  @Nullable IntPredicate unwritable() {
    return unwritable;
  }
}
