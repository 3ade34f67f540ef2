// SPDX-License-Identifier: Apache-2.0
/**
 * Off-heap memory: one address space for the process, blocks of many sizes in it, a hard budget.
 *
 * <p>Read in this order: {@link io.tarn.slab.Memory} (reading and writing), {@link
 * io.tarn.slab.Slab} (the door), then SizeClass (the sizes), Arena (a lock and its pages), Page
 * (whose page is where, and its bitmap), PageLists (from which page a block is taken), Budget,
 * PageSpace (which pages are free), GiveBack (memory for the system), TouchAhead (memory before it
 * is needed), Sparseness (when moving blocks pays), Poison (a mode for tests), and AddressRange
 * (the system calls).
 *
 * <p>Invariants: no wrong position can end the JVM; a block belongs to one slab and one owner;
 * freeing what is not a block in use throws; blocks never take more than the budget. Locks are
 * taken in the order arena, then page space; no arena's lock is taken under another's. No system
 * call is made under a lock.
 *
 * <p>Cost: the table of pages is off the heap, 32 bytes a page of 64 KiB and 64 bytes for each 512
 * blocks in it. 20 GB in blocks of 80 bytes are 327,680 pages of 160 bytes: 52 MB, 0.26 %; in
 * blocks of 1 KB 31 MB; at worst, all blocks of 16 bytes, 178 MB. On the heap there are 11 KB an
 * arena.
 *
 * <p>Imports nothing of Tarn. Only this room uses {@code java.lang.foreign}.
 */
@NullMarked
package io.tarn.slab;

import org.jspecify.annotations.NullMarked;
