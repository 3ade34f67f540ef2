// SPDX-License-Identifier: Apache-2.0
/**
 * Who may still serve, and who is known to be dead.
 *
 * <p>Read {@link io.tarn.cluster.fencing.Quorum}, which side of a divided cluster goes on; {@link
 * io.tarn.cluster.fencing.Lease}, by which the other side has stopped before this one takes over;
 * {@link io.tarn.cluster.fencing.CrashWatch}, which finds out that a process has died sooner than
 * its silence tells.
 *
 * <p>Times (settings of Pekko in {@code tarn-pekko.conf}):
 *
 * <pre>
 *   0      a node falls silent
 *   1.0 s  its lease has ended: it serves nothing any more        ({@link
 *          io.tarn.cluster.fencing.Lease#LIMIT} after its last answered ping)
 *   2.0 s  it is called unreachable  (failure detector); from here nobody answers its pings
 *   3.5 s  it is downed              (stable-after), and its shards are promoted elsewhere
 * </pre>
 *
 * <p>If only some can not hear it, the first line is missing: it is called unreachable while others
 * still answer. They stop when gossip tells them, and the lease must end within what is then left of
 * stable-after. Hence limit + gossip delay &lt; stable-after: 1.0 s + 0.5 s.
 */
@NullMarked
package io.tarn.cluster.fencing;

import org.jspecify.annotations.NullMarked;
