// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import io.tarn.cluster.ClusterSettings;
import io.tarn.command.Environment;
import io.tarn.route.Forwarder;
import io.tarn.slot.RequestRunner;
import io.tarn.slot.SlotTable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.cluster.UniqueAddress;
import org.jspecify.annotations.Nullable;

/**
 * The links to all other members. A peer is one incarnation of a member and has a number that is
 * never given again. Any thread.
 *
 * <p>First the receivers are registered, then {@link #start} follows the membership.
 */
public final class Links {

  /** Most bytes that {@link #send} lets wait for a peer. */
  static final long MOST_BACKLOG_BYTES = 8L << 20;

  private record Peer(
      int number, UniqueAddress address, boolean holder, PeerConnection connection) {}

  private final Environment environment;
  private final SlotTable slots;
  private final Ownership ownership;
  private final Map<Integer, Peer> peers = new ConcurrentHashMap<>();
  private final Map<UniqueAddress, Integer> numbers = new ConcurrentHashMap<>();
  private final AtomicReferenceArray<@Nullable Receiver> receivers =
      new AtomicReferenceArray<>(Channel.values().length);
  private final List<LinkForwarder> forwarders = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedQueue<RequestRunner> idleRunners = new ConcurrentLinkedQueue<>();
  private volatile int[] all = {};
  private volatile int[] holders = {};
  private int nextNumber;

  /**
   * Creates the links of a node, without any peer.
   *
   * @param slots those of the environment
   * @param ownership which slots requests of other nodes may use here
   */
  public Links(Environment environment, SlotTable slots, Ownership ownership) {
    this.environment = environment;
    this.slots = slots;
    this.ownership = ownership;
  }

  /** Names who takes the messages of a channel, before {@link #start}. */
  public void register(Channel channel, Receiver receiver) {
    if (channel == Channel.REQUEST || channel == Channel.REPLY) {
      throw new IllegalArgumentException("taken already: channel=" + channel);
    }
    receivers.set(channel.ordinal(), receiver);
  }

  /** Begins to follow the membership of an actor system that is configured as a cluster's. */
  public void start(ActorSystem system) {
    ActorRef _ =
        ((ExtendedActorSystem) system).systemActorOf(LinkGateway.props(this), LinkGateway.NAME);
  }

  /**
   * Sends a message, of which a copy is made.
   *
   * @param length at most 64 MiB; of {@link Channel#PING} at most 128 KiB
   * @return false when the peer is gone, not heard yet, or too much waits for it: nothing is sent
   */
  public boolean send(int peer, Channel channel, byte[] payload, int from, int length) {
    OutboundLink link = outbound(peer);
    if (link == null) {
      return false;
    }
    if (channel == Channel.PING && length > Frame.MOST_BYTES) {
      throw new IllegalArgumentException("a ping is too long: bytes=" + length);
    }
    byte[] copy = Arrays.copyOfRange(payload, from, from + length);
    if (channel == Channel.PING) {
      return link.ping(copy, 0, length);
    }
    return link.backlogBytes(channel) < MOST_BACKLOG_BYTES
        && link.offer(channel, copy, 0, length) != OutboundLink.NOT_TAKEN;
  }

  /** Returns the number of a live peer, or -1. */
  public int peerOf(UniqueAddress address) {
    return numbers.getOrDefault(address, -1);
  }

  /** Returns the address of a live peer, or null. */
  public @Nullable UniqueAddress addressOf(int peer) {
    Peer present = peers.get(peer);
    return present == null ? null : present.address();
  }

  /** True when the peer lives and has been heard. */
  public boolean isOpen(int peer) {
    OutboundLink link = outbound(peer);
    return link != null && link.isOpen();
  }

  /** Returns the live peers, in ascending order; not to be changed. */
  public int[] all() {
    return all;
  }

  /** Returns the live peers that may hold slots, in ascending order; not to be changed. */
  public int[] holders() {
    return holders;
  }

  /** Opens the way of one I/O thread to all peers; it is open as long as the node lives. */
  public Forwarder newForwarder(Executor home) {
    synchronized (forwarders) {
      LinkForwarder forwarder = new LinkForwarder(forwarders.size(), home, this);
      forwarders.add(forwarder);
      return forwarder;
    }
  }

  Environment environment() {
    return environment;
  }

  Ownership ownership() {
    return ownership;
  }

  @Nullable Receiver receiver(Channel channel) {
    return receivers.get(channel.ordinal());
  }

  /** Returns each registered receiver once. */
  Set<Receiver> receivers() {
    Set<Receiver> present = new java.util.LinkedHashSet<>();
    for (int i = 0; i < receivers.length(); i++) {
      Receiver receiver = receivers.get(i);
      if (receiver != null) {
        present.add(receiver);
      }
    }
    return present;
  }

  /** Returns the sending half of the link to a live peer, or null. */
  @Nullable OutboundLink outbound(int peer) {
    Peer present = peers.get(peer);
    return present == null ? null : present.connection().outbound();
  }

  /** Hands a message of answers to the thread that has asked. */
  void answers(int peer, byte[] array, int offset, int length) {
    if (length < RequestLayout.ANSWERS_HEADER_BYTES) {
      throw new IllegalArgumentException("a message of answers is cut off: bytes=" + length);
    }
    int forwarder = RequestLayout.getInt(array, offset);
    if (forwarder < 0 || forwarder >= forwarders.size()) {
      throw new IllegalArgumentException("no such forwarder: number=" + forwarder);
    }
    forwarders.get(forwarder).answers(peer, array, offset);
  }

  /** Fails what was pending, see {@link PeerLink.Events#reset}. */
  void forwardersReset(int peer, long notRunFrom, long deadBelow, boolean lost) {
    for (LinkForwarder forwarder : forwarders) {
      forwarder.reset(peer, notRunFrom, deadBelow, lost);
    }
  }

  RequestRunner borrowRunner() {
    RequestRunner idle = idleRunners.poll();
    return idle != null ? idle : new RequestRunner(environment, slots);
  }

  void giveBackRunner(RequestRunner runner) {
    idleRunners.add(runner);
  }

  /** A member has appeared. Called by the gateway. */
  PeerConnection appeared(UniqueAddress address, Set<String> roles, ActorRef remote) {
    int number = nextNumber++;
    PeerConnection connection =
        new PeerConnection(
            number,
            address.address().getHost().orElse("") + ":" + address.address().getPort().orElse(0),
            remote,
            this);
    peers.put(
        number, new Peer(number, address, roles.contains(ClusterSettings.CACHE_ROLE), connection));
    numbers.put(address, number);
    publish();
    return connection;
  }

  /** A member has gone. Called by the gateway, before the connection is closed. */
  void disappeared(UniqueAddress address) {
    Integer number = numbers.remove(address);
    if (number != null) {
      peers.remove(number);
      publish();
    }
  }

  private void publish() {
    all = peers.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
    holders =
        peers.values().stream().filter(Peer::holder).mapToInt(Peer::number).sorted().toArray();
  }
}
