// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Reply;
import io.tarn.command.ReplyCollector;
import io.tarn.command.ReplyNotation;
import io.tarn.command.transaction.Transaction;
import io.tarn.slot.TestNode.TestConnection;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A session without a network, which obeys outcomes as the door does. */
final class TestSession implements RoutedSink {

  /** The place of one answer. */
  private static final class Answer implements Place {
    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
    private @Nullable Reply reply;
    private @Nullable Reply kept;

    @Override
    public void part(byte[] array, int offset, int length) {
      parts.write(array, offset, length);
    }

    @Override
    public void forget() {
      parts.reset();
      kept = null;
    }

    @Override
    public void keep(Reply whole) {
      kept = ReplyCollector.onHeap(whole);
    }

    @Override
    public void done() {
      answer(kept == null ? ReplyParser.parse(parts.toByteArray(), parts.size()) : kept);
    }

    @Override
    public void answer(Reply whole) {
      if (reply != null) {
        throw new IllegalStateException("a second answer: " + whole);
      }
      reply = ReplyCollector.onHeap(whole);
    }
  }

  private final Router router;
  private final Executor home;
  private final RouteState state = new RouteState();
  private final TestConnection connection = new TestConnection(7, 2_000);
  private final Deque<Arguments> requests = new ArrayDeque<>();
  private final List<Answer> answers = new ArrayList<>();
  private boolean waiting;

  TestSession(Router router, Executor home) {
    this.router = router;
    this.home = home;
  }

  Connection connection() {
    return connection;
  }

  void send(String... words) {
    requests.add(Arguments.of(words));
  }

  /** Runs what can run now; true when something did. */
  boolean runSome() {
    boolean some = false;
    while (!waiting && !requests.isEmpty() && !state.holdsNext()) {
      Arguments next = requests.peek();
      Outcome outcome = router.run(next, connection, this, 1_000);
      if (outcome == Outcome.LATER) {
        return some;
      }
      requests.remove();
      waiting = outcome == Outcome.WAITING;
      some = true;
    }
    return some;
  }

  void leave() {
    router.left(connection, state);
  }

  /** Returns how many requests have not run. */
  int unrun() {
    return requests.size();
  }

  /** Returns the answers so far, "?" for those that are missing, and forgets them. */
  List<String> take() {
    List<String> texts = new ArrayList<>();
    for (Answer answer : answers) {
      texts.add(answer.reply == null ? "?" : ReplyNotation.of(answer.reply));
    }
    answers.clear();
    return texts;
  }

  @Override
  public RouteState route() {
    return state;
  }

  @Override
  public Place reserve() {
    Answer answer = new Answer();
    answers.add(answer);
    return answer;
  }

  @Override
  public void accept(Reply reply) {
    reserve().answer(reply);
  }

  @Override
  public void acceptLater(Reply reply) {
    Reply kept = ReplyCollector.onHeap(reply);
    home.execute(
        () -> {
          waiting = false;
          accept(kept);
        });
  }

  @Override
  public boolean takesBack() {
    return true;
  }

  @Override
  public void takeBack(Arguments own, @Nullable Transaction transaction, long deadlineNanos) {
    home.execute(
        () -> {
          waiting = false;
          if (transaction != null) {
            connection.transaction(transaction);
          }
          state.deadline(deadlineNanos);
          requests.addFirst(own);
        });
  }
}
