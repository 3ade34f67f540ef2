// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.netty.channel.Channel;
import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Reply;
import io.tarn.command.WrittenPositions;
import io.tarn.command.transaction.Transaction;
import io.tarn.slab.Slab;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What comes back to a session that waits, from other threads. */
final class SessionReturns {

  private static final Logger LOG = LoggerFactory.getLogger(SessionReturns.class);

  private final RespLoop loop;
  private final RespSession session;
  private final Channel channel;
  private final Connection connection;
  private final RespOutput output;
  private final RequestFlow flow;
  private final RequestCall call;

  SessionReturns(
      RespLoop loop,
      RespSession session,
      Channel channel,
      Connection connection,
      RespOutput output,
      RequestFlow flow,
      RequestCall call) {
    this.loop = loop;
    this.session = session;
    this.channel = channel;
    this.connection = connection;
    this.output = output;
    this.flow = flow;
    this.call = call;
  }

  /** Says whether the answers to what is run from now on wait for replicas. On its thread. */
  void confirms(boolean value) {
    call.sink(value ? new ConfirmingSink(loop, session, call) : session);
  }

  /** Takes the answer for which the session waits. Any thread. */
  void acceptLater(Reply reply) {
    acceptLater(reply, () -> null);
  }

  /**
   * As the other, an answer that is told when replicas have what was written.
   *
   * @param writes asked once, when the answer has been encoded
   */
  void acceptLater(Reply reply, Supplier<@Nullable WrittenPositions> writes) {
    PendingOutput answer = output.newPending();
    try {
      output.write(reply, answer);
      WrittenPositions written = writes.get();
      channel.eventLoop().execute(() -> goOn(answer, written));
    } catch (OutOfMemoryError full) {
      answer.release();
      LOG.error("no memory for its answer, closed: client={}", connection.remoteAddress());
      var _ = channel.close();
    } catch (RejectedExecutionException stopped) {
      answer.release();
    }
  }

  /** Takes a request back that has not run, to be routed again. Any thread. */
  void takeBack(Arguments own, @Nullable Transaction transaction, long deadlineNanos) {
    try {
      channel.eventLoop().execute(() -> runAgain(own, transaction, deadlineNanos));
    } catch (RejectedExecutionException stopped) {
      free(own, transaction);
    }
  }

  /** Has the session wait no longer. On its thread. */
  void goOn() {
    goOn(output.newPending(), null);
  }

  private void goOn(PendingOutput answer, @Nullable WrittenPositions written) {
    if (session.waitsNoLonger()) {
      loop.pushes().drain();
      if (written == null) {
        output.append(answer);
      } else {
        ReservedPlace place = output.reserve(session, false);
        place.keep(answer);
        loop.requests().hold(written, place);
      }
      session.resume();
    } else {
      answer.release();
    }
  }

  private void runAgain(Arguments own, @Nullable Transaction transaction, long deadlineNanos) {
    if (!session.waitsNoLonger()) {
      free(own, transaction);
      return;
    }
    if (transaction != null) {
      connection.transaction(transaction);
    }
    session.route().deadline(deadlineNanos);
    flow.comesFirst(own);
    call.again();
    session.resume();
  }

  private void free(Arguments own, @Nullable Transaction transaction) {
    Slab slab = loop.environment().slab();
    own.freeBlocks(slab);
    if (transaction != null) {
      transaction.discard(slab);
    }
  }
}
