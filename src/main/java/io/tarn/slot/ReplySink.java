// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Arguments;
import io.tarn.command.Reply;
import io.tarn.command.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/** Takes the one answer of a request. */
public interface ReplySink {

  /**
   * Takes the answer on the thread that called {@link RequestRunner#run}, before that call returns
   * and while the gates are still entered: copies what a {@link Reply.View} shows at once.
   */
  void accept(Reply reply);

  /**
   * Takes the answer of a request for which {@link RequestRunner#run} returned false, once, on some
   * other thread, while the gates are entered there: copies at once and hands over to its own
   * thread.
   */
  void acceptLater(Reply reply);

  /**
   * Notes that a change of the request ends at a position of the stream of a shard, if its
   * connection {@linkplain io.tarn.command.Connection#confirms waits for replicas}. Called with the
   * gates entered, on the thread that then hands over the answer: before it does, and for EXEC
   * before the answer has been written to its end.
   *
   * @param epoch in which this node leads the shard, in short
   */
  default void wroteToConfirm(int shard, int epoch, long position) {}

  /** True when {@link #takeBack} may be called in place of {@link #acceptLater}. */
  default boolean takesBack() {
    return false;
  }

  /**
   * Takes a request back that has waited here and has not run, because another node leads one of
   * its slots. On any thread, with gates entered or not. Only if {@link #takesBack}.
   *
   * @param arguments its own from now on
   * @param transaction what it is to run, if it is EXEC; its own
   * @param deadlineNanos {@code nanoTime} by which it should be answered; 0 when it had none
   */
  default void takeBack(
      Arguments arguments, @Nullable Transaction transaction, long deadlineNanos) {
    throw new UnsupportedOperationException("takes nothing back");
  }
}
