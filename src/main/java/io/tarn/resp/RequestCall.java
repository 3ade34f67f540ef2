// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Connection.ReplyMode;
import io.tarn.command.Reply;
import io.tarn.route.Outcome;
import io.tarn.route.Place;
import io.tarn.route.RoutedSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The request of a session that runs: what comes of it, and whether its answer is wanted. */
final class RequestCall {

  private static final Logger LOG = LoggerFactory.getLogger(RequestCall.class);

  private static final Reply.Failure INTERNAL = Reply.error("internal error");

  private final RespLoop loop;
  private final RespSession session;
  private final Connection connection;
  private final RespOutput output;
  private final SessionPushes pushes;
  private RoutedSink sink;
  private boolean answered;
  private boolean skipping;
  private int reserved;

  /** The next request has been taken up before: it is muted as it was then. */
  private boolean again;

  RequestCall(
      RespLoop loop,
      RespSession session,
      Connection connection,
      RespOutput output,
      SessionPushes pushes) {
    this.loop = loop;
    this.session = session;
    this.connection = connection;
    this.output = output;
    this.pushes = pushes;
    this.sink = session;
  }

  /** Sets what takes the answers to what is run from now on: the session, or in its place. */
  void sink(RoutedSink value) {
    sink = value;
  }

  /** Runs one; false when it must run later and nothing has happened. */
  boolean run(Arguments arguments, long nowMillis) {
    if (!again) {
      skipping = connection.replyMode() == ReplyMode.SKIP;
      if (skipping) {
        connection.replyMode(ReplyMode.ON);
      }
    }
    int mark = loop.encoder().size();
    int reservedBefore = reserved;
    answered = false;
    Outcome outcome;
    try {
      outcome = loop.requests().run(arguments, connection, sink, nowMillis);
      if (outcome == Outcome.LATER) {
        again = true;
        return false;
      }
      if (outcome == Outcome.ANSWERED && !answered) {
        throw new IllegalStateException("no answer: command=" + connection.lastCommand());
      }
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError broken) {
      LOG.error("command failed: client={}", connection.remoteAddress(), broken);
      outcome = Outcome.ANSWERED;
      if (loop.encoder().size() < mark || output.isWaiting() || reserved != reservedBefore) {
        arguments.freeBlocks(loop.environment().slab());
        session.breakOff();
        return true;
      }
      loop.encoder().truncate(mark);
      session.accept(INTERNAL);
    }
    again = false;
    arguments.freeBlocks(loop.environment().slab());
    session.await(outcome == Outcome.WAITING);
    if (outcome != Outcome.WAITING) {
      pushes.afterAnswer();
    }
    return true;
  }

  /** Has the next request be one that was taken up before. */
  void again() {
    again = true;
  }

  /** Notes that there is an answer. */
  void answered() {
    answered = true;
  }

  /** Notes that there is an answer; returns what the client wants to see of it. */
  Reply answer(Reply reply) {
    answered = true;
    return wanted(reply);
  }

  /** Returns what the client wants to see of an answer. */
  Reply wanted(Reply reply) {
    return isMuted() ? OutOfBand.of(reply) : reply;
  }

  /** Reserves the place of an answer that will come from elsewhere. */
  Place reserve() {
    reserved++;
    return output.reserve(session, isMuted());
  }

  /** True when the client does not want to see the answer. */
  boolean isMuted() {
    return skipping || connection.replyMode() != ReplyMode.ON;
  }
}
