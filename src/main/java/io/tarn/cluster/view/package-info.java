// SPDX-License-Identifier: Apache-2.0
/**
 * What each node knows of the others' shards: who leads, who follows, how far.
 *
 * <p>Read {@link io.tarn.cluster.view.NodeReport}, which every node sends to all others, then
 * {@link io.tarn.cluster.view.ClusterView}, which puts them together. Of several who say that they
 * lead a shard, the one with the highest epoch does; one with an epoch lower than was ever seen
 * does not.
 */
@NullMarked
package io.tarn.cluster.view;

import org.jspecify.annotations.NullMarked;
