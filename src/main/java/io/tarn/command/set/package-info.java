// SPDX-License-Identifier: Apache-2.0
/**
 * The set commands.
 *
 * <p>Read {@code SetCommands} (the rows), {@code SetForm} and {@code SetValue} (one stored set in
 * its three forms), {@code Members} (a walk through one), {@code MemberCommands}, {@code
 * RandomCommands}, {@code ScanCommand}, and for several sets {@code AlgebraCommands} with {@code
 * Selection}, {@code Union} and {@code Storing}.
 *
 * <p>Invariants: arguments are checked in Redis's order; a set that exists is not empty; its form
 * is the one that Redis 7.4 would have; results of several sets are decided before anything is
 * changed or written, as one bit for each member.
 *
 * <p>May import {@code command}, {@code keyspace} and {@code slab}.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.command.set;
