// SPDX-License-Identifier: Apache-2.0
/**
 * HyperLogLog: strings that count distinct elements, in Redis's own format.
 *
 * <p>Read {@code HyperLogLogCommands} (rows and handlers), {@code Sketch} (the bytes of a value)
 * and {@code Estimator} (from registers to a number).
 *
 * <p>Invariant: the same elements in the same order make the same bytes as in Redis, the cached
 * number and the moment of becoming dense included.
 *
 * <p>May import {@code command}, {@code keyspace} and {@code slab}.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.command.hyperloglog;
