// SPDX-License-Identifier: Apache-2.0
/**
 * The string commands.
 *
 * <p>Read {@code StringCommands} (the rows), then {@code GetCommands}, {@code SetCommands} with
 * {@code SetOptions}, {@code EditCommands}, {@code CounterCommands}, and {@code LcsCommand} with
 * {@code CommonSubsequence}; {@code StringValue} is what they share.
 *
 * <p>Invariants: arguments are checked in Redis's order, so that of several faults the same one is
 * answered; nothing is changed before the last check; an answer that shows stored bytes is made
 * after the last change of its key space. A string is always stored as its bytes: the encodings
 * "int", "embstr" and "raw" are derived from content and the raw mark, which APPEND and SETRANGE
 * set.
 *
 * <p>May import {@code command}, {@code keyspace} and {@code slab}.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.command.string;
