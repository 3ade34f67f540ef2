// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.replication;

import io.tarn.log.FollowerFacts;
import java.util.List;

/**
 * A shard that this node leads.
 *
 * @param end where its stream ends, in bytes
 * @param followers what is known of those who follow it
 */
public record LedShard(long end, List<FollowerFacts> followers) {}
