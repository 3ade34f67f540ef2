// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.tarn.command.Arguments;
import io.tarn.command.Reply;
import io.tarn.command.WrittenPositions;
import io.tarn.command.transaction.Transaction;
import io.tarn.route.Place;
import io.tarn.route.RouteState;
import io.tarn.route.RoutedSink;
import org.jspecify.annotations.Nullable;

/**
 * What stands for a session while its writes wait for replicas: the answer to a request that has
 * written here gets a place, which is told when a replica has what was written. What follows waits
 * behind it, as answers do; what came before does not.
 *
 * <p>On the session's I/O thread; while the session waits for an answer, on the thread that brings
 * it.
 */
final class ConfirmingSink implements RoutedSink {

  private final RespLoop loop;
  private final RespSession session;
  private final RequestCall call;
  private @Nullable WrittenPositions writes;

  ConfirmingSink(RespLoop loop, RespSession session, RequestCall call) {
    this.loop = loop;
    this.session = session;
    this.call = call;
  }

  @Override
  public void wroteToConfirm(int shard, int epoch, long position) {
    writes = WrittenPositions.noted(writes, shard, epoch, position);
  }

  /* The requests of a transaction run while its answer is written: what they write comes after. */
  @Override
  public void accept(Reply reply) {
    boolean runsNow = reply instanceof Reply.Written(var body) && body.mayHoldMessages();
    if (call.isMuted() || (writes == null && !runsNow)) {
      session.accept(reply);
      writes = null;
      return;
    }
    try {
      session.pushes().beforeAnswer();
      Place place = call.reserve();
      call.answered();
      place.keep(reply);
      WrittenPositions written = take();
      loop.requests().hold(written == null ? new WrittenPositions() : written, place);
    } catch (OutOfMemoryError full) {
      session.drop("no memory for its answer");
    }
  }

  @Override
  public void acceptLater(Reply reply) {
    session.returns().acceptLater(call.wanted(reply), call.isMuted() ? () -> null : this::take);
  }

  private @Nullable WrittenPositions take() {
    WrittenPositions taken = writes;
    writes = null;
    return taken;
  }

  @Override
  public boolean takesBack() {
    return true;
  }

  @Override
  public void takeBack(Arguments own, @Nullable Transaction transaction, long deadlineNanos) {
    session.takeBack(own, transaction, deadlineNanos);
  }

  @Override
  public RouteState route() {
    return session.route();
  }

  @Override
  public Place reserve() {
    return call.reserve();
  }
}
