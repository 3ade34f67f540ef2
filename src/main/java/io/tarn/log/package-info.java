// SPDX-License-Identifier: Apache-2.0
/**
 * The stream of a shard's changes, and the protocol by which others follow it: pure, with no actor,
 * no network and no clock but the one it is given.
 *
 * <p>In reading order: {@link io.tarn.log.ShardLog}, the bytes, in the {@link
 * io.tarn.log.LogMemory} of the node; {@link io.tarn.log.StreamMessage}, the conversation; {@link
 * io.tarn.log.ShardCopy}, what a node holds whatever its role; {@link io.tarn.log.Leader} and
 * {@link io.tarn.log.Follower}; {@link io.tarn.log.Adoption}, how one becomes the leader.
 *
 * <p>What holds, as long as the rules below are kept:
 *
 * <ul>
 *   <li>At most one epoch of a shard is served at a time, and each is led by one node.
 *   <li>A write that a complete follower has acknowledged is in every later epoch, unless all that
 *       held it crashed, were downed, or were in the middle of a new checkpoint.
 *   <li>A complete copy at a position of an epoch is what the leader of that epoch had there.
 * </ul>
 *
 * <p>The rules, which the simulation in the tests breaks one by one:
 *
 * <ul>
 *   <li>Who leads has asked with {@link io.tarn.log.Adoption} all members that may hold a copy.
 *       Only nodes that can never come back as they were count as gone.
 *   <li>A leader serves only under a lease that a majority has granted: by answers to questions
 *       that it sent less than a lease ago, from nodes that would not have it downed. The lease is
 *       shorter than the time after which silence has a node downed.
 *   <li>Clients are told that a follower has their write only under the lease, too.
 *   <li>A follower that shall be elsewhere stays until it is dismissed.
 * </ul>
 *
 * <p>May import {@code slab} and {@code metric}.
 */
@NullMarked
package io.tarn.log;

import org.jspecify.annotations.NullMarked;
