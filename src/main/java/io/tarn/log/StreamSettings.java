// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import java.util.concurrent.TimeUnit;

/**
 * Limits and times of the streams of a node. All are positive.
 *
 * @param frameBytes most bytes of a stream in one {@link StreamMessage.Data}
 * @param windowBytes most bytes on the way to one follower of one shard, not yet received
 * @param tailBytes bytes kept though nobody is known to need them, so that another follower can
 *     resume after a promotion
 * @param inSyncLagBytes most bytes that a follower in sync may be behind
 * @param mostUnitBytes longest unit that a follower accepts
 * @param heartbeatNanos pause after which an idle leader tells its end
 * @param silentNanos time without a word after which the other side is taken for absent; several
 *     heartbeats
 * @param resendNanos time without progress after which what was sent is sent again
 * @param forgetNanos time without a word after which nothing is kept any longer for a follower
 * @param backoffNanos pause before a follower's second checkpoint; doubles with each further one
 * @param longestBackoffNanos most of that pause
 */
public record StreamSettings(
    int frameBytes,
    int windowBytes,
    int tailBytes,
    long inSyncLagBytes,
    int mostUnitBytes,
    long heartbeatNanos,
    long silentNanos,
    long resendNanos,
    long forgetNanos,
    long backoffNanos,
    long longestBackoffNanos) {

  /** Frames of 64 KiB, 512 KiB on the way, heartbeats every 300 ms, absent after 2 s. */
  public static final StreamSettings DEFAULTS =
      new StreamSettings(
          64 << 10,
          512 << 10,
          64 << 10,
          4L << 20,
          1 << 30,
          TimeUnit.MILLISECONDS.toNanos(300),
          TimeUnit.MILLISECONDS.toNanos(2_000),
          TimeUnit.MILLISECONDS.toNanos(500),
          TimeUnit.SECONDS.toNanos(60),
          TimeUnit.SECONDS.toNanos(1),
          TimeUnit.SECONDS.toNanos(60));

  public StreamSettings {
    if (frameBytes <= 0
        || windowBytes < frameBytes
        || tailBytes < 0
        || inSyncLagBytes <= 0
        || mostUnitBytes <= 0) {
      throw new IllegalArgumentException(
          "frameBytes="
              + frameBytes
              + " windowBytes="
              + windowBytes
              + " tailBytes="
              + tailBytes
              + " inSyncLagBytes="
              + inSyncLagBytes
              + " mostUnitBytes="
              + mostUnitBytes);
    }
    if (heartbeatNanos <= 0
        || silentNanos <= heartbeatNanos
        || resendNanos <= 0
        || forgetNanos < silentNanos
        || backoffNanos <= 0
        || longestBackoffNanos < backoffNanos) {
      throw new IllegalArgumentException(
          "heartbeatNanos="
              + heartbeatNanos
              + " silentNanos="
              + silentNanos
              + " resendNanos="
              + resendNanos
              + " forgetNanos="
              + forgetNanos
              + " backoffNanos="
              + backoffNanos
              + " longestBackoffNanos="
              + longestBackoffNanos);
    }
  }
}
