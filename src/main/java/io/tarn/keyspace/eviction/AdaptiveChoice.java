// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.eviction;

/**
 * Chooses the rule of the adaptive policies: three miniature caches of about 1,024 entries, fed by
 * a hash sample of the keys, run rules A, B and C all the time; the rule whose cache has the most
 * decayed hits is in force. Any thread.
 */
public final class AdaptiveChoice {

  private volatile EvictionRule rule = EvictionRule.FREQUENCY;

  /** What INFO shows. Hits are decayed; those of the rule in force decide. */
  public record Standing(
      EvictionRule rule,
      long switches,
      int capacity,
      double sampleRate,
      double frequencyHits,
      double ageHits,
      double hitsHits) {}

  /** Returns the rule in force: FREQUENCY, AGE or HITS. */
  public EvictionRule rule() {
    return rule;
  }

  /**
   * True when the miniature caches want to hear of this key. One comparison; false for all keys
   * until {@link #resize} was called.
   */
  public boolean samples(long hash) {
    return false; // placeholder of the contract: helper `policy`
  }

  /**
   * A key that is there was read, or written although it was there ({@code counts} is then false: a
   * write is a use, but no hit).
   */
  public void used(long hash, boolean counts) {}

  /** A key was read that is not there. */
  public void missed(long hash) {}

  /** A key was stored that was not there. */
  public void stored(long hash) {}

  /** A key was deleted or has expired (not: was evicted). */
  public void removed(long hash) {}

  /**
   * Tells how many keys the cache holds now that it is full; called now and then. The first call
   * starts the miniature caches.
   */
  public void resize(long keys) {}

  /** Stops and forgets everything: another policy was chosen, or all keys were removed. */
  public void reset() {}

  /** Returns how the rules stand. */
  public Standing standing() {
    return new Standing(rule, 0, 0, 0, 0, 0, 0);
  }
}
