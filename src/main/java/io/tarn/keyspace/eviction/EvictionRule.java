// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.eviction;

/**
 * How keys are compared: of those that were sampled, the one with the lowest score goes. Scores of
 * different rules cannot be compared.
 */
public enum EvictionRule {
  /** Rule A: the least frequent by the sketch; of equals the one that was not used for longest. */
  FREQUENCY,
  /** Rule B: the one that was not used for longest. */
  AGE,
  /**
   * Rule C: the fewest hits since it was stored, then the least frequent, then the one stored or
   * used <i>last</i>: the rule for scans and loops.
   */
  HITS,
  /**
   * Rule D: the least of (frequency + 1)² for each tick of age. Between A, which knows no age, and
   * B, which knows no frequency; as in hyperbolic caching (Blankstein, Sen and Freedman 2017), but
   * since the last use.
   */
  RATE,
  /** The lowest use count that Redis's LFU keeps; of equals the one not used for longest. */
  USE_COUNT,
  /** Any. */
  RANDOM,
  /** The one that expires first. */
  TIME_TO_LIVE;

  /** Tells neighbouring ages apart up to 2^27 ticks; a count of 16 squared still fits. */
  private static final int RATE_FRACTION_BITS = 54;

  /**
   * Returns the score of a key.
   *
   * @param age ticks since the last use, unsigned
   * @param hits hits since it was stored, 0 to 15
   * @param frequency by the sketch, 0 to 15; 0 where there is no sketch
   * @param useCount Redis's logarithmic count, decayed, 0 to 255
   * @param expireAtMillis expiry, {@link Long#MAX_VALUE} for none
   */
  public long score(int age, int hits, int frequency, int useCount, long expireAtMillis) {
    long young = 0xffff_ffffL - (age & 0xffff_ffffL);
    return switch (this) {
      case FREQUENCY -> ((long) frequency << 32) | young;
      case AGE -> young;
      case HITS -> ((long) hits << 40) | ((long) frequency << 32) | (age & 0xffff_ffffL);
      case RATE ->
          (((frequency + 1L) * (frequency + 1L)) << RATE_FRACTION_BITS)
              / ((age & 0xffff_ffffL) + 1);
      case USE_COUNT -> ((long) useCount << 32) | young;
      case RANDOM -> 0;
      case TIME_TO_LIVE -> expireAtMillis;
    };
  }
}
