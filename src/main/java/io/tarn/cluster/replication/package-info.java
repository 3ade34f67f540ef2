// SPDX-License-Identifier: Apache-2.0
/**
 * Leading and following of this node's shards.
 *
 * <p>Read {@link io.tarn.cluster.replication.Copies}, what placement asks for, then {@link
 * io.tarn.cluster.replication.Holding}, the life of one shard on this node, and {@link
 * io.tarn.cluster.replication.Replicator}, the thread that has all of them advance. The protocol
 * itself is in {@code io.tarn.log}; here it gets a clock, a thread and links.
 */
@NullMarked
package io.tarn.cluster.replication;

import org.jspecify.annotations.NullMarked;
