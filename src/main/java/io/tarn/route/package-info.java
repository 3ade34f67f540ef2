// SPDX-License-Identifier: Apache-2.0
/**
 * Where a request runs: here, at another node, at several, or nowhere.
 *
 * <p>Read {@link io.tarn.route.Peers}, what this room knows of the other nodes, and {@link
 * io.tarn.route.Forwarder}, the way to them; the cluster implements both.
 *
 * <p>May import {@code slot} and below.
 */
@NullMarked
package io.tarn.route;

import org.jspecify.annotations.NullMarked;
