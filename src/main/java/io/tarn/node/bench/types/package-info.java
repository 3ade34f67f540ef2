// SPDX-License-Identifier: Apache-2.0
/**
 * {@code bench/types}: lists, sets, hashes and sorted sets beside redis-server: throughput of
 * redis-benchmark's own tests, memory, and what a long command does to other clients.
 *
 * <p>Reading order: {@link io.tarn.node.bench.types.TypesCommand} (options, the page), {@link
 * io.tarn.node.bench.types.TypeTests} (throughput), {@link io.tarn.node.bench.types.Collections}
 * (what is loaded), {@link io.tarn.node.bench.types.TypeMemory} and {@link
 * io.tarn.node.bench.types.LongCommands} (the other measurements). Imports {@code bench.rig},
 * {@code io.tarn.node.wire}, picocli and Jackson.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.node.bench.types;
