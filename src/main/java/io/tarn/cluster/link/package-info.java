// SPDX-License-Identifier: Apache-2.0
/**
 * The ways between nodes: numbered frames over Artery, requests that run at another node, and what
 * else the cluster has to send.
 *
 * <p>Read in this order:
 *
 * <ol>
 *   <li>{@link io.tarn.cluster.link.Links}: what the rest of {@code cluster} uses; {@link
 *       io.tarn.cluster.link.Channel} and {@link io.tarn.cluster.link.Receiver}.
 *   <li>{@link io.tarn.cluster.link.Frame} and {@link io.tarn.cluster.link.FrameSerializer}: what
 *       travels.
 *   <li>{@link io.tarn.cluster.link.PeerLink}: the protocol with one peer, {@link
 *       io.tarn.cluster.link.OutboundLink} and {@link io.tarn.cluster.link.InboundLink} its halves.
 *       No actors and no clock, so a model test drives it through a network that loses frames.
 *   <li>{@link io.tarn.cluster.link.LinkGateway} and {@link io.tarn.cluster.link.LinkActor}: who
 *       the peers are, and the actor that one peer's frames arrive at.
 *   <li>{@link io.tarn.cluster.link.LinkForwarder}, {@link io.tarn.cluster.link.ForwardLane},
 *       {@link io.tarn.cluster.link.RequestWriter} and {@link io.tarn.cluster.link.PendingAnswers}:
 *       the node that sends requests.
 *   <li>{@link io.tarn.cluster.link.RequestWorker}, {@link io.tarn.cluster.link.RequestReader},
 *       {@link io.tarn.cluster.link.RemoteSession} and {@link io.tarn.cluster.link.AnswerWriter}:
 *       the node that runs them.
 *   <li>{@link io.tarn.cluster.link.SlotCheck} and {@link io.tarn.cluster.link.TurnedAway}: which
 *       requests it sends back.
 *   <li>{@link io.tarn.cluster.link.LinkPeers}: who leads which slot.
 * </ol>
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Artery may lose frames. Whoever notices a gap ends the session of the link, in both
 *       directions, and all that was pending in it fails; so no answer is ever taken for another
 *       and no stream has a hole.
 *   <li>What is on the way to a peer is bounded far below Artery's queue. What does not fit waits
 *       here; when too much does, the one who sends is told so.
 *   <li>A message of requests is taken off the sender's window only when it has been run, so a slow
 *       node slows those who ask it. Answers have a window of their own: they never wait for
 *       requests, or two nodes could wait for each other for ever.
 *   <li>Requests of one connection begin in the order in which they were sent: behind one that
 *       waits for a gate or a key, the others of that connection wait too.
 *   <li>They run in that order, also when some are sent back: what was sent before that was known
 *       is sent back as well, and what was written before a reset of the link was known is not
 *       sent.
 * </ul>
 *
 * <p>May import {@code route} and below, and Pekko.
 */
@NullMarked
package io.tarn.cluster.link;

import org.jspecify.annotations.NullMarked;
