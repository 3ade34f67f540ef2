// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Reply;
import io.tarn.command.ReplyCollector;
import io.tarn.command.WrittenPositions;
import io.tarn.command.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * A whole request on its way to the peer that leads its slots, until it is answered: kept so that
 * it can be routed again when that peer has not run it. On the session's I/O thread.
 *
 * <p>A request that has not run is routed again: at once where somebody else leads the slot now,
 * otherwise after some time in the slot's line, from which {@link #takeBack} calls it. So it is
 * answered when requests that wait for slots are, by the same limit. A write of which nobody knows
 * whether it has run is not repeated: the client decides.
 */
final class ForwardedRequest implements RemoteAnswer, ReplySinkAtHome {

  /** One try in so many waits in the line even when somebody else leads the slot now. */
  private static final int QUICK_TRIES = 4;

  private static final int ALONE = -1;

  private final Router router;
  private final RouteRow row;
  private final Connection connection;
  private final RouteState state;
  private final Place place;
  private final Forwarder.Manner manner;
  private final int slot;
  private final long bytes;
  private final boolean watchedBefore;
  private Arguments arguments;
  private int number = ALONE;
  private int peer = Peers.NOBODY;
  private int cameFrom = Peers.NOBODY;
  private int tries;
  private int sentAt;
  private long deadlineNanos;
  private boolean ended;
  private @Nullable WrittenPositions writes;

  /**
   * Creates a request.
   *
   * @param own its arguments
   */
  ForwardedRequest(
      Router router,
      RouteRow row,
      Connection connection,
      RouteState state,
      Place place,
      Forwarder.Manner manner,
      Arguments own) {
    this.router = router;
    this.row = row;
    this.connection = connection;
    this.state = state;
    this.place = place;
    this.manner = manner;
    this.arguments = own;
    this.slot = row.slot(own, 0);
    this.bytes = own.heapBytes();
    this.watchedBefore = state.watching() != Peers.NOBODY;
    this.deadlineNanos = state.takeDeadline();
  }

  /** Sends it beside others of the connection. */
  void start(int to) {
    number = state.add(this, slot, to, bytes);
    send(to);
  }

  /** Sends it; the connection runs nothing else meanwhile. */
  void startAlone(int to) {
    state.beginAlone(bytes);
    send(to);
  }

  /** Has it wait for a slot that nobody leads; the connection runs nothing else meanwhile. */
  void waitAlone(int unled) {
    state.beginAlone(bytes);
    waitInLine(unled);
  }

  private void send(int to) {
    moved(to);
    sentAt = router.peers().epochCount();
    if (manner == Forwarder.Manner.SESSION) {
      state.watching(to);
    }
    if (!router.outbox().forward(to, manner, connection, arguments, this)) {
      waitInLine(slot);
    }
  }

  private void moved(int to) {
    peer = to;
    if (number != ALONE) {
      state.moved(number, to);
    }
  }

  @Override
  public void arrived(byte[] array, int offset, int length, boolean last) {
    if (ended) {
      return;
    }
    place.part(array, offset, length);
    if (last) {
      router.waiting().ran(peer, row, arguments, state, sentAt);
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
    if (manner == Forwarder.Manner.SESSION) {
      if (watchedBefore) {
        state.watchLost(true);
        answer(Reply.OK);
        return;
      }
      state.watching(Peers.NOBODY);
    } else if (why == Failure.UNKNOWN && row.write()) {
      answer(RouteErrors.UNKNOWN_END);
      return;
    }
    comeBack();
  }

  /** Has it routed again, when no other of its slot is at that peer any more. */
  private void comeBack() {
    cameFrom = peer;
    if (number == ALONE) {
      routeAgain();
    } else {
      moved(RouteState.BEHIND);
      state.sendOn(slot);
    }
  }

  /** Routes what has not run, unless it must wait for others of its slot. */
  void routeAgain() {
    if (ended || (number != ALONE && state.isAt(slot, cameFrom))) {
      return;
    }
    tries++;
    if (deadlineNanos == 0) {
      deadlineNanos = router.deadlineNanos();
    } else if (System.nanoTime() - deadlineNanos > 0) {
      answer(RouteErrors.notAvailable(slot));
      return;
    }
    int owner = router.owner(row, arguments);
    if (owner == Router.MIXED) {
      answer(RouteErrors.CROSS_SLOT);
    } else if (number != ALONE && state.isElsewhere(slot, owner, number)) {
      cameFrom = Peers.NOBODY;
      moved(RouteState.BEHIND);
    } else if (owner == Router.UNSETTLED) {
      waitInLine(router.unledSlot(row, arguments));
    } else if (owner < 0) {
      runHere();
    } else if (owner == cameFrom || (cameFrom >= 0 && tries % QUICK_TRIES == 0)) {
      waitInLine(slot);
    } else {
      send(owner);
    }
  }

  private void waitInLine(int unled) {
    cameFrom = Peers.NOBODY;
    moved(RouteState.IN_LINE);
    if (deadlineNanos == 0) {
      deadlineNanos = router.deadlineNanos();
    }
    Reply.Failure refusal =
        router
            .waitingRoom()
            .await(unled, row.entry(), arguments, connection, this, deadlineNanos, null);
    if (refusal != null) {
      answer(refusal);
    }
  }

  private void runHere() {
    cameFrom = Peers.NOBODY;
    moved(RouteState.IN_LINE); // where it is when it cannot run at once
    if (router.runHere(arguments, connection, this, deadlineNanos)) {
      end();
    }
  }

  @Override
  public void wroteToConfirm(int shard, int epoch, long position) {
    writes = WrittenPositions.noted(writes, shard, epoch, position);
  }

  @Override
  public void accept(Reply reply) {
    router.held().answer(place, reply, writes);
  }

  @Override
  public void acceptLater(Reply reply) {
    Reply kept = ReplyCollector.onHeap(reply, connection.protocol() == 3);
    router.atHome(() -> answer(kept));
  }

  @Override
  public void takeBack(Arguments own, @Nullable Transaction transaction, long deadline) {
    router.atHome(
        () -> {
          arguments = own;
          routeAgain();
        });
  }

  private void answer(Reply reply) {
    if (!ended) {
      accept(reply);
      end();
    }
  }

  /** Gives it up while it waits for a key; false when it waits for something else. */
  boolean cancel() {
    if (ended) {
      return true;
    }
    if (peer >= 0) {
      router.outbox().cancel(peer, this);
    } else if (!connection.endWaiting()) {
      return false;
    }
    answer(Reply.NONE);
    return true;
  }

  private void end() {
    ended = true;
    arguments.freeBlocks(router.slab());
    if (number == ALONE) {
      state.endAlone(bytes);
    } else {
      state.remove(number, bytes);
    }
  }
}
