// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.route.Forwarder;
import io.tarn.route.RemoteAnswer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way of one I/O thread to all peers. */
final class LinkForwarder implements Forwarder {

  private static final Logger LOG = LoggerFactory.getLogger(LinkForwarder.class);

  private final int number;
  private final Executor home;
  private final Links links;

  /** By the peer's number. */
  private @Nullable ForwardLane[] lanes = new ForwardLane[8];

  /** Lanes that have been given something since the last flush. */
  private final List<ForwardLane> touched = new ArrayList<>();

  LinkForwarder(int number, Executor home, Links links) {
    this.number = number;
    this.home = home;
    this.links = links;
  }

  @Override
  public boolean forward(
      int peer, Manner manner, Connection connection, Arguments arguments, RemoteAnswer answer) {
    ForwardLane lane = lane(peer);
    return lane != null && lane.forward(manner, connection, arguments, answer);
  }

  @Override
  public boolean forwardAll(
      int peer, Connection connection, List<Arguments> requests, RemoteAnswer answer) {
    ForwardLane lane = lane(peer);
    return lane != null && lane.forwardAll(connection, requests, answer);
  }

  @Override
  public void flush() {
    for (int i = 0; i < touched.size(); i++) {
      touched.get(i).flush();
    }
    touched.clear();
  }

  @Override
  public void cancel(int peer, RemoteAnswer answer) {
    ForwardLane lane = lane(peer);
    if (lane != null) {
      lane.cancel(answer);
    }
  }

  @Override
  public void endSession(int peer, Connection connection) {
    ForwardLane lane = lane(peer);
    if (lane != null) {
      lane.endSession(connection);
    }
  }

  /** Hands a message of answers to the home thread. Any thread. */
  void answers(int peer, byte[] array, int offset) {
    atHome(
        () -> {
          ForwardLane lane = peer < lanes.length ? lanes[peer] : null;
          if (lane != null) {
            lane.deliver(array, offset);
          }
        });
  }

  /** Has the home thread fail what was pending, see {@link PeerLink.Events#reset}. Any thread. */
  void reset(int peer, long notRunFrom, long deadBelow, boolean lost) {
    atHome(
        () -> {
          ForwardLane lane = peer < lanes.length ? lanes[peer] : null;
          if (lane != null) {
            if (lost) {
              lane.flush();
              lanes[peer] = null;
            }
            lane.reset(notRunFrom, deadBelow);
          }
        });
  }

  private void atHome(Runnable work) {
    try {
      home.execute(work);
    } catch (RejectedExecutionException stopped) {
      LOG.debug("Answers came after their thread had stopped: forwarder={}", number);
    }
  }

  private @Nullable ForwardLane lane(int peer) {
    ForwardLane lane = peer < lanes.length ? lanes[peer] : null;
    if (lane == null) {
      OutboundLink link = links.outbound(peer);
      if (link == null) {
        return null;
      }
      lane = new ForwardLane(number, home, link);
      if (peer >= lanes.length) {
        lanes = Arrays.copyOf(lanes, Math.max(peer + 1, 2 * lanes.length));
      }
      lanes[peer] = lane;
    }
    if (lane.touch()) {
      touched.add(lane);
    }
    return lane;
  }
}
