// SPDX-License-Identifier: Apache-2.0
/**
 * The list commands.
 *
 * <p>Read {@code ListCommands} (the rows), then {@link io.tarn.command.list.ListValue} (what one
 * stored list can do, in either form), {@code PushCommands}, {@code PopCommands}, {@code
 * RangeCommands}, {@code EditCommands}, {@code LposCommand}, {@link
 * io.tarn.command.list.MoveCommands}; {@code ElementAnswer} and {@code PoppedElements} are how
 * elements become answers.
 *
 * <p>Invariants: arguments are checked in Redis's order; nothing is changed before the last check,
 * and what may need memory is admitted before; no key has an empty list. A list is one packed area
 * in its record as long as that is within list-max-listpack-size, and becomes one again when it has
 * shrunk to half of that.
 *
 * <p>May import {@code command}, {@code keyspace} and {@code slab}.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.command.list;
