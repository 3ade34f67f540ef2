// SPDX-License-Identifier: Apache-2.0
/**
 * Who may still serve, and who is known to be dead.
 *
 * <p>Read {@link io.tarn.cluster.fencing.Quorum}, which side of a divided cluster goes on; {@link
 * io.tarn.cluster.fencing.Lease}, by which the other side has stopped before this one takes over;
 * {@link io.tarn.cluster.fencing.CrashWatch}, which finds out that a process has died sooner than
 * its silence tells. {@link io.tarn.cluster.fencing.MajorityNews} decides what of this is said.
 *
 * <p>Times (settings of Pekko in {@code tarn-pekko.conf}):
 *
 * <pre>
 *   0        a node falls silent
 *   0.6 s    its lease has ended: it serves nothing any more   (the lease's limit after the last
 *            ping that was answered)
 *   1.7 s    it is called unreachable (failure detector); from here nobody answers its pings
 *   2.7 s    at the earliest it is downed (stable-after), and its shards are promoted elsewhere
 * </pre>
 *
 * <p>If only some can not hear it, the first two lines are missing: it is called unreachable while
 * others still answer. They stop when gossip tells them, and the lease must end within what is then
 * left of stable-after: limit + gossip &lt; stable-after, 0.6 s + 0.35 s &lt; 1 s.
 */
@NullMarked
package io.tarn.cluster.fencing;

import org.jspecify.annotations.NullMarked;
