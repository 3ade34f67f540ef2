// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** How long writes took, and how long there were none, from what the writers wrote down. */
final class Timeline {

  private static final double NANOS_PER_MILLI = 1e6;

  private final List<Subject> subjects;

  /** Of the keys that a predicate chooses; the workload must have stopped. */
  Timeline(Workload workload, Predicate<Subject> chosen) {
    this.subjects = workload.subjects().stream().filter(chosen).toList();
  }

  /**
   * Milliseconds from an event until the last key had its first successful write that was sent
   * after it; infinite when one never had. Has the pause between two writes to a key in it.
   */
  double recoveryMillis(long event) {
    double longest = 0;
    for (Subject subject : subjects) {
      double first =
          subject.writes().stream()
              .filter(write -> write.isAcknowledged() && write.sent - event >= 0)
              .mapToDouble(write -> (write.answered - event) / NANOS_PER_MILLI)
              .findFirst()
              .orElse(Double.POSITIVE_INFINITY);
      longest = Math.max(longest, first);
    }
    return longest;
  }

  /**
   * The longest time that a client had to wait for a key, in milliseconds: from when it first sent
   * a write until one succeeded, retries included. Of those that ended between two times.
   */
  double longestStallMillis(long from, long to) {
    double longest = 0;
    for (Subject subject : subjects) {
      long since = 0;
      for (Subject.Write write : subject.writes()) {
        if (since == 0) {
          since = write.sent;
        }
        if (write.isAcknowledged()) {
          if (write.answered - from >= 0 && to - write.answered >= 0) {
            longest = Math.max(longest, (write.answered - since) / NANOS_PER_MILLI);
          }
          since = 0;
        }
      }
    }
    return longest;
  }

  /** Milliseconds from request to answer of successful writes sent between two times, sorted. */
  double[] latencies(long from, long to) {
    return latencies(_ -> true, from, to);
  }

  /** The same, but for what came through one entry. */
  double[] latenciesBesides(Endpoint entry, long from, long to) {
    return latencies(write -> !write.entry.equals(entry), from, to);
  }

  private double[] latencies(Predicate<Subject.Write> chosen, long from, long to) {
    double[] sorted =
        subjects.stream()
            .flatMap(subject -> subject.writes().stream())
            .filter(write -> write.isAcknowledged() && chosen.test(write))
            .filter(write -> write.sent - from >= 0 && to - write.sent >= 0)
            .mapToDouble(write -> (write.answered - write.sent) / NANOS_PER_MILLI)
            .toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  /** A quantile of sorted figures, not a number when there are none. */
  static double quantile(double[] sorted, double share) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.min(sorted.length - 1L, Math.round(share * sorted.length))];
  }
}
