// SPDX-License-Identifier: Apache-2.0
/**
 * Off-heap memory: one address space for the process, blocks of many sizes in it, a hard budget.
 *
 * <p>Read in this order: {@link io.tarn.slab.Memory} (reading and writing), {@link
 * io.tarn.slab.Slab} (the door), then SizeClass (the sizes), Arena (a lock and lists of pages),
 * Page (one page's bitmap), PageSpace (who has which page), Budget, and AddressRange (the system
 * calls).
 *
 * <p>Invariants: no wrong position can end the JVM; a block belongs to one slab and one owner;
 * freeing what is not a block in use throws; blocks never take more than the budget. Locks are
 * taken in the order arena, then page space; no arena's lock is taken under another's.
 *
 * <p>Imports nothing of Tarn. Only this room uses {@code java.lang.foreign}.
 */
@NullMarked
package io.tarn.slab;

import org.jspecify.annotations.NullMarked;
