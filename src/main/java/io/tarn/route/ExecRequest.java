// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Reply;
import io.tarn.command.ReplyCollector;
import io.tarn.command.WrittenPositions;
import io.tarn.command.transaction.Transaction;
import io.tarn.slot.ReplySink;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * EXEC of a transaction whose keys another node leads: sends MULTI, what was queued, and EXEC. The
 * connection runs nothing else meanwhile. On the session's I/O thread.
 *
 * <p>One that has not run is routed again as a {@link ForwardedRequest} is, unless keys were
 * watched at that node: what is watched is lost with it, so the answer is that a key has changed.
 *
 * <p>A transaction that publishes is run in this way here, too: its messages go to the other nodes
 * when it has run.
 */
final class ExecRequest implements RemoteAnswer, ReplySinkAtHome {

  private static final Arguments MULTI = Arguments.of("MULTI");
  private static final NoAnswer NO_ANSWER = new NoAnswer();

  private final Router router;
  private final RouteRow row;
  private final Connection connection;
  private final RouteState state;
  private final Place place;
  private final Transaction transaction;
  private final boolean watched;
  private final long bytes;
  private Arguments exec = Arguments.of("EXEC");
  private int peer = Peers.NOBODY;
  private int sentAt;
  private long deadlineNanos;
  private final List<Arguments> messages;
  private boolean began;
  private boolean ran;
  private boolean ended;
  private @Nullable WrittenPositions writes;

  /** Creates one that takes the transaction over from its connection. */
  ExecRequest(
      Router router,
      RouteRow row,
      Connection connection,
      RouteState state,
      Place place,
      Transaction transaction) {
    this.router = router;
    this.row = row;
    this.connection = connection;
    this.state = state;
    this.place = place;
    this.transaction = transaction;
    this.watched = state.watching() != Peers.NOBODY;
    this.bytes = transaction.heapBytes();
    this.deadlineNanos = state.takeDeadline();
    this.messages = router.messages(transaction);
    connection.transaction(null);
  }

  void start(int to) {
    state.beginAlone(bytes);
    send(to);
  }

  /** Has it run here. */
  void startHere() {
    state.beginAlone(bytes);
    runHere();
  }

  /** Has it wait for a slot that nobody leads. */
  void startWaiting(int slot) {
    state.beginAlone(bytes);
    waitInLine(slot);
  }

  private void send(int to) {
    peer = to;
    sentAt = router.peers().epochCount();
    List<Arguments> requests = new ArrayList<>(transaction.requests().size() + 2);
    requests.add(MULTI);
    for (Transaction.Queued queued : transaction.requests()) {
      requests.add(queued.arguments());
    }
    requests.add(exec);
    if (!router.outbox().forwardAll(to, connection, requests, this)) {
      if (watched) {
        answer(RouteErrors.BUSY);
      } else {
        waitInLine(router.firstSlot(transaction));
      }
    }
  }

  @Override
  public void arrived(byte[] array, int offset, int length, boolean last) {
    if (ended) {
      return;
    }
    place.part(array, offset, length);
    if (!began && length > 1) {
      began = true;
      ran =
          (array[offset] == '*' && array[offset + 1] != '-')
              || (array[offset] == '-' && array[offset + 1] == 'N'); // UNCONFIRMED
    }
    if (last) {
      router.waiting().ran(peer, transaction, state, sentAt);
      place.done();
      end();
    }
  }

  @Override
  public void failed(Failure why) {
    if (ended) {
      return;
    }
    place.forget();
    began = false;
    ran = false;
    if (why == Failure.UNKNOWN && transaction.writes()) {
      answer(RouteErrors.UNKNOWN_END);
    } else if (watched) {
      answer(Reply.NULL_ARRAY);
    } else {
      routeAgain();
    }
  }

  private void routeAgain() {
    int slot = router.firstSlot(transaction);
    if (deadlineNanos == 0) {
      deadlineNanos = router.deadlineNanos();
    } else if (System.nanoTime() - deadlineNanos > 0) {
      answer(RouteErrors.notAvailable(slot));
      return;
    }
    int owner = router.owner(transaction);
    if (owner == Router.MIXED) {
      answer(RouteErrors.CROSS_SLOT);
    } else if (owner == Router.UNSETTLED || (owner >= 0 && owner == peer)) {
      waitInLine(slot);
    } else if (owner >= 0) {
      send(owner);
    } else {
      runHere();
    }
  }

  private void waitInLine(int slot) {
    peer = RouteState.IN_LINE;
    if (deadlineNanos == 0) {
      deadlineNanos = router.deadlineNanos();
    }
    Reply.Failure refusal =
        router
            .waitingRoom()
            .await(slot, row.entry(), exec, connection, this, deadlineNanos, transaction);
    if (refusal != null) {
      answer(refusal);
    }
  }

  private void runHere() {
    peer = Peers.SELF;
    connection.transaction(transaction);
    if (router.runHere(exec, connection, this, deadlineNanos)) {
      end();
    }
  }

  @Override
  public void wroteToConfirm(int shard, int epoch, long position) {
    writes = WrittenPositions.noted(writes, shard, epoch, position);
  }

  /* The requests run while the answer is taken, and only then it is known what they have written. */
  @Override
  public void accept(Reply reply) {
    ran = reply instanceof Reply.Written;
    if (connection.confirms()) {
      place.keep(reply);
      router.held().hold(writes == null ? new WrittenPositions() : writes, place);
    } else {
      place.answer(reply);
    }
  }

  @Override
  public void acceptLater(Reply reply) {
    Reply kept = ReplyCollector.onHeap(reply, connection.protocol() == 3);
    router.atHome(
        () -> {
          ran = kept instanceof Reply.Array;
          if (!ended) {
            router.held().answer(place, kept, writes);
            end();
          }
        });
  }

  @Override
  public void takeBack(Arguments own, @Nullable Transaction same, long deadline) {
    router.atHome(
        () -> {
          exec = own;
          if (!ended) {
            routeAgain();
          }
        });
  }

  private void answer(Reply reply) {
    if (!ended) {
      place.answer(reply);
      end();
    }
  }

  private void end() {
    ended = true;
    transaction.discard(router.slab());
    if (ran && !messages.isEmpty()) {
      publish();
    }
    if (peer >= 0) {
      router.outbox().endSession(peer, connection);
    }
    state.watching(Peers.NOBODY);
    state.watchLost(false);
    state.endAlone(bytes);
  }

  /** What was published where the transaction ran, goes to the other nodes. */
  private void publish() {
    for (Arguments message : messages) {
      for (int node : router.nodes().all()) {
        if (node == Peers.SELF && peer >= 0) {
          var _ = router.runHere(message, connection, NO_ANSWER, 0);
        } else if (node >= 0 && node != peer) {
          var _ =
              router.outbox().forward(node, Forwarder.Manner.LOCAL, connection, message, NO_ANSWER);
        }
      }
    }
  }

  /** For messages, whose receivers nobody counts. */
  private static final class NoAnswer implements RemoteAnswer, ReplySink {
    @Override
    public void arrived(byte[] array, int offset, int length, boolean last) {}

    @Override
    public void failed(Failure why) {}

    @Override
    public void accept(Reply reply) {}

    @Override
    public void acceptLater(Reply reply) {}
  }
}
