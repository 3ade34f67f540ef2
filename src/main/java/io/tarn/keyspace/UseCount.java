// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The access field of a record. Under an LFU policy it holds Redis's logarithmic use count
 * (redis.io, key eviction, "the new LFU mode"); else the second of the last use.
 *
 * <pre>
 *   seconds:   | seconds since 1970 (32 bits) |                      2^24 and more
 *   use count: | zero (8) | minutes since 1970 (16) | count (8) |    less than 2^24
 * </pre>
 *
 * 2^24 seconds ended in July 1970, so the two are told apart whatever the policy was when the field
 * was written, and each is read as the other when the policy has changed. Minutes wrap after 45
 * days.
 */
final class UseCount {

  /** The count of a new key: it shall not go before it had a chance to be used. */
  static final int INITIAL = 5;

  static final int MOST = 255;

  private static final long LEAST_SECOND = 1 << 24;
  private static final int COUNT_BITS = 8;
  private static final int MINUTE_MASK = 0xffff;

  private UseCount() {}

  /** Returns the field for a time as seconds. */
  static int second(long nowMillis) {
    return (int) (nowMillis / 1000);
  }

  /** Returns the field for a count. */
  static int of(int count, long nowMillis) {
    return (minute(nowMillis) << COUNT_BITS) | count;
  }

  /** Returns the field for a key that was not used for some seconds, at most since July 1970. */
  static int idle(long seconds, long nowMillis) {
    return (int) Math.max(LEAST_SECOND, nowMillis / 1000 - Math.max(0, seconds));
  }

  /** Returns the whole seconds since the last use; those of a use count are whole minutes. */
  static long idleSeconds(int access, long nowMillis) {
    return isCount(access)
        ? idleMinutes(access, nowMillis) * 60L
        : Math.max(0, nowMillis / 1000 - (access & 0xffff_ffffL));
  }

  /** Returns the count, less one for each decay time since it was written. */
  static int decayed(int access, long nowMillis, Population population) {
    int count = isCount(access) ? access & MOST : INITIAL;
    int minutes = population.lfuDecayMinutes();
    return minutes <= 0 ? count : Math.max(0, count - idleMinutes(access, nowMillis) / minutes);
  }

  /** Returns the field after one more use: the higher the count, the less likely it grows. */
  static int used(int access, long nowMillis, Population population) {
    int count = decayed(access, nowMillis, population);
    if (count < MOST) {
      long above = Math.max(0, count - INITIAL);
      long chances = 1 + above * Math.max(0, population.lfuLogFactor());
      if (chances == 1 || ThreadLocalRandom.current().nextLong(chances) == 0) {
        count++;
      }
    }
    return of(count, nowMillis);
  }

  private static boolean isCount(int access) {
    return (access & 0xffff_ffffL) < LEAST_SECOND;
  }

  private static int minute(long nowMillis) {
    return (int) (nowMillis / 60_000) & MINUTE_MASK;
  }

  private static int idleMinutes(int access, long nowMillis) {
    int then = isCount(access) ? access >>> COUNT_BITS : (int) ((access & 0xffff_ffffL) / 60);
    return (minute(nowMillis) - then) & MINUTE_MASK;
  }
}
