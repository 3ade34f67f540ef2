// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import io.tarn.command.Environment;
import io.tarn.command.Reply;
import io.tarn.command.ReplyCollector;
import io.tarn.command.WrittenPositions;
import io.tarn.route.HeldAnswers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of the answers that one peer's requests are given: they are written at once, or when
 * a replica has what was written. The peer waits for the answer anyway, so waiting here for the
 * replica costs no round trip more. What is refused has not run and never comes here. Used by the
 * worker's thread, but for {@link #later}.
 */
final class GivenAnswers {

  private static final Logger LOG = LoggerFactory.getLogger(GivenAnswers.class);
  private static final int LATE_ANSWER_BYTES = 256;

  private final String address;
  private final AnswerWriter answers;
  private final HeldAnswers held;

  /**
   * Creates it, with nothing held.
   *
   * @param address of the peer
   * @param answers takes what may be told; somebody else sees to it that it is sent
   * @param home runs what it is given on the worker's thread, and sends what that has written
   */
  GivenAnswers(String address, Environment environment, AnswerWriter answers, Executor home) {
    this.address = address;
    this.answers = answers;
    this.held = new HeldAnswers(environment, home);
  }

  /** Takes an answer that comes at once. */
  void answered(RemoteSession session, Reply reply) {
    if (session.isQuiet()) {
      return;
    }
    if (!mayHaveWritten(session, reply)) {
      write(session, reply, answers);
      return;
    }
    Reply kept = ReplyCollector.onHeap(reply, session.protocol() == 3);
    if (session.writes() == null) {
      write(session, kept, answers);
    } else {
      hold(session, kept);
    }
  }

  /* A transaction runs while its answer is written: what it writes is known afterwards. */
  private static boolean mayHaveWritten(RemoteSession session, Reply reply) {
    return session.confirms()
        && (session.writes() != null
            || (reply instanceof Reply.Written(var body) && body.mayHoldMessages()));
  }

  /** Holds the answer, which needs no gate, to what a session's request has written. */
  void hold(RemoteSession session, Reply kept) {
    WrittenPositions writes = Objects.requireNonNull(session.writes());
    int forwarder = session.forwarder();
    long id = session.requestId();
    int protocol = session.protocol();
    held.hold(
        writes,
        new HeldAnswers.Held() {
          @Override
          public void confirmed() {
            answers.begin(forwarder);
            answers.add(id, kept, protocol);
          }

          @Override
          public void unconfirmed() {
            answers.begin(forwarder);
            answers.add(id, HeldAnswers.UNCONFIRMED, protocol);
          }
        });
  }

  /** Takes an answer on another thread. */
  RequestWorker.LateAnswer later(RemoteSession session, Reply reply) {
    List<byte[]> messages = new ArrayList<>(1);
    long id = session.requestId();
    Reply shown = reply;
    if (!session.isQuiet()) {
      try {
        if (mayHaveWritten(session, reply)) {
          shown = ReplyCollector.onHeap(reply, session.protocol() == 3);
          if (session.writes() != null) {
            return new RequestWorker.LateAnswer(session, id, messages, shown, false);
          }
        }
        AnswerWriter writer = new AnswerWriter(LATE_ANSWER_BYTES, messages::add);
        writer.begin(session.forwarder());
        write(session, shown, writer);
        writer.flush();
      } catch (RuntimeException | OutOfMemoryError broken) {
        LOG.error("Answer of a forwarded command failed: peer={}", address, broken);
        messages.clear();
      }
    }
    return new RequestWorker.LateAnswer(session, id, messages, null, false);
  }

  private static void write(RemoteSession session, Reply reply, AnswerWriter writer) {
    writer.add(session.requestId(), reply, session.protocol());
  }

  /** Forgets all: whoever waits for it has gone or is told so. */
  void clear() {
    held.clear();
  }

  /** As the other, for good. */
  void close() {
    held.close();
  }
}
