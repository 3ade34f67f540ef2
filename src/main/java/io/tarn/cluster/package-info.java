// SPDX-License-Identifier: Apache-2.0
/** Membership and placement: the actor system, the cluster, the sharding of the slots. */
@org.jspecify.annotations.NullMarked
package io.tarn.cluster;
