// SPDX-License-Identifier: Apache-2.0
/**
 * {@code bench/compare}: redis-server and Tarn in turns on the same cores, under the same load.
 *
 * <p>Written in Java rather than as a script because it needs what Tarn needs and no more (no
 * Python, no jq), and because statistics, JSON, time limits and ending child processes for certain
 * are short and testable here.
 *
 * <p>Reading order: {@link io.tarn.node.bench.compare.CompareCommand} (options, what is run when),
 * {@link io.tarn.node.bench.compare.Scenarios} (the measurements), {@link
 * io.tarn.node.bench.compare.Generator} (the load), {@link io.tarn.node.bench.compare.Comparison}
 * (the table). The servers are {@code bench.rig}'s.
 *
 * <p>Invariants: both servers get the same requests from the same generator in the same round, and
 * a ratio is always of one round's two figures. Imports {@code bench.rig}, picocli and Jackson.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.node.bench.compare;
