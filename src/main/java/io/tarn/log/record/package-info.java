// SPDX-License-Identifier: Apache-2.0
/**
 * The form of the records in a shard's stream: written by {@link io.tarn.log.record.RecordWriter},
 * read by {@link io.tarn.log.record.RecordReader}; {@link io.tarn.log.record.RecordKind} says what
 * each means.
 *
 * <p>May import nothing of the house.
 */
@NullMarked
package io.tarn.log.record;

import org.jspecify.annotations.NullMarked;
