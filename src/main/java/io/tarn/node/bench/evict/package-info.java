// SPDX-License-Identifier: Apache-2.0
/**
 * {@code bench/evict}: a server at its budget, written on for many times its size.
 *
 * <p>Reading order: {@link io.tarn.node.bench.evict.EvictCommand} (options, the page), {@link
 * io.tarn.node.bench.evict.EvictScenario} (the measurement). Imports {@code bench.rig}, picocli and
 * Jackson.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.node.bench.evict;
