// SPDX-License-Identifier: Apache-2.0
/**
 * The door for Redis clients: RESP2 and RESP3 over TCP, on Netty. It translates and nothing else.
 *
 * <p>Reading order: {@link io.tarn.resp.RespServer} (start and stop), {@link
 * io.tarn.resp.RespSession} (one client), {@link io.tarn.resp.RespDecoder} and {@link
 * io.tarn.resp.InlineDecoder} (bytes to requests), {@link io.tarn.resp.BigArgument} (long values
 * straight into the slab), {@link io.tarn.resp.RespOutput} and {@link
 * io.tarn.command.wire.RespEncoder} (answers to bytes), {@link io.tarn.resp.PendingOutput} (answers
 * that are too long for one write), {@link io.tarn.resp.ReservedPlaces} (answers that come from
 * other nodes), {@link io.tarn.resp.RespLoop} (what the sessions of an I/O thread share), {@link
 * io.tarn.resp.Connections} (who is connected).
 *
 * <p>Invariants: one I/O thread owns a session for life. Requests of one connection run in the
 * order they came, the next only when the one before has its answer or a place for it. Answers
 * leave in that order, whatever comes first. The answers of a read pass leave in one write. An idle
 * connection holds no buffer. What one client can make the node hold is bounded: input by the
 * query-buffer limit and the share of the heap for unfinished requests, output by the water mark at
 * which its requests stop running and by the output-buffer limit. Malformed input is a parse
 * result, never an exception.
 *
 * <p>May import {@code route}, {@code slot}, {@code command}, {@code slab} and {@code metric}.
 * Netty is imported here only.
 */
@NullMarked
package io.tarn.resp;

import org.jspecify.annotations.NullMarked;
