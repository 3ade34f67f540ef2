// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.fencing;

import java.time.Duration;

/**
 * What people should be told of hearing from the majority. A node that has others and has heard
 * from no majority yet is a node that starts: only when that lasts is it news. Pure; not
 * thread-safe.
 */
public final class MajorityNews {

  /** How long a node may take to hear from the majority for the first time. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /** What to say. */
  public enum News {
    NOTHING,
    LOST,
    FOUND
  }

  private boolean everHeard;
  private boolean silent;
  private boolean said;
  private long sinceNanos;

  /**
   * Takes how it is now; returns what to say.
   *
   * @param alone whether there is nobody else to hear from
   */
  public News look(boolean hears, boolean alone, long nowNanos) {
    if (hears) {
      everHeard |= !alone;
      silent = false;
      boolean wasSaid = said;
      said = false;
      return wasSaid ? News.FOUND : News.NOTHING;
    }
    if (!silent) {
      silent = true;
      sinceNanos = nowNanos;
    }
    if (said || (!everHeard && nowNanos - sinceNanos < PATIENCE.toNanos())) {
      return News.NOTHING;
    }
    said = true;
    return News.LOST;
  }
}
