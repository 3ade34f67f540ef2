// SPDX-License-Identifier: Apache-2.0
/**
 * The commands that treat a key as a whole, whatever its type.
 *
 * <p>Begin with {@link io.tarn.command.key.KeyCommands}, the list of all rows. Each other file
 * holds the rows and handlers of one concern: {@code Presence} (DEL, EXISTS, TYPE, ...), {@code
 * Transfer} (RENAME, COPY), {@code Expiry}, {@code Walk} (KEYS, SCAN, RANDOMKEY), {@code
 * Inspection} (OBJECT), {@code Serialization} (DUMP, RESTORE, on {@code DumpPayload}, {@code Lzf}
 * and {@code Crc64}) and {@code WholeNode} (DBSIZE, FLUSHALL, ...).
 *
 * <p>Invariants: a handler that changes several keys does all that may fail for want of memory
 * before it changes anything; a walk over the node holds one gate at a time and changes nothing.
 *
 * <p>May import: {@code command}, {@code keyspace}, {@code slab}.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.command.key;
