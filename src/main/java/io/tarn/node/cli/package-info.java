// SPDX-License-Identifier: Apache-2.0
/**
 * {@code ./tarn cli}: a client for people, interactive or for one command.
 *
 * <p>Reading order: {@link io.tarn.node.cli.CliCommand} (the command line and the three ways to
 * run), {@link io.tarn.node.cli.CliSession} (a connection that comes back), {@link
 * io.tarn.node.cli.Shell} (the interactive loop), {@link io.tarn.node.cli.CommandCatalog} (what the
 * server says about its commands), {@link io.tarn.node.cli.PrettyPrinter} and {@link
 * io.tarn.node.cli.RawPrinter} (replies to text), {@link io.tarn.node.cli.SecretPolicy} (what the
 * history must not keep).
 *
 * <p>Invariants: replies are shown as redis-cli shows them; a line that holds a password never
 * reaches the history. Imports {@code io.tarn.node.wire}, picocli and JLine; nothing of the server,
 * which is only spoken to by RESP.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.node.cli;
