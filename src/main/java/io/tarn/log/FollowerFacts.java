// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

/**
 * A follower, as its leader knows it.
 *
 * @param node the number by which the leader's node knows it
 * @param complete true when it has said that it holds everything up to what it acknowledged
 * @param inSync complete, heard of lately and little behind
 * @param acknowledged the position to which it has applied the stream
 * @param lagBytes how far that is behind the end
 * @param lagMillis for how long it has been behind, 0 when it is not
 * @param checkpoints checkpoints that were begun for it
 */
public record FollowerFacts(
    int node,
    boolean complete,
    boolean inSync,
    long acknowledged,
    long lagBytes,
    long lagMillis,
    int checkpoints) {}
