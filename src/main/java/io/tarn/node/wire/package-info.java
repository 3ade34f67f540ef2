// SPDX-License-Identifier: Apache-2.0
/**
 * RESP from the client's side, for the command-line tools: {@code ./tarn cli} and {@code ./tarn
 * bench}.
 *
 * <p>Reading order: {@link io.tarn.node.wire.WireReply} (what a server can answer), {@link
 * io.tarn.node.wire.RespReader} (bytes to replies, blocking), {@link io.tarn.node.wire.RespClient}
 * (one connection), {@link io.tarn.node.wire.RespSkipper} (counts replies without making them, for
 * the load generator), {@link io.tarn.node.wire.ArgumentSplitter} (a typed line to arguments).
 *
 * <p>Invariants: nothing here knows Tarn; any RESP2 or RESP3 server will do. Nothing here trusts
 * the server: a length or a nesting beyond the named limits is a {@link
 * java.net.ProtocolException}. Imports the JDK alone.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.node.wire;
