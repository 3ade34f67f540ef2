// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import io.tarn.cluster.fencing.CrashDetector;
import io.tarn.cluster.link.Channel;
import io.tarn.cluster.link.LinkPeers;
import io.tarn.cluster.link.Links;
import io.tarn.cluster.link.Ownership;
import io.tarn.cluster.link.Receiver;
import io.tarn.cluster.placement.Wishes;
import io.tarn.cluster.replication.Replicator;
import io.tarn.cluster.replication.TableMemory;
import io.tarn.cluster.view.ClusterView;
import io.tarn.cluster.view.NodeReport;
import io.tarn.command.ClusterAdmin;
import io.tarn.command.ClusterFacts;
import io.tarn.command.Environment;
import io.tarn.command.Reply;
import io.tarn.log.LogMemory;
import io.tarn.log.StreamSettings;
import io.tarn.slot.Replication;
import io.tarn.slot.SlotTable;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.typed.Cluster;
import org.jspecify.annotations.Nullable;

/** What a node knows and holds of the shards, and its ways to the others, put together. */
final class Shards implements ClusterView.Listener, Ownership, AutoCloseable {

  /** Most memory for what replicas have not got yet, of all shards led here... */
  private static final long BACKLOG_BYTES = 64L << 20;

  /** ... and the part of all memory that it may be. */
  private static final int BACKLOG_PART = 8;

  private final Environment environment;
  private final SlotTable slots;
  private final int slotsPerShard;
  private final ClusterView view;
  private final Replication replication;
  private final Links links;
  private final LinkPeers peers;
  private final Replicator replicator;
  private final Handovers handovers;
  private final Object owners = new Object();
  private final Reports reports;
  private final Wishes wishes = new Wishes();
  private final int replicas;
  private @Nullable LeaseKeeper lease;
  private volatile @Nullable MemberView members;
  private volatile boolean leaving;
  private volatile ClusterAdmin admin = ClusterAdmin.NONE;

  /** Puts it together; nothing is led or followed yet, and nobody is known. */
  Shards(ClusterSettings settings, Environment environment, SlotTable slots) {
    this.environment = environment;
    this.slots = slots;
    this.slotsPerShard = settings.slotsPerShard();
    this.replicas = settings.replicas();
    this.view = new ClusterView(settings.shards(), this);
    this.replication = new Replication(environment, slots, System::currentTimeMillis);
    this.links = new Links(environment, slots, this);
    this.peers = new LinkPeers(links, settings.roles().contains(ClusterSettings.CACHE_ROLE));
    peers.slotsPerShard(slotsPerShard);
    this.handovers =
        new Handovers(
            new Handovers.Parts(
                links,
                view,
                () -> environment.facts().nodeId(),
                this::numberByName,
                this::replicator));
    this.replicator =
        new Replicator(
            new Replicator.Parts(
                view,
                new TableMemory(replication, settings.shards()),
                new LogMemory(environment.slab(), backlogBytes(environment.slab().budgetBytes())),
                stream(settings.replication().backlogBytes()),
                new SecureRandom().nextInt(),
                () -> this.reports().tell(this.replicator()::held)),
            (node, array, offset, length) -> {
              boolean _ = this.links().send(node, Channel.STREAM, array, offset, length);
            },
            links::holders,
            handovers);
    this.reports = new Reports(settings, environment, links, peers, view, this.replicator::removed);
    slots.elsewhere(slot -> peers.owner(slot) >= 0, environment.keyEvents().waiting());
    peers.copies(slot -> replicator.isReadable(slot / slotsPerShard));
    environment.parameters().copies().wanted(replicas);
    environment.parameters().onChange("min-replicas-to-write", this::refuseWrites);
    refuseWrites();
    replicator.lease(() -> !slots.fence().check(System.nanoTime()));
    links.register(Channel.REPORT, reports);
    links.register(Channel.STREAM, new Stream());
    links.register(Channel.LEAD, handovers);
  }

  private void refuseWrites() {
    int least = environment.parameters().copies().leastReplicas();
    slots
        .fence()
        .refuseWrites(least == 0 ? null : slot -> replicator.hasFewer(slot / slotsPerShard, least));
  }

  /* A budget of 0 is none. */
  private static long backlogBytes(long budget) {
    return budget <= 0 ? BACKLOG_BYTES : Math.min(BACKLOG_BYTES, budget / BACKLOG_PART);
  }

  private static StreamSettings stream(int tailBytes) {
    StreamSettings usual = StreamSettings.DEFAULTS;
    return new StreamSettings(
        usual.frameBytes(),
        usual.windowBytes(),
        tailBytes,
        usual.inSyncLagBytes(),
        usual.mostUnitBytes(),
        usual.heartbeatNanos(),
        usual.silentNanos(),
        usual.resendNanos(),
        usual.forgetNanos(),
        usual.backoffNanos(),
        usual.longestBackoffNanos());
  }

