// SPDX-License-Identifier: Apache-2.0
/**
 * {@code bench/hitratio}: recorded and made-up traces, replayed cache-aside against redis-server
 * and Tarn with the same number of resident items.
 *
 * <p>Reading order: {@link io.tarn.node.bench.hitratio.HitRatioCommand} (options, the page), {@link
 * io.tarn.node.bench.hitratio.Trace}, {@link io.tarn.node.bench.hitratio.TraceFile} and {@link
 * io.tarn.node.bench.hitratio.SyntheticTraces} (what is replayed), {@link
 * io.tarn.node.bench.hitratio.Replayer} (one pass), {@link io.tarn.node.bench.hitratio.EqualItems}
 * (passes until the number of items is the wanted one), {@link
 * io.tarn.node.bench.hitratio.ClockShim} (Redis's clock), {@link
 * io.tarn.node.bench.hitratio.HitRatioTable} (what comes out). Imports {@code bench.rig}, {@code
 * io.tarn.node.wire} and picocli.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.node.bench.hitratio;
