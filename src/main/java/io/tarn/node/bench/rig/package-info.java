// SPDX-License-Identifier: Apache-2.0
/**
 * What all measurements beside redis-server share: both servers as child processes, the load as
 * another, resident memory, the JVM's log, and the table and page that come out.
 *
 * <p>Reading order: {@link io.tarn.node.bench.rig.RigOptions} (options that every tool has), {@link
 * io.tarn.node.bench.rig.Children} (nothing is left behind), {@link
 * io.tarn.node.bench.rig.Contender}, {@link io.tarn.node.bench.rig.Launch} and {@link
 * io.tarn.node.bench.rig.RunningServer} (the two servers), {@link io.tarn.node.bench.rig.Load} (the
 * load), {@link io.tarn.node.bench.rig.ResidentMemory} and {@link
 * io.tarn.node.bench.rig.SafepointLog} (what else is looked at), {@link
 * io.tarn.node.bench.rig.TargetTable} and {@link io.tarn.node.bench.rig.Page} (what is written).
 *
 * <p>Invariants: only processes that were started here are ended, by their own id. Tarn's server is
 * a process like Redis's. Imports {@code io.tarn.node.wire}, picocli and Jackson.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.node.bench.rig;
