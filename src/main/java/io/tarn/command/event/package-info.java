// SPDX-License-Identifier: Apache-2.0
/**
 * What happens to keys, and who wants to know: clients that watch a key, clients that wait for one,
 * and subscribers of keyspace notifications.
 *
 * <p>Read in this order: {@link io.tarn.command.KeyEvent} (what can happen), {@link
 * io.tarn.command.event.KeyEvents} (the one place where it is told), {@link
 * io.tarn.command.event.SlotInterest} (what makes it cheap), {@link
 * io.tarn.command.event.EventClasses} and {@link io.tarn.command.event.KeyEventPublisher} (keyspace
 * notifications).
 *
 * <p>Invariants: events are told with the gate of the key's slot entered. Whoever watches or waits
 * for a key has said so under that gate too, so an event can never pass between a look at a key and
 * the wish to hear of it. While nobody wants to know, an event costs one read of one field.
 */
@NullMarked
package io.tarn.command.event;

import org.jspecify.annotations.NullMarked;
