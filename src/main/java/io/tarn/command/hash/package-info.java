// SPDX-License-Identifier: Apache-2.0
/**
 * The commands on hashes.
 *
 * <p>Read {@code HashCommands} (the rows), {@code StoredHash} (finding a hash, what its fields
 * answer), then {@code FieldReading}, {@code FieldWriting}, {@code FieldCounting}, {@code
 * FieldSampling} and {@code FieldScan}, and for fields that expire {@code FieldTimes} with {@code
 * FieldExpiry}, {@code TimedReading} and {@code TimedWriting}.
 *
 * <p>Invariants: a command that looks at a hash first removes the fields whose time has come, so
 * that nothing behind it ever sees one; a hash without fields does not stay; arguments are checked
 * in Redis's order; a write is admitted before it changes anything.
 *
 * <p>May import {@code command}, {@code keyspace} and {@code slab}.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.command.hash;
