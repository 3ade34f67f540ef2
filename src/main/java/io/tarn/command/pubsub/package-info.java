// SPDX-License-Identifier: Apache-2.0
/**
 * Publish and subscribe: who wants which messages, and how a message finds them.
 *
 * <p>Read {@link io.tarn.command.pubsub.Subscriptions} (the registry of this node), then {@link
 * io.tarn.command.pubsub.Subscriber} (one connection's part in it), Audiences and Audience (who
 * gets the messages of one channel), {@link io.tarn.command.pubsub.Message} and {@link
 * io.tarn.command.pubsub.Outlet} (how a message reaches the I/O threads), and {@code
 * PubSubCommands} (the rows) with {@code SubscribeCommands} and {@code PubSubCommand}.
 *
 * <p>Invariants: a message goes to the outlets under the lock of its audience, so all subscribers
 * of a channel get its messages in one order, and whoever has left an audience is given no later
 * message of it. Locks are taken in the order subscriber, audience; an outlet takes none. A
 * connection that is gone is in no audience, and an audience that is empty is in no table.
 *
 * <p>{@link io.tarn.command.pubsub.Publisher} is where messages come in: on one node it is the
 * registry itself, in a cluster it also tells the other nodes.
 *
 * <p>May import {@code command}, {@code keyspace} and {@code slab}.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.command.pubsub;
