// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.tarn.command.Arguments;
import io.tarn.command.ClientPause;
import io.tarn.command.CommandTable;
import io.tarn.command.Connection;
import io.tarn.command.Errors;
import io.tarn.command.transaction.Transaction;
import io.tarn.slab.Slab;
import java.util.ArrayDeque;

/**
 * The order in which a session's requests are decoded and run: a batch of them is decoded, looked
 * ahead at, and run one after the other. When one must wait, or the socket takes no more, those of
 * the batch that have not run are copied and come first next time; so no more of them wait than one
 * batch, and nothing is decoded while some do.
 */
final class RequestFlow {

  private final RespLoop loop;
  private final RespSession session;
  private final Connection connection;
  private final RespDecoder decoder;
  private final ClientPause pause;
  private final Slab slab;

  /** Requests that were decoded but could not run at once, oldest first. */
  private final ArrayDeque<Arguments> postponed = new ArrayDeque<>(0);

  private long postponedBytes;

  /** What the decoder said after the requests of the last batch. */
  private int undone = RespDecoder.REQUEST;

  RequestFlow(RespLoop loop, RespSession session, Connection connection, RespDecoder decoder) {
    this.loop = loop;
    this.session = session;
    this.connection = connection;
    this.decoder = decoder;
    this.pause = loop.environment().parameters().pause();
    this.slab = loop.environment().slab();
  }

  /** Runs what there is, until the session must wait or is over. */
  void run(long nowMillis) {
    if (!runPostponed(nowMillis)) {
      return;
    }
    RequestBatch batch = loop.batch();
    undone = RespDecoder.REQUEST;
    while (!session.isOver() && undone != RespDecoder.MORE) {
      /* What follows AUTH may be decoded only after it has run. */
      undone = batch.fill(decoder, connection.authenticated() ? Requests.MOST_PREFETCHED : 1);
      if (batch.count() > 1) {
        loop.requests().prefetch(batch.requests(), batch.count());
      }
      if (!runBatch(batch, nowMillis)) {
        return;
      }
      finishBatch();
    }
  }

  /** Returns the bytes of heap of the requests that wait. */
  long postponedBytes() {
    return postponedBytes;
  }

  /** Frees what the requests that wait hold. */
  void release() {
    while (!postponed.isEmpty()) {
      postponed.remove().freeBlocks(slab);
    }
    postponedBytes = 0;
  }

  /** Has a request come first that was taken up before and has not run. */
  void comesFirst(Arguments arguments) {
    postponed.addFirst(arguments);
    postponedBytes += arguments.heapBytes();
  }

  /** Runs a batch; false when the rest has been postponed or dropped. */
  private boolean runBatch(RequestBatch batch, long nowMillis) {
    for (int i = 0; i < batch.count(); i++) {
      Arguments arguments = batch.at(i);
      if (isHeld(arguments, nowMillis)) {
        postponedBytes += batch.postpone(i, postponed);
        session.lookLater();
        return false;
      }
      if (batch.isInline(i) && isHttp(arguments)) {
        session.drop("not a Redis client");
      } else if (!session.run(arguments, nowMillis)) {
        postponedBytes += batch.postpone(i, postponed);
        return false;
      }
      if (session.isOver()) {
        batch.drop(i + 1, slab);
        return false;
      }
      if (session.mustWait()) {
        postponedBytes += batch.postpone(i + 1, postponed);
        return false;
      }
    }
    return true;
  }

  /** Runs what was postponed; false when the session must wait again or is over. */
  private boolean runPostponed(long nowMillis) {
    if (postponed.isEmpty()) {
      return true;
    }
    while (!postponed.isEmpty()) {
      if (isHeld(postponed.element(), nowMillis)) {
        session.lookLater();
        return false;
      }
      Arguments arguments = postponed.remove();
      if (!session.run(arguments, nowMillis)) {
        postponed.addFirst(arguments);
        return false;
      }
      postponedBytes -= arguments.heapBytes();
      if (session.isOver() || session.mustWait()) {
        return false;
      }
    }
    finishBatch();
    return !session.isOver();
  }

  /** Acts on what the decoder said when it had no further request. */
  private void finishBatch() {
    if (undone == RespDecoder.OUT_OF_MEMORY) {
      undone = RespDecoder.REQUEST;
      decoder.arguments().freeBlocks(slab);
      session.accept(Errors.OUT_OF_MEMORY);
    } else if (undone == RespDecoder.MALFORMED) {
      session.malformed(decoder.problem());
    }
  }

  /** CLIENT PAUSE holds all requests, or those of commands that write. */
  private boolean isHeld(Arguments arguments, long nowMillis) {
    if (!pause.holds(true, nowMillis)) {
      return false;
    }
    CommandTable.Entry entry = loop.environment().commands().find(arguments);
    Transaction transaction = connection.transaction();
    boolean writes =
        entry != null
            && (entry.isWrite()
                || (transaction != null
                    && transaction.writes()
                    && entry.command().name().equals("exec")));
    return pause.holds(writes, nowMillis);
  }

  /** A browser tricked into talking to this port must not get a command through. */
  private static boolean isHttp(Arguments arguments) {
    return arguments.is(0, "POST") || arguments.is(0, "Host:");
  }
}
