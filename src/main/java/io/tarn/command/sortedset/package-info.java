// SPDX-License-Identifier: Apache-2.0
/**
 * The sorted set commands.
 *
 * <p>Read {@code SortedSetCommands} (the rows), {@code SortedSetValue} (a stored sorted set in its
 * two forms) with {@code Entries} (going through it), then {@code AddCommands} with {@code
 * ScoreText}, {@code ScoreCommands}, {@code RangeCommands} with {@code ScoreRange}, {@code
 * NameRange} and {@code Window}, {@code RemovalCommands}, {@code PopCommands}, {@code
 * RandomCommand}, {@code ScanCommand}, and {@code CombinationCommands} with {@code ScoredNames} and
 * {@code SortedSetStore}.
 *
 * <p>Invariants: arguments are checked in Redis's order, so that of several faults the same one is
 * answered; memory is admitted before the first change; a sorted set without elements has no key.
 * Element names from requests are handled on the heap, those stored are shown where they lie.
 *
 * <p>May import {@code command}, {@code keyspace} and {@code slab}.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.command.sortedset;
