// SPDX-License-Identifier: Apache-2.0
/**
 * Clients that wait for a key: BLPOP and the like. No thread waits with them.
 *
 * <p>A handler that finds nothing answers with {@link io.tarn.command.Execution#block}; whoever
 * runs it makes a {@link io.tarn.command.blocking.Waiter} of the request and puts it into {@link
 * io.tarn.command.blocking.WaitingClients}, under the gates of all its keys. From then on a command
 * that changes one of them serves the waiters of that key, in the order of their arrival, before it
 * leaves the gate: so nobody can take what they wait for.
 *
 * <p>Read in this order: {@link io.tarn.command.blocking.KeyWait}, {@link
 * io.tarn.command.blocking.Waiter}, {@link io.tarn.command.blocking.WaitingClients}.
 *
 * <p>Invariants: a waiter ends once, by being served, by its time, by CLIENT UNBLOCK, by the end of
 * its connection or of the node; who ends it has claimed it, takes it out of all lines and answers.
 */
@NullMarked
package io.tarn.command.blocking;

import org.jspecify.annotations.NullMarked;
