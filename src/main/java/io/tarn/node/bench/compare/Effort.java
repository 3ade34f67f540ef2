// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.compare;

/**
 * How long things run.
 *
 * @param warmRequests before measuring, for each command: enough for the JVM to compile what it
 *     will
 * @param pipelinedRequests of one measurement at P16 and P64
 * @param singleRequests of one measurement at P1
 */
record Effort(
    long keys,
    long warmRequests,
    long pipelinedRequests,
    long singleRequests,
    double rateWarmupSeconds,
    double rateSeconds,
    int starts) {

  /** About four seconds a measurement on a present-day core. */
  static final Effort FULL = new Effort(1_000_000, 3_000_000, 3_000_000, 400_000, 3, 10, 5);

  /** Seconds in all: shows that everything still runs; its figures mean nothing. */
  static final Effort TINY = new Effort(10_000, 10_000, 20_000, 5_000, 0.2, 0.5, 1);

  long requests(int pipeline) {
    return pipeline == 1 ? singleRequests : pipelinedRequests;
  }
}
