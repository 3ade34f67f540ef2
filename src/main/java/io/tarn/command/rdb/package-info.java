// SPDX-License-Identifier: Apache-2.0
/**
 * Redis's RDB format: the form in which values travel, in DUMP payloads and in files.
 *
 * <p>Read in this order: {@link io.tarn.command.rdb.DumpPayload} (the frame of a payload, and
 * strings), {@link io.tarn.command.rdb.RdbOutput} and {@link io.tarn.command.rdb.RdbInput}
 * (lengths, strings, numbers), {@link io.tarn.command.rdb.RdbCollection} (the values of collections
 * in all forms that Redis has had), Listpack, Ziplist and Intset (the blobs inside these), Lzf,
 * Crc64.
 *
 * <p>Whatever the bytes are, reading ends with a value or with the word that there is none; it
 * trusts no length.
 */
@NullMarked
package io.tarn.command.rdb;

import org.jspecify.annotations.NullMarked;