  /** Returns "host:port" of the other members as they were last known. */
  List<String> others() {
    LeaseKeeper keeper = lease;
    return keeper == null ? List.of() : keeper.others();
  }

  /** Begins to follow the membership, and to lead and follow. */
  void start(ActorSystem<?> system) {
    LeaseKeeper keeper =
        new LeaseKeeper(
            Cluster.get(system),
            links,
            slots.fence(),
            CrashDetector.dead(Adapter.toClassic(system).eventStream()));
    links.register(Channel.PING, keeper);
    ClusterOrders orders =
        new ClusterOrders(
            new ClusterOrders.Parts(
                links,
                members(Cluster.get(system)),
                wishes,
                view.shards(),
                replicas,
                this::number,
                this::drain));
    links.register(Channel.ADMIN, orders);
    admin = orders;
    lease = keeper;
    links.start(Adapter.toClassic(system));
    replicator.start();
    keeper.start();
  }

  ClusterFacts facts(Cluster cluster) {
    return new ViewFacts(
        cluster,
        links,
        view,
        slots.fence(),
        environment::facts,
        slotsPerShard,
        replicas,
        replicator::ledShards);
  }

  /** Returns who carries out what operators ask. */
  ClusterAdmin admin() {
    return admin;
  }

  /** Returns the members as placement sees them; always the same object. */
  synchronized MemberView members(Cluster cluster) {
    MemberView present = members;
    if (present == null) {
      present = new MemberView(cluster, links, view, reports);
      members = present;
    }
    return present;
  }

  Wishes wishes() {
    return wishes;
  }

  private int number(String nodeId) {
    if (environment.facts().nodeId().equals(nodeId)) {
      return ClusterView.SELF;
    }
    return view.reports().entrySet().stream()
        .filter(entry -> entry.getValue().nodeId().equals(nodeId))
        .mapToInt(Map.Entry::getKey)
        .findAny()
        .orElse(ClusterView.NOBODY);
  }

  private int numberByName(String name) {
    MemberView present = members;
    return present == null ? ClusterView.NOBODY : present.number(name);
  }

  /** Returns who has shards handed over. */
  Handovers handovers() {
    return handovers;
  }

  /** True when every member that may hold copies has reported what it holds. */
  boolean hasHeardAll(Cluster cluster) {
    return members(cluster).isComplete();
  }

  /** Asks to be emptied, or no longer. */
  void drain(boolean on) {
    reports.draining(on);
    reports.tell(replicator::held);
  }

  /** Has no more copies asked for by this node: what it asks for now keeps it from stopping. */
  void leave() {
    leaving = true;
  }

  boolean isLeaving() {
    return leaving;
  }

  /** True when some other node could take what is held here. */
  boolean hasTaker() {
    Map<Integer, NodeReport> reported = view.reports();
    return reported.entrySet().stream()
        .anyMatch(
            entry ->
                entry.getKey() != ClusterView.SELF
                    && entry.getValue().holder()
                    && !entry.getValue().draining());
  }

  /** True while some shard is led here. */
  boolean isLeading() {
    for (int shard = 0; shard < view.shards(); shard++) {
      if (view.leader(shard) == ClusterView.SELF) {
        return true;
      }
    }
    return false;
  }

  ClusterView view() {
    return view;
  }

  Links links() {
    return links;
  }

  LinkPeers peers() {
    return peers;
  }

  Replicator replicator() {
    return replicator;
  }

  Reports reports() {
    return reports;
  }

  @Override
  public void leaderChanged(int shard, int ignored) {
    replicator.leaderChanged(shard);
    int first = shard * slotsPerShard;
    int leader;
    synchronized (owners) { // two threads may tell of one shard, the later change first
      leader = view.leader(shard);
      for (int slot = first; slot < first + slotsPerShard; slot++) {
        peers.owner(slot, leader);
      }
    }
    for (int slot = first; leader >= 0 && slot < first + slotsPerShard; slot++) {
      slots.sendOn(slot);
    }
  }

  @Override
  public void epochChanged(int shard, long epoch) {
    peers.epoch(shard, epoch);
  }

  @Override
  public boolean leads(int slot) {
    return peers.owner(slot) == ClusterView.SELF;
  }

  @Override
  public boolean follows(int slot) {
    return replication.isFollowed(slot);
  }

  @Override
  public boolean isRefusal(Reply.Failure answer) {
    return answer.message().startsWith("TRYAGAIN Slot ");
  }

  @Override
  public void close() {
    LeaseKeeper keeper = lease;
    if (keeper != null) {
      keeper.close();
    }
    replicator.close();
  }

  private final class Stream implements Receiver {
    @Override
    public void received(int peer, byte[] array, int offset, int length) {
      replicator.received(peer, array, offset, length);
    }

    @Override
    public void reset(int peer) {
      replicator.lost(peer);
    }

    @Override
    public void lost(int peer) {
      // The reports' receiver is told as well, and forgets the peer.
    }
  }
}
