// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import org.apache.pekko.actor.ActorRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything about one peer: the link, who runs its requests, and who is told of its messages. Used
 * by its {@link LinkActor}, but for what says otherwise.
 */
final class PeerConnection implements PeerLink.Events, RequestWorker.Out {

  /** With so many bytes of answers waiting, no more requests of this peer run. */
  private static final long FULL_BYTES = 4L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(PeerConnection.class);

  private final int peer;
  private final Links links;
  private final PeerLink link;
  private final RequestWorker worker;
  private volatile @Nullable ActorRef self;
  private boolean overflowed;
  private boolean closed;

  /**
   * Creates the connection.
   *
   * @param address of the peer
   * @param remote the actor at the peer that takes this node's frames
   */
  PeerConnection(int peer, String address, ActorRef remote, Links links) {
    this.peer = peer;
    this.links = links;
    this.link = new PeerLink(address, frame -> remote.tell(frame, ActorRef.noSender()), this);
    this.worker =
        new RequestWorker(
            address, links.environment(), links.borrowRunner(), links.ownership(), this);
  }

  /** Returns the sending half of the link, for any thread. */
  OutboundLink outbound() {
    return link.outbound();
  }

  /** Names the actor whose thread uses this. */
  void self(ActorRef actor) {
    self = actor;
  }

  /** Takes a frame. */
  void receive(Frame frame) {
    try {
      link.receive(frame);
    } catch (IllegalArgumentException malformed) {
      giveUp(malformed);
    }
    checkOverflow();
  }

  /** Goes on with a request that has waited. */
  void late(RequestWorker.LateAnswer answer) {
    worker.later(answer);
    checkOverflow();
  }

  /** Says what must be said from time to time. */
  void tick() {
    link.tick();
    try {
      worker.proceed();
    } catch (IllegalArgumentException malformed) {
      giveUp(malformed);
    }
    checkOverflow();
  }

  /** The peer has gone. */
  void close() {
    if (!closed) {
      closed = true;
      link.close();
      links.giveBackRunner(worker.runner());
    }
  }

  @Override
  public void opened() {
    for (Receiver receiver : links.receivers()) {
      receiver.opened(peer);
    }
  }

  @Override
  public void message(Channel channel, byte[] array, int offset, int length) {
    switch (channel) {
      case REQUEST -> worker.take(array, offset, length);
      case REPLY -> links.answers(peer, array, offset, length);
      case STREAM, STREAM_ACK, REPORT, PING, ADMIN, LEAD -> {
        Receiver receiver = links.receiver(channel);
        if (receiver != null) {
          try {
            receiver.received(peer, array, offset, length);
          } catch (RuntimeException broken) {
            LOG.error("Message failed: peer={} channel={}", peer, channel, broken);
          }
        }
      }
    }
  }

  @Override
  public void reset(long notRunFrom, long deadBelow) {
    overflowed = false;
    worker.reset();
    links.forwardersReset(peer, notRunFrom, deadBelow, closed);
    for (Receiver receiver : links.receivers()) {
      if (closed) {
        receiver.lost(peer);
      } else {
        receiver.reset(peer);
      }
    }
  }

  @Override
  public void acknowledged() {
    worker.proceed();
  }

  @Override
  public void reply(byte[] message) {
    OutboundLink outbound = link.outbound();
    if (!overflowed && !closed) {
      overflowed =
          outbound.offer(Channel.REPLY, message, 0, message.length) == OutboundLink.NOT_TAKEN;
    }
  }

  @Override
  public boolean isFull() {
    return overflowed || closed || link.outbound().backlogBytes(Channel.REPLY) > FULL_BYTES;
  }

  @Override
  public void begun() {
    link.requestsBegin();
  }

  @Override
  public void consumed() {
    link.requestsConsumed();
  }

  @Override
  public void later(RequestWorker.LateAnswer answer) {
    ActorRef actor = self;
    if (actor != null) {
      actor.tell(answer, ActorRef.noSender());
    }
  }

  private void giveUp(IllegalArgumentException malformed) {
    LOG.error("What a peer sent is malformed: peer={}", peer, malformed);
    link.giveUp("malformed");
  }

  /* An answer that was not taken is lost, so all that is pending must fail. */
  private void checkOverflow() {
    if (overflowed) {
      link.giveUp("too many answers wait for the peer");
    }
  }
}
