// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench;

import io.tarn.node.wire.RespSkipper;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What one load thread has measured; threads' counters are added up when all have ended. */
final class LoadCounters implements RespSkipper.ErrorListener {

  /** Latencies are kept to three digits from 0.1 µs to 100 s; what is longer counts as 100 s. */
  static final long MAX_LATENCY_NANOS = 100_000_000_000L;

  /** Distinct error words that are told apart; a server has about a dozen. */
  static final int MAX_ERROR_WORDS = 32;

  private final Histogram latencyNanos = new Histogram(100, MAX_LATENCY_NANOS, 3);
  private final byte[][] errorWords = new byte[MAX_ERROR_WORDS][];
  private final long[] errorCounts = new long[MAX_ERROR_WORDS];
  private final @Nullable LatencyTimeline timeline;
  private int distinctErrors;
  private long otherErrors;

  long bytesSent;
  long bytesReceived;
  int disconnected;
  long unanswered;

  LoadCounters(@Nullable LatencyTimeline timeline) {
    this.timeline = timeline;
  }

  /**
   * Counts replies.
   *
   * @param sinceStartNanos when their requests were due, from the start of measuring
   */
  void latency(long sinceStartNanos, long nanos, int replies) {
    latencyNanos.recordValueWithCount(Math.clamp(nanos, 0, MAX_LATENCY_NANOS), replies);
    if (timeline != null) {
      timeline.record(sinceStartNanos, nanos, replies);
    }
  }

  @Override
  public void onError(byte[] word, int length) {
    for (int i = 0; i < distinctErrors; i++) {
      if (Arrays.equals(errorWords[i], 0, errorWords[i].length, word, 0, length)) {
        errorCounts[i]++;
        return;
      }
    }
    if (distinctErrors == MAX_ERROR_WORDS) {
      otherErrors++;
      return;
    }
    errorWords[distinctErrors] = Arrays.copyOf(word, length);
    errorCounts[distinctErrors++] = 1;
  }

  /** Forgets all: what came before was warm-up. */
  void reset() {
    latencyNanos.reset();
    distinctErrors = 0;
    otherErrors = 0;
    bytesSent = 0;
    bytesReceived = 0;
    unanswered = 0;
  }

  void add(LoadCounters other) {
    latencyNanos.add(other.latencyNanos);
    if (timeline != null && other.timeline != null) {
      timeline.add(other.timeline);
    }
    for (int i = 0; i < other.distinctErrors; i++) {
      byte[] word = other.errorWords[i];
      long before = other.errorCounts[i];
      onError(word, word.length);
      addToLast(word, before - 1);
    }
    otherErrors += other.otherErrors;
    bytesSent += other.bytesSent;
    bytesReceived += other.bytesReceived;
    disconnected += other.disconnected;
    unanswered += other.unanswered;
  }

  private void addToLast(byte[] word, long more) {
    for (int i = 0; i < distinctErrors; i++) {
      if (Arrays.equals(errorWords[i], word)) {
        errorCounts[i] += more;
        return;
      }
    }
    otherErrors += more;
  }

  Histogram latencyNanos() {
    return latencyNanos;
  }

  @Nullable LatencyTimeline timeline() {
    return timeline;
  }

  /** Replies received, errors included. */
  long replies() {
    return latencyNanos.getTotalCount();
  }

  /**
   * Error replies by their first word; {@code (other)} for those beyond {@link #MAX_ERROR_WORDS}
   * words.
   */
  Map<String, Long> errors() {
    Map<String, Long> errors = new TreeMap<>();
    for (int i = 0; i < distinctErrors; i++) {
      errors.put(new String(errorWords[i], StandardCharsets.UTF_8), errorCounts[i]);
    }
    if (otherErrors > 0) {
      errors.put("(other)", otherErrors);
    }
    return errors;
  }
}
