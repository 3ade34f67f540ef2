// SPDX-License-Identifier: Apache-2.0
/**
 * {@code ./tarn bench}: a load generator for any RESP server, and {@code ./tarn bench compare},
 * which sets Tarn beside redis-server with it.
 *
 * <p>Reading order: {@link io.tarn.node.bench.BenchCommand} (the command line), {@link
 * io.tarn.node.bench.BenchSettings} (what a run is), {@link io.tarn.node.bench.LoadRun} (threads,
 * warm-up, the end), {@link io.tarn.node.bench.LoadLoop} (one thread's selector), {@link
 * io.tarn.node.bench.LoadConnection} (one connection's batches), {@link
 * io.tarn.node.bench.RequestTemplate} and {@link io.tarn.node.bench.KeyChooser} (what is sent),
 * {@link io.tarn.node.bench.LoadCounters} and {@link io.tarn.node.bench.BenchReport} (what comes
 * out).
 *
 * <p>Invariants: a loop shares nothing with another loop until it has ended, and makes no object
 * once it runs. Imports {@code io.tarn.node.wire}, HdrHistogram, picocli and Jackson; nothing of
 * the server, which is only spoken to by RESP.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.node.bench;
