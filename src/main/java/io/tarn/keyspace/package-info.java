// SPDX-License-Identifier: Apache-2.0
/**
 * One slot's keys: index, records, expiry. Everything that grows with the data lies in the slab; an
 * empty key space takes none of it, because there are 16,384.
 *
 * <p>Read in this order: {@link io.tarn.keyspace.Keyspace} and Records (the door), RecordLayout
 * (the bytes of a record), RecordStore and ValueResizing (its changes), KeyIndex and HashSegment
 * (from a hash to a record), HashWalk, KeyHash, ExpiryHeap. Then what eviction needs: {@link
 * io.tarn.keyspace.Population} (what the slots of a node share), UseMarks, UseCount and SlotSketch
 * (what is remembered of a key's uses), Sampling. Then what runs in the background: {@link
 * io.tarn.keyspace.Remains}, Defragmentation. Apart from these {@link io.tarn.keyspace.HashSlot}
 * and {@link io.tarn.keyspace.ValueType}.
 *
 * <p>Invariants: a record has exactly one index cell, and one heap entry exactly when it expires;
 * it is one slab block, with a second one when its value lies outside; a refused allocation changes
 * no key; a key is not found after its time. One thread at a time, under the slot's gate.
 *
 * <p>Imports {@code slab} only.
 */
@NullMarked
package io.tarn.keyspace;

import org.jspecify.annotations.NullMarked;
