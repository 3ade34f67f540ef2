// SPDX-License-Identifier: Apache-2.0
/**
 * Wiring: settings, start and stop, the command line.
 *
 * <p>Read in this order: {@link io.tarn.node.Main} (what {@code ./tarn} starts), {@link
 * io.tarn.node.ServerCommand} (a node as a process), {@link io.tarn.node.NodeSettings} and {@link
 * io.tarn.node.SettingsReader} (what a user may set), {@link io.tarn.node.TarnNode} (a node as an
 * object: the parts and the order in which they start and stop).
 *
 * <p>Invariants: a node that fails to start leaves nothing running. Standard output carries the
 * ready line and nothing else. What a user got wrong is one line on standard error and exit status
 * 2. This room may import every other room; no room imports it.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.node;
