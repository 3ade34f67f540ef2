// SPDX-License-Identifier: Apache-2.0
/**
 * {@code bench/memory}: what a key costs in resident memory, what an idle node holds, and how
 * FLUSHALL gives memory back; Tarn and redis-server loaded by the same generator.
 *
 * <p>Reading order: {@link io.tarn.node.bench.memory.MemoryCommand} (options, the page), {@link
 * io.tarn.node.bench.memory.Dataset} (what is loaded), {@link
 * io.tarn.node.bench.memory.MemoryScenarios} (the measurements). Imports {@code bench.rig}, {@code
 * io.tarn.node.wire}, picocli and Jackson.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.node.bench.memory;
