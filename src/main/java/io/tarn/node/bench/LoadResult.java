// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench;

/**
 * What a run measured, after its warm-up.
 *
 * @param measureEpochMillis when the warm-up ended, by the wall clock
 * @param seconds from the end of the warm-up to the end, or to the last reply
 * @param generatorCpuNanos CPU time of this whole process in that time
 * @param interrupted whether the user ended it early
 * @param failure why the first lost connection was lost; empty when none was
 */
record LoadResult(
    BenchSettings settings,
    LoadCounters counters,
    long measureEpochMillis,
    double seconds,
    long generatorCpuNanos,
    boolean interrupted,
    String failure) {

  double requestsPerSecond() {
    return seconds > 0 ? counters.replies() / seconds : 0;
  }

  double generatorCpuMicrosPerRequest() {
    return counters.replies() > 0 ? generatorCpuNanos / 1e3 / counters.replies() : 0;
  }

  double latencyMicros(double percentile) {
    return counters.latencyNanos().getValueAtPercentile(percentile) / 1e3;
  }

  long errorCount() {
    return counters.errors().values().stream().mapToLong(Long::longValue).sum();
  }
}
