// SPDX-License-Identifier: Apache-2.0
/**
 * Which node holds which copy of a shard.
 *
 * <p>Read {@link io.tarn.cluster.placement.Copy}, {@link io.tarn.cluster.placement.Snapshot}, what
 * decisions rest on, {@link io.tarn.cluster.placement.Placement}, where a copy goes that is
 * nowhere, and {@link io.tarn.cluster.placement.Rebalance}, which copies move. These are pure
 * functions. {@link io.tarn.cluster.placement.CopyAllocationStrategy} is what Pekko's sharding
 * asks.
 *
 * <p>Every move is a promotion. A primary is moved only to a node that follows it in sync; if none
 * of those shall have it, a replica is moved there first, and once that is in sync the primary
 * follows, changing places with it:
 *
 * <pre>
 *   primary A, replica C     C's replica moves to B        (a checkpoint is sent)
 *   primary A, replica B     when in sync, the primary moves to B
 *   primary B, replica B     the replica moves to A        (A has an old copy: no checkpoint)
 *   primary B, replica A
 * </pre>
 *
 * <p>A round of rebalancing begins only from rest: nobody is joining or unreachable, all copies are
 * somewhere and in sync. So it needs to remember nothing, and a coordinator that takes over from
 * another goes on where that one has stopped.
 *
 * <p>Invariants, tested on random clusters: no two copies of a shard on one node at rest; each step
 * brings primaries nearer to their fair shares, or, with primaries at rest, all copies; so rounds
 * end, and a cluster at rest is left alone.
 */
@NullMarked
package io.tarn.cluster.placement;

import org.jspecify.annotations.NullMarked;
