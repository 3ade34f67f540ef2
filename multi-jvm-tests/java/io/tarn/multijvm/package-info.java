// SPDX-License-Identifier: Apache-2.0
/**
 * Tests of several nodes as a user has them: processes, sockets, signals, and networks that break.
 *
 * <p>Reading order: {@link io.tarn.multijvm.ClusterUnderTest} (the nodes, and what is done to
 * them), {@link io.tarn.multijvm.Network} (namespaces, so that nodes can be cut off), {@link
 * io.tarn.multijvm.Workload} (clients that write down what they were told), {@link
 * io.tarn.multijvm.Audit} (whether that was true), {@link io.tarn.multijvm.Timeline} (how long it
 * took). {@code HarnessIT} has the same tools look at redis-servers that lose writes: an audit that
 * finds nothing there would find nothing anywhere.
 *
 * <p>Invariants: a key has one writer, which has one request for it under way, and never sends a
 * value twice. So what a key may hold follows from what its writer was told. Whatever a test does,
 * its processes and namespaces are gone afterwards. What comes by chance comes from a seed, which
 * is printed ({@link io.tarn.multijvm.Seeds}).
 */
@org.jspecify.annotations.NullMarked
package io.tarn.multijvm;
