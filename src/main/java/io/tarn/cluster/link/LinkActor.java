// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.UntypedAbstractActor;

/**
 * Where the frames of one peer arrive. It runs that peer's requests, and is the one thread at a
 * time of its {@link PeerConnection}.
 */
final class LinkActor extends UntypedAbstractActor {

  /** Told from time to time by the gateway. */
  enum Tick {
    NOW
  }

  private final PeerConnection connection;

  private LinkActor(PeerConnection connection) {
    this.connection = connection;
  }

  static Props props(PeerConnection connection) {
    return Props.create(LinkActor.class, () -> new LinkActor(connection))
        .withDispatcher(LinkGateway.DISPATCHER);
  }

  @Override
  public void preStart() {
    connection.self(getSelf());
  }

  @Override
  public void onReceive(Object message) {
    if (message instanceof Frame frame) {
      connection.receive(frame);
    } else if (message instanceof RequestWorker.LateAnswer answer) {
      connection.late(answer);
    } else if (message instanceof PeerConnection.Work work) {
      connection.run(work);
    } else if (message instanceof Tick) {
      connection.tick();
    } else {
      unhandled(message);
    }
  }

  /* A restart goes on with the same connection. */
  @Override
  public void preRestart(Throwable reason, java.util.Optional<Object> message) {}

  @Override
  public void postStop() {
    connection.close();
  }
}
