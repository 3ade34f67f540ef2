// SPDX-License-Identifier: Apache-2.0

/**
 * Membership and placement: the actor system, the cluster, the sharding of the slots.
 *
 * <p>Read {@link io.tarn.cluster.ClusterNode}, which starts and stops all this, then {@link
 * io.tarn.cluster.NodeEntity}, which joins and has the slots opened. {@code tarn-pekko.conf} holds
 * the settings of Pekko with their reasons.
 *
 * <p>There is one sharded type; an entity is a slot, and a shard a range of consecutive slots.
 * Messages go through the shard region only to open a slot; all else goes to the entity itself.
 *
 * <p>Opening. A node opens all slots before it says that it is ready. Processor time of the whole
 * JVM, two cores, cold, no class-data archive: 2.1 s until the actor system runs (half of it
 * loading classes, most of the rest the compiler), 0.35 s for the cluster and one shard, 0.35 s for
 * 255 more shards, 0.6 to 0.9 s for the 16,384 entities: some 40 microseconds each, spread over
 * both cores. An open slot takes 1.3 KB of heap, all of them 22 MB. Opening slots by first touch
 * would save about 0.4 s of waiting, but then the first command that visits all slots (FLUSHALL,
 * KEYS) would wait for all of them to open; so they are opened first.
 *
 * <p>Stopping. {@link io.tarn.cluster.ClusterNode#close} has every entity close its gate, which
 * runs what waits, and leaves the cluster. The JVM's own shutdown hook does not do it: the process
 * stops its doors first.
 *
 * <p>May import {@code slot} and below, and Pekko.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.cluster;
