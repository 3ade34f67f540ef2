// SPDX-License-Identifier: Apache-2.0
/**
 * The connection commands: who a client is and how it wants to be answered.
 *
 * <p>Reading order: {@link io.tarn.command.connection.ConnectionCommands} has the rows and the
 * small handlers, {@link io.tarn.command.connection.Authentication} HELLO and AUTH, {@link
 * io.tarn.command.connection.ClientCommands} the subcommands of CLIENT.
 *
 * <p>Invariant: a handler changes the state of its own connection only; of others it only asks that
 * they be closed. Imports {@code io.tarn.command} and nothing else.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.command.connection;
