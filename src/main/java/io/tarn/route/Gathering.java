// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Reply;
import io.tarn.command.WrittenPositions;
import org.jspecify.annotations.Nullable;

/**
 * A request that is run in parts on several nodes; the answers of the parts make its answer. The
 * first part that fails makes the answer, once all have ended; others may have run all the same.
 * The connection runs nothing else meanwhile. On the session's I/O thread.
 */
abstract class Gathering {

  /** Most bytes of parts: they lie on the heap, which may be far smaller than the data. */
  static final long MOST_BYTES = Runtime.getRuntime().maxMemory() / 8;

  final Router router;
  final RouteRow row;
  final Connection connection;
  private final RouteState state;
  private final Place place;
  private int open;
  private long bytes;
  private Reply.@Nullable Failure failure;
  private @Nullable WrittenPositions writes;

  Gathering(Router router, RouteRow row, Connection connection, RouteState state, Place place) {
    this.router = router;
    this.row = row;
    this.connection = connection;
    this.state = state;
    this.place = place;
  }

  /** Runs it. */
  final void start() {
    state.beginAlone(0);
    open = 1;
    dispatch();
    closeOne();
  }

  /** Asks for the first parts. */
  abstract void dispatch();

  /** Takes the answer of a part, which is no error. */
  abstract void take(GatheredPart part, Reply reply);

  /** Returns the answer when all parts have ended; null when others have been asked for. */
  abstract @Nullable Reply result();

  /** Takes note that a part has no answer: asks again, fails, or goes without. */
  abstract void lost(GatheredPart part, RemoteAnswer.Failure why);

  /** Takes note that a part which waited here must run elsewhere. */
  void takenBack(GatheredPart part) {
    lost(part, RemoteAnswer.Failure.NOT_RUN);
  }

  /**
   * Asks for a part.
   *
   * @param node a peer or {@link Peers#SELF}
   * @param own arguments of the part
   * @param keys which keys of the request it has, in the order of the part
   */
  final void ask(int node, Forwarder.Manner manner, Arguments own, int[] keys) {
    open++;
    new GatheredPart(this, node, manner, own, keys).start();
  }

  /** Takes note that a peer has run a part. */
  final void ran(GatheredPart part) {
    router.waiting().ran(part.node(), row, part.arguments(), state, part.sentAt());
  }

  /** A part that has ended goes on after all. */
  final void reopen() {
    open++;
  }

  /** The answer will be this error, unless there is an earlier one. */
  final void fail(Reply.Failure why) {
    if (failure == null) {
      failure = why;
    }
  }

  /** True when the answer will be an error. */
  final boolean hasFailed() {
    return failure != null;
  }

  /** Counts bytes of a part; false when they are too many. */
  final boolean admits(int more) {
    bytes += more;
    if (bytes > MOST_BYTES) {
      fail(RouteErrors.TOO_MUCH);
    }
    return bytes <= MOST_BYTES;
  }

  final void ended(GatheredPart part, Reply reply) {
    WrittenPositions more = part.writes();
    if (more != null && writes != null) {
      writes.note(more);
    } else if (more != null) {
      writes = more;
    }
    if (reply instanceof Reply.Failure error) {
      fail(error);
    } else if (!hasFailed()) {
      take(part, reply);
    }
    closeOne();
  }

  final void endedWithout(GatheredPart part, RemoteAnswer.Failure why) {
    lost(part, why);
    closeOne();
  }

  final void endedElsewhere(GatheredPart part) {
    takenBack(part);
    closeOne();
  }

  private void closeOne() {
    while (--open == 0) {
      if (failure != null) {
        answer(failure);
        return;
      }
      open = 1;
      Reply reply = result();
      if (reply != null) {
        answer(reply);
        return;
      }
    }
  }

  private void answer(Reply reply) {
    router.held().answer(place, reply, writes);
    state.endAlone(0);
  }
}
