// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import io.tarn.cluster.fencing.PortKnock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.UntypedAbstractActor;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.ClusterEvent.MemberRemoved;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;

/**
 * Notices that a node which should be a member runs in a cluster of its own, as the first seed does
 * that was started while the others did not answer, and says so in the logs of both.
 *
 * <p>The conversation: who misses a seed or a former member looks whether its port is open, and if
 * so says {@link #HELLO} to the actor of the same name there; one that is a member of a cluster
 * answers {@link #HERE}. Whoever hears either word from a node that is no member has seen a
 * stranger. Nodes that are about to join say nothing.
 */
final class StrangerWatch extends UntypedAbstractActor {

  /** Name below {@code /system}. */
  static final String NAME = "tarn-strangers";

  static final String HELLO = "tarn: hello";
  static final String HERE = "tarn: here";

  /** How often missing nodes are looked for. */
  static final Duration INTERVAL = Duration.ofSeconds(4);

  private static final Duration KNOCK_LIMIT = Duration.ofMillis(200);

  private enum Tick {
    NOW
  }

  private record Open(Address node) {}

  private final Cluster cluster = Cluster.get(getContext().getSystem());
  private final Strangers<Address> strangers;
  private final Consumer<Address> stranger;
  private final Cancellable timer;

  private StrangerWatch(List<Address> seeds, Duration interval, Consumer<Address> stranger) {
    Set<Address> others = new HashSet<>(seeds);
    others.remove(cluster.selfAddress());
    this.strangers = new Strangers<>(others);
    this.stranger = stranger;
    this.timer =
        getContext()
            .getSystem()
            .scheduler()
            .scheduleWithFixedDelay(
                interval,
                interval,
                getSelf(),
                Tick.NOW,
                getContext().getDispatcher(),
                ActorRef.noSender());
  }

  /**
   * Describes the actor.
   *
   * @param stranger told of a node that has been a stranger for a while
   */
  static Props props(List<Address> seeds, Duration interval, Consumer<Address> stranger) {
    return Props.create(StrangerWatch.class, () -> new StrangerWatch(seeds, interval, stranger));
  }

  @Override
  public void preStart() {
    cluster.subscribe(getSelf(), ClusterEvent.initialStateAsSnapshot(), MemberRemoved.class);
  }

  @Override
  public void postStop() {
    timer.cancel();
    cluster.unsubscribe(getSelf());
  }

  @Override
  public void onReceive(Object message) {
    switch (message) {
      case Tick _ -> look();
      case Open(Address node) ->
          getContext().actorSelection(node + "/system/" + NAME).tell(HELLO, getSelf());
      case String word -> heard(word);
      case MemberRemoved removed -> strangers.left(removed.member().address());
      case CurrentClusterState _ -> {}
      default -> unhandled(message);
    }
  }

  private boolean isMember() {
    return cluster.selfMember().status().equals(MemberStatus.up());
  }

  private Set<Address> members() {
    Set<Address> members = new HashSet<>();
    for (Member member : cluster.state().getMembers()) {
      members.add(member.address());
    }
    return members;
  }

  private void look() {
    if (!isMember()) {
      return;
    }
    ActorRef self = getSelf();
    for (Address node : strangers.missing(members(), System.nanoTime())) {
      String host = node.getHost().orElse("");
      int port = node.getPort().orElse(0);
      Thread _ =
          Thread.ofVirtual()
              .start(
                  () -> {
                    if (PortKnock.at(host, port, KNOCK_LIMIT) == PortKnock.Answer.OPEN) {
                      self.tell(new Open(node), ActorRef.noSender());
                    }
                  });
    }
  }

  private void heard(String word) {
    Address from = getSender().path().address();
    if (!isMember() || from.hasLocalScope() || members().contains(from)) {
      return;
    }
    if (word.equals(HELLO)) {
      getSender().tell(HERE, getSelf());
    }
    if (strangers.seen(from, System.nanoTime())) {
      stranger.accept(from);
    }
  }
}
