// SPDX-License-Identifier: Apache-2.0
/**
 * {@code ./tarn demo}: a cluster of several nodes on one machine, in one terminal.
 *
 * <p>Reading order: {@link io.tarn.node.demo.DemoCommand} (the command line, and what is started
 * how), {@link io.tarn.node.demo.DemoNodes} (the processes together), {@link
 * io.tarn.node.demo.DemoNode} (one of them).
 *
 * <p>Invariants: a node is a process like {@code ./tarn server}, with the JVM options that the
 * launcher has for the demo. However the demo ends, short of being killed itself, no process of it
 * is left. Imports picocli only; nothing of the server.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.node.demo;
