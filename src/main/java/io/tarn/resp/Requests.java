// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.WrittenPositions;
import io.tarn.route.Outcome;
import io.tarn.route.Place;
import io.tarn.route.RouteState;
import io.tarn.route.RoutedSink;
import io.tarn.route.Router;
import io.tarn.slot.RequestRunner;

/**
 * Where requests go; {@link Router} has this shape. One per I/O thread, called on that thread only.
 */
public interface Requests {

  /**
   * Runs a request. Its answer goes to the sink, or into a place that the sink reserves.
   *
   * @param nowMillis wall clock of this read pass
   */
  Outcome run(Arguments arguments, Connection connection, RoutedSink sink, long nowMillis);

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

  /**
   * Looks whether this node may serve, before some requests and before their answers leave.
   *
   * @return true when it may not
   */
  default boolean checkFence() {
    return false;
  }

  /** Tells the answer that a place keeps when replicas have what its request has written. */
  default void hold(WrittenPositions writes, Place place) {
    place.done();
  }

  /** Gives up a request of a session that waits for a key at another node. */
  default void endWaiting(RouteState state) {}

  /** Forgets a session whose client has gone. */
  default void left(Connection connection, RouteState state) {}

  /** Returns the way to a router. */
  static Requests of(Router router) {
    return new Requests() {
      @Override
      public Outcome run(
          Arguments arguments, Connection connection, RoutedSink sink, long nowMillis) {
        return router.run(arguments, connection, sink, nowMillis);
      }

      @Override
      public void prefetch(Arguments[] requests, int count) {
        router.prefetch(requests, count);
      }

      @Override
      public boolean makeRoom(long bytes) {
        return router.makeRoom(bytes);
      }

      @Override
      public boolean checkFence() {
        return router.checkFence();
      }

      @Override
      public void hold(WrittenPositions writes, Place place) {
        router.held().hold(writes, place);
      }

      @Override
      public void endWaiting(RouteState state) {
        router.endWaiting(state);
      }

      @Override
      public void left(Connection connection, RouteState state) {
        router.left(connection, state);
      }
    };
  }
}
