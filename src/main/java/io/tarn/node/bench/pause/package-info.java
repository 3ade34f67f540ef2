// SPDX-License-Identifier: Apache-2.0
/**
 * {@code bench/pause}: what stops a server for a moment, under a paced load: collections and growth
 * while many keys are written, and a million keys that expire at once.
 *
 * <p>Reading order: {@link io.tarn.node.bench.pause.PauseCommand} (options, the page), {@link
 * io.tarn.node.bench.pause.PauseScenarios} (the measurements). Imports {@code bench.rig}, {@code
 * io.tarn.node.wire}, picocli and Jackson.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.node.bench.pause;
