// SPDX-License-Identifier: Apache-2.0
/**
 * Which key goes when memory is short: policies, the rules that compare keys, and the memory of how
 * often keys were used. Pure: knows numbers and hashes, no records and no slots.
 *
 * <p>Read in this order: {@link io.tarn.keyspace.eviction.EvictionPolicy} (what the user chooses),
 * {@link io.tarn.keyspace.eviction.EvictionRule} (how two keys are compared), {@link
 * io.tarn.keyspace.eviction.FrequencySketch}, {@link io.tarn.keyspace.eviction.AdaptiveChoice} (how
 * the adaptive policies choose their rule), MiniCache and MiniSketch (the models that it compares).
 *
 * <p>The rules and their constants were chosen by simulation: {@code EvictionComparison}, among the
 * tests, prints the hit ratios.
 *
 * <p>Imports {@code slab} only.
 */
@NullMarked
package io.tarn.keyspace.eviction;

import org.jspecify.annotations.NullMarked;
