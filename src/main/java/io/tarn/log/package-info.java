// SPDX-License-Identifier: Apache-2.0
/**
 * The stream of a shard's changes, and the protocol by which others follow it: pure, with no actor,
 * no network and no clock but the one it is given.
 *
 * <p>May import {@code slab} and {@code metric}.
 */
@NullMarked
package io.tarn.log;

import org.jspecify.annotations.NullMarked;
