// SPDX-License-Identifier: Apache-2.0
/**
 * Whole values, whatever their type: what DUMP, RESTORE, COPY and SORT need.
 *
 * <p>{@link io.tarn.command.value.WholeValue} reads a collection element by element and builds one,
 * both in terms of the commands of its type; so nothing here knows how a type is kept.
 *
 * <p>Imports what the room {@code command} may.
 */
@NullMarked
package io.tarn.command.value;

import org.jspecify.annotations.NullMarked;
