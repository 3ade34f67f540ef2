// SPDX-License-Identifier: Apache-2.0

/**
 * Where a request runs: here, at another node, at several, or nowhere.
 *
 * <p>Read in this order:
 *
 * <ol>
 *   <li>{@link io.tarn.route.Peers}, what this room knows of the other nodes, {@link
 *       io.tarn.route.Forwarder}, the way to them, and {@link io.tarn.route.RemoteAnswer}; the
 *       cluster implements the first two.
 *   <li>{@link io.tarn.route.Router}: the decision, {@link io.tarn.route.RouteRow}: what it knows
 *       of a command, and {@link io.tarn.route.OwnerSearch}.
 *   <li>{@link io.tarn.route.RoutedSink} and {@link io.tarn.route.Place}: what a session is, and
 *       where an answer comes that comes later; {@link io.tarn.route.RouteState}: what is
 *       remembered of a session.
 *   <li>{@link io.tarn.route.ForwardedRequest}: one request to one peer, until it is answered.
 *   <li>{@link io.tarn.route.Gathering}: one request in parts; {@link io.tarn.route.Split} by keys,
 *       {@link io.tarn.route.Broadcast}, {@link io.tarn.route.Scan} and {@link
 *       io.tarn.route.RandomKey} by nodes.
 *   <li>{@link io.tarn.route.TransactionRoute} and {@link io.tarn.route.ExecRequest}.
 * </ol>
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Everything here happens on the session's I/O thread. What comes from elsewhere is brought
 *       there first.
 *   <li>A place is filled once. A request is answered once: by a node, or by an error here.
 *   <li>Requests of one connection for one slot run in their order, also when they are routed
 *       again. What is not a plain request of one key runs when nothing else of its connection is
 *       on its way.
 *   <li>A write is not repeated when it may have run.
 *   <li>What waits for an owner lies in the line of the slot, by whose limits it is answered.
 * </ul>
 *
 * <p>May import {@code slot} and below.
 */
@NullMarked
package io.tarn.route;

import org.jspecify.annotations.NullMarked;
