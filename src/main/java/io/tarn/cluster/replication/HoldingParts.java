// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.replication;

import io.tarn.cluster.view.ClusterView;
import io.tarn.log.StreamSettings;

/**
 * What all holdings of a node work with.
 *
 * @param tag tells this node's epochs from others'
 * @param holders which other nodes may hold copies
 */
record HoldingParts(
    ClusterView view,
    ShardMemory memory,
    StreamSettings settings,
    int tag,
    Replicator.Holders holders,
    Succession succession) {}
