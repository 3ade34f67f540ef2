// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.slot.ReplySink;
import io.tarn.slot.RequestRunner;

/**
 * Where requests go; {@link RequestRunner#run} has this shape. One per I/O thread, called on that
 * thread only.
 */
public interface Requests {

  /**
   * Runs a request and gives its answer to the sink.
   *
   * @param nowMillis wall clock of this read pass
   * @return true when the sink has the answer, false when {@link ReplySink#acceptLater} will get it
   */
  boolean run(Arguments arguments, Connection connection, ReplySink sink, long nowMillis);

  /** Most requests that {@link #prefetch} takes at a time. */
  int MOST_PREFETCHED = RequestRunner.MOST_PREFETCHED;

  /**
   * Prepares for requests that are run next, in this order; {@link #run} does not depend on it.
   *
   * @param count at most {@link #MOST_PREFETCHED}
   */
  default void prefetch(Arguments[] requests, int count) {}

  /**
   * Evicts keys until so many bytes may be allocated. Not within a gate.
   *
   * @return true when there is room now
   */
  default boolean makeRoom(long bytes) {
    return false;
  }

  /** Returns the way to a runner. */
  static Requests of(RequestRunner runner) {
    return new Requests() {
      @Override
      public boolean run(
          Arguments arguments, Connection connection, ReplySink sink, long nowMillis) {
        return runner.run(arguments, connection, sink, nowMillis);
      }

      @Override
      public void prefetch(Arguments[] requests, int count) {
        runner.prefetch(requests, count);
      }

      @Override
      public boolean makeRoom(long bytes) {
        return runner.makeRoom(bytes);
      }
    };
  }
}
