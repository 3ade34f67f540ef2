// SPDX-License-Identifier: Apache-2.0

/**
 * One slot and what may happen to it: the gate, the entity, its life cycle, and the requests.
 *
 * <p>A slot is owned by its entity, an actor, but used by whichever I/O thread has a command for
 * it. Both enter the slot's gate, so there is one user at a time, as in an actor, without a queue.
 * A request that cannot enter waits in the slot's line, and the entity runs it.
 *
 * <p>Read in this order:
 *
 * <ol>
 *   <li>{@link io.tarn.slot.Gate}: the exclusive entry, and {@link io.tarn.slot.Slot}: what is
 *       behind it.
 *   <li>{@link io.tarn.slot.RequestRunner}: the path of a command on an I/O thread; {@link
 *       io.tarn.slot.CommandPlan}, {@link io.tarn.slot.Admission}, {@link
 *       io.tarn.slot.EnteredGates}, {@link io.tarn.slot.CallRecords} and {@link
 *       io.tarn.slot.KeySlots} are its tools.
 *   <li>{@link io.tarn.slot.TransactionRun}: how EXEC runs many requests as one; {@link
 *       io.tarn.slot.WaiterService}: how requests that wait for keys are served.
 *   <li>{@link io.tarn.slot.RequestRoom} and {@link io.tarn.slot.Evictor}: what happens when memory
 *       is short; {@link io.tarn.slot.SlotPicker} and {@link io.tarn.slot.Newcomers} are the
 *       evictor's tools.
 *   <li>{@link io.tarn.slot.WaitingRequest}, {@link io.tarn.slot.WaitingLine} and {@link
 *       io.tarn.slot.SlotTable}: what happens when a gate cannot be entered; {@link
 *       io.tarn.slot.Onward}: what becomes of it when another node leads the slot, and {@link
 *       io.tarn.slot.WaitingRoom}: how others use the lines.
 *   <li>{@link io.tarn.slot.SlotState}: the life cycle as a diagram; {@link
 *       io.tarn.slot.SlotEntity} lives it.
 *   <li>{@link io.tarn.slot.Replication}: what this node is to a slot, leader or follower; {@link
 *       io.tarn.slot.UnitRecorder}, {@link io.tarn.slot.Rewriting}, {@link io.tarn.slot.KeyState}
 *       and {@link io.tarn.slot.StreamRemovals} write what has changed into the shards' streams,
 *       {@link io.tarn.slot.SlotWalk} what is there, and {@link io.tarn.slot.ReplicaApplier} brings
 *       it to a copy.
 *   <li>{@link io.tarn.slot.Housekeeper}: the work on memory that nobody waits for; {@link
 *       io.tarn.slot.ExpiryTimers}, {@link io.tarn.slot.MemoryLimit}, {@link
 *       io.tarn.slot.FlushedKeys} and {@link io.tarn.slot.Defragmenter} are its kinds of work,
 *       {@link io.tarn.slot.Pace} its pauses.
 * </ol>
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Whoever reads or changes a key space has entered its gate. A gate that was entered is left,
 *       whatever the command threw.
 *   <li>Gates are only tried, never waited for, and several are tried in ascending order; so there
 *       is no deadlock. Only an entity lets others yield to it.
 *   <li>The answer is handed over before the gate is left, and so are those of requests that waited
 *       for a key which the command has changed: nobody comes in between.
 *   <li>Whoever serves a request that needs another gate tries it only once; if that is taken, the
 *       entity of that slot does it.
 *   <li>A request that waits is answered once: run, or refused because it waited too long or the
 *       node leaves. Who answers has claimed it.
 *   <li>A request that waits lies in the slot's line, which lives as long as the node. Messages
 *       only wake; one that is lost at the end of an entity is repeated by the sweep. So closing a
 *       gate loses nothing. A connection has one request in lines at most, so it reorders nothing.
 *   <li>There is at most one entity a slot and node, as sharding guarantees; a gate that is opened
 *       twice is a broken invariant.
 *   <li>The timer of a slot is the expiry of its next key, as its key space publishes it; nobody
 *       has to set it, and it needs no entity.
 *   <li>What changes a slot is appended to the stream of its shard before the gate is left: a
 *       stream has the changes of each slot in their order. A copy is changed by its stream alone;
 *       nothing in it expires or is evicted by itself.
 *   <li>Whoever evicts has entered no gate before: its own gates it could never enter again. So it
 *       is done before the gates of a request are entered, or after they were left.
 * </ul>
 *
 * <p>A key space stays in the table when its entity ends, so a slot that comes back to its node
 * finds its keys. A slot is led here, followed here (a copy, closed to all but those who only read
 * and asked for copies), or neither.
 *
 * <p>May import {@code command}, {@code log}, {@code keyspace}, {@code slab}, {@code metric} and
 * Pekko's actors, not its cluster.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.slot;
