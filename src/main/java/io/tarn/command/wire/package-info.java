// SPDX-License-Identifier: Apache-2.0
/**
 * Answers as bytes: {@link io.tarn.command.wire.RespEncoder} writes them in RESP2 or RESP3. The
 * door for Redis clients uses it, and so does a node that answers a request for another node, so
 * that the bytes go through the other node as they are.
 */
@NullMarked
package io.tarn.command.wire;

import org.jspecify.annotations.NullMarked;
