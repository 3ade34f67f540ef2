// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import java.time.Duration;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.UntypedAbstractActor;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.ClusterEvent.MemberDowned;
import org.apache.pekko.cluster.ClusterEvent.MemberEvent;
import org.apache.pekko.cluster.ClusterEvent.MemberRemoved;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.UniqueAddress;

/**
 * Follows the membership: one {@link LinkActor} for each other member, whatever its role, from the
 * time it joins until it is downed or removed. A member that cannot be reached keeps its actor.
 *
 * <p>The actor for a peer is named after the uid of the peer's incarnation, so a node finds its own
 * place at every peer without asking, and an earlier incarnation's frames find nobody.
 */
final class LinkGateway extends UntypedAbstractActor {

  /** Name below {@code /system}. */
  static final String NAME = "tarn-link";

  /** Where links run. */
  static final String DISPATCHER = "pekko.actor.tarn-link-dispatcher";

  private static final Duration TICK = Duration.ofMillis(100);

  private final Links links;
  private final Cluster cluster = Cluster.get(getContext().getSystem());

  private LinkGateway(Links links) {
    this.links = links;
  }

  static Props props(Links links) {
    return Props.create(LinkGateway.class, () -> new LinkGateway(links)).withDispatcher(DISPATCHER);
  }

  @Override
  public void preStart() {
    cluster.subscribe(getSelf(), ClusterEvent.initialStateAsSnapshot(), MemberEvent.class);
    var _ =
        getContext()
            .getSystem()
            .scheduler()
            .scheduleWithFixedDelay(
                TICK,
                TICK,
                getSelf(),
                LinkActor.Tick.NOW,
                getContext().getDispatcher(),
                ActorRef.noSender());
  }

  @Override
  public void postStop() {
    cluster.unsubscribe(getSelf());
  }

  @Override
  public void onReceive(Object message) {
    if (message instanceof LinkActor.Tick tick) {
      for (ActorRef child : getContext().getChildren()) {
        child.tell(tick, getSelf());
      }
    } else if (message instanceof CurrentClusterState state) {
      state.getMembers().forEach(this::appeared);
    } else if (message instanceof MemberRemoved || message instanceof MemberDowned) {
      disappeared(((MemberEvent) message).member());
    } else if (message instanceof MemberEvent event) {
      appeared(event.member());
    } else {
      unhandled(message);
    }
  }

  private void appeared(Member member) {
    UniqueAddress address = member.uniqueAddress();
    boolean gone =
        member.status().equals(MemberStatus.down())
            || member.status().equals(MemberStatus.removed());
    if (gone || address.equals(cluster.selfUniqueAddress()) || links.peerOf(address) >= 0) {
      return;
    }
    String path = address.address() + "/system/" + NAME + "/" + nameOf(cluster.selfUniqueAddress());
    ExtendedActorSystem system = (ExtendedActorSystem) getContext().getSystem();
    ActorRef remote = system.provider().resolveActorRef(path);
    PeerConnection connection = links.appeared(address, member.getRoles(), remote);
    ActorRef _ = getContext().actorOf(LinkActor.props(connection), nameOf(address));
  }

  private void disappeared(Member member) {
    links.disappeared(member.uniqueAddress());
    getContext().findChild(nameOf(member.uniqueAddress())).ifPresent(getContext()::stop);
  }

  private static String nameOf(UniqueAddress address) {
    return Long.toHexString(address.longUid());
  }
}
