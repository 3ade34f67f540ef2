// SPDX-License-Identifier: Apache-2.0
/**
 * MULTI, EXEC, DISCARD, WATCH and UNWATCH: what a connection remembers between them. Who runs a
 * transaction is {@code slot}'s business, because that takes gates.
 *
 * <p>Read in this order: {@link io.tarn.command.transaction.Transaction}, {@link
 * io.tarn.command.transaction.Watches}, {@link io.tarn.command.transaction.TransactionCommands}.
 *
 * <p>Invariants: a transaction belongs to one connection and is used by whoever runs that
 * connection's present request; only its mark of being stale is set by others. What it watches is
 * given up when it ends, and it ends with EXEC, DISCARD, RESET or the connection.
 */
@NullMarked
package io.tarn.command.transaction;

import org.jspecify.annotations.NullMarked;
