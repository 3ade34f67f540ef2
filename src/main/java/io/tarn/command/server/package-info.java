// SPDX-License-Identifier: Apache-2.0
/**
 * The server commands: what the node tells of itself and how it is adjusted.
 *
 * <p>Reading order: {@link io.tarn.command.server.ServerCommands} has the rows without subcommands;
 * each container command has a class of its own with its rows and handlers. {@link
 * io.tarn.command.server.InfoSection} writes one section of INFO each.
 *
 * <p>Invariant: every number told is a true one. What this node does not know is left out, and 0
 * means none. Imports {@code io.tarn.command}, {@code keyspace}, {@code slab} and {@code metric}.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.command.server;
