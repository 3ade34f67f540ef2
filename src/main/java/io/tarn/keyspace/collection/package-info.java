// SPDX-License-Identifier: Apache-2.0
/**
 * What values of many elements are made of: packed elements for small ones, structures of many slab
 * blocks for large ones. Nothing of them lies on the heap.
 *
 * <p>Read in this order: {@link io.tarn.keyspace.collection.Packed} (elements side by side, in a
 * record or a block), {@link io.tarn.keyspace.collection.Blocks} and {@link
 * io.tarn.keyspace.collection.Root} (what all structures share), HashTable, HashSegment, HashWalk
 * and KeyHash (what the index of a slot and the tables of elements have in common), {@link
 * io.tarn.keyspace.collection.ElementTable}, {@link io.tarn.keyspace.collection.Element} and {@link
 * io.tarn.keyspace.collection.ElementCursor}, {@link io.tarn.keyspace.collection.Structures} (which
 * there are, and how they are freed), {@link io.tarn.keyspace.collection.StructureDefragmentation}.
 *
 * <p>Invariants: a structure is reached by the position of its root alone; its root tells how many
 * elements and how many bytes it has; its blocks are used by one thread at a time, under the gate
 * of the key that has it. What commands mean, and when a value changes its form, is not decided
 * here.
 *
 * <p>Imports {@code slab} only.
 */
@NullMarked
package io.tarn.keyspace.collection;

import org.jspecify.annotations.NullMarked;
