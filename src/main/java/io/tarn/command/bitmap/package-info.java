// SPDX-License-Identifier: Apache-2.0
/**
 * The bitmap commands: strings seen as bits, bit 0 the highest bit of the first byte.
 *
 * <p>Read {@code BitmapCommands} (the rows), {@code Bitmap} (bits in memory), then {@code
 * BitCommands}, {@code BitRangeCommands}, {@code BitopCommand}, and {@code BitfieldCommand} with
 * {@code FieldType}; {@code BitmapValue} is what they share.
 *
 * <p>Invariants: arguments are checked in Redis's order; a command that writes makes all the room
 * it needs before the first bit changes; values are worked on where they lie, eight bytes at a
 * time.
 *
 * <p>May import {@code command}, {@code keyspace} and {@code slab}.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.command.bitmap;
