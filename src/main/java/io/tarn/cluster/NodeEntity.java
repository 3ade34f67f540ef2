// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import io.tarn.cluster.placement.CopyAllocationStrategy;
import io.tarn.cluster.placement.MoveLimits;
import io.tarn.cluster.replication.Copies;
import io.tarn.cluster.view.ClusterView;
import io.tarn.keyspace.HashSlot;
import io.tarn.slot.EntityRunners;
import io.tarn.slot.SlotEntity;
import io.tarn.slot.SlotMessage;
import io.tarn.slot.SlotTable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.ShardCoordinator;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityContext;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.apache.pekko.cluster.typed.Subscribe;
import org.jspecify.annotations.Nullable;

/**
 * The node's first actor: joins the cluster, starts the sharding of the copies, has those asked for
 * that are nowhere, says when every slot is served, and sweeps the slot table.
 */
final class NodeEntity extends AbstractBehavior<NodeEntity.Tick> {

  /** What the timers and the cluster tell. */
  enum Tick {
    SWEEP,
    CONDUCT,
    MEMBERS_CHANGED
  }

  /**
   * What the actor works with.
   *
   * @param strategy where copies are placed, or null for Tarn's own choice
   * @param ready completed when the slots are served
   */
  record Parts(
      ClusterSettings settings,
      SlotTable slots,
      EntityRunners runners,
      Shards shards,
      ShardCoordinator.@Nullable ShardAllocationStrategy strategy,
      CompletableFuture<Done> ready) {

    ClusterView view() {
      return shards.view();
    }

    Copies copies() {
      return shards.replicator();
    }
  }

  /** The one sharded type. */
  static final EntityTypeKey<SlotMessage> SLOT = EntityTypeKey.create(SlotMessage.class, "slot");

  private static final Duration CONDUCT_INTERVAL = Duration.ofMillis(20);

  /** A new cluster of several places its shards when no member has come or gone for so long. */
  private static final long SETTLED_NANOS = 300_000_000L;

  /** How long a new cluster waits for all of its seeds. */
  private static final long FORMING_NANOS = 5_000_000_000L;

  private final Parts parts;
  private final TimerScheduler<Tick> timers;
  private final Cluster cluster;
  private final Conductor conductor;
  private final ActorRef<StandIns.Needed> standIns;
  private volatile @Nullable ActorRef<SlotMessage> region;
  private long changedNanos = System.nanoTime();
  private boolean settled;

  private NodeEntity(ActorContext<Tick> context, TimerScheduler<Tick> timers, Parts parts) {
    super(context);
    this.timers = timers;
    this.parts = parts;
    this.cluster = Cluster.get(context.getSystem());
    this.conductor = new Conductor(parts.view(), parts.settings().replicas());
    this.standIns = context.spawn(StandIns.create(parts.slots(), parts.runners()), "stand-ins");
    this.region = ClusterSharding.get(context.getSystem()).init(entity());
  }

  /** Creates the behaviour. */
  static Behavior<Tick> create(Parts parts) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  NodeEntity node = new NodeEntity(context, timers, parts);
                  node.join();
                  return node;
                }));
  }

  @Override
  public Receive<Tick> createReceive() {
    return newReceiveBuilder()
        .onMessageEquals(Tick.SWEEP, this::onSweep)
        .onMessageEquals(Tick.CONDUCT, this::onConduct)
        .onMessageEquals(Tick.MEMBERS_CHANGED, this::onMembersChanged)
        .build();
  }

  private Entity<SlotMessage, SlotMessage> entity() {
    Entity<SlotMessage, SlotMessage> entity =
        Entity.of(SLOT, this::start)
            .withMessageExtractor(new CopyExtractor(parts.settings().slotsPerShard()))
            .withStopMessage(new SlotMessage.Close())
            .withRole(ClusterSettings.CACHE_ROLE);
    return entity.withAllocationStrategy(strategy());
  }

  private ShardCoordinator.ShardAllocationStrategy strategy() {
    if (parts.strategy() != null) {
      return parts.strategy();
    }
    ClusterSettings settings = parts.settings();
    Shards shards = parts.shards();
    return new CopyAllocationStrategy(
        cluster.selfMember().address(),
        new CopyAllocationStrategy.Terms(
            settings.shards(), settings.replicas(), Math.max(1, settings.seeds().size())),
        MoveLimits.DEFAULT,
        shards.members(cluster),
        shards.wishes(),
        shards.handovers()::transfer,
        copy -> tellRegion(new SlotMessage.Take(copy.shard(), copy.copy())),
        System::nanoTime);
  }

  /* Any thread. */
  private void tellRegion(SlotMessage message) {
    ActorRef<SlotMessage> present = region;
    if (present != null) {
      present.tell(message);
    }
  }

  private Behavior<SlotMessage> start(EntityContext<SlotMessage> started) {
    String id = started.getEntityId();
    return CopyExtractor.isCopy(id)
        ? CopyEntity.create(
            CopyExtractor.shard(id), CopyExtractor.copy(id), parts.copies(), this::openSlots)
        : SlotEntity.create(
            Integer.parseInt(id), parts.slots(), parts.runners(), System::currentTimeMillis);
  }

  /* Has sharding start the entities; the gates are open. */
  private void openSlots(int shard) {
    int count = parts.settings().slotsPerShard();
    for (int slot = shard * count; slot < (shard + 1) * count; slot++) {
      tellRegion(new SlotMessage.Open(slot));
    }
  }

  private void join() {
    cluster.manager().tell(new JoinSeedNodes(SeedNodes.of(parts.settings(), cluster.selfMember())));
    ActorRef<ClusterEvent.MemberEvent> members =
        getContext().messageAdapter(ClusterEvent.MemberEvent.class, _ -> Tick.MEMBERS_CHANGED);
    cluster.subscriptions().tell(Subscribe.create(members, ClusterEvent.MemberEvent.class));
    parts.slots().attach(this::wake);
    timers.startTimerWithFixedDelay(Tick.SWEEP, Duration.ofMillis(SlotTable.SWEEP_MILLIS));
    timers.startTimerWithFixedDelay(Tick.CONDUCT, CONDUCT_INTERVAL);
  }

  /* A slot that requests wait for has no entity here. Any thread. */
  private void wake(int slot) {
    int shard = slot / parts.settings().slotsPerShard();
    if (parts.view().leader(shard) == ClusterView.SELF) {
      if (parts.copies().isPlaced(shard)) {
        tellRegion(new SlotMessage.Open(slot));
      } else {
        standIns.tell(new StandIns.Needed(slot));
      }
    }
  }

  private Behavior<Tick> onSweep() {
    parts.slots().sweep(System.nanoTime());
    return this;
  }

  private Behavior<Tick> onMembersChanged() {
    changedNanos = System.nanoTime();
    return onConduct();
  }

  private Behavior<Tick> onConduct() {
    long now = System.nanoTime();
    List<Member> holders = holders();
    boolean up = cluster.selfMember().status() == MemberStatus.up();
    boolean stays = up && !parts.shards().isLeaving();
    parts.shards().handovers().member(stays && parts.shards().hasHeardAll(cluster));
    if (stays && isSettled(now, holders.size())) {
      for (SlotMessage.Take take :
          conductor.due(now, isOldest(holders), holders.size(), parts.copies()::isPlaced)) {
        tellRegion(take);
      }
    }
    if (up && !parts.ready().isDone() && isServed()) {
      parts.ready().complete(Done.getInstance());
    }
    return this;
  }

  private boolean isSettled(long nowNanos, int holders) {
    int expected = parts.settings().seeds().size();
    long calm = nowNanos - changedNanos;
    settled |=
        expected <= 1
            || calm > FORMING_NANOS
            || (holders >= expected && calm > SETTLED_NANOS)
            || hasLeaders();
    return settled;
  }

  private boolean hasLeaders() {
    for (int shard = 0; shard < parts.view().shards(); shard++) {
      if (parts.view().highestEpoch(shard) > 0) {
        return true;
      }
    }
    return false;
  }

  /** True when every shard has a leader, and those led here are open. */
  private boolean isServed() {
    int led = 0;
    for (int shard = 0; shard < parts.view().shards(); shard++) {
      int leader = parts.view().leader(shard);
      if (leader == ClusterView.NOBODY) {
        return false;
      }
      led += leader == ClusterView.SELF ? 1 : 0;
    }
    return parts.slots().openCount() >= led * (HashSlot.COUNT / parts.view().shards());
  }

  private List<Member> holders() {
    return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
        .filter(member -> member.hasRole(ClusterSettings.CACHE_ROLE))
        .filter(member -> member.status() == MemberStatus.up())
        .toList();
  }

  private boolean isOldest(List<Member> holders) {
    Member self = cluster.selfMember();
    return holders.stream().noneMatch(member -> member.isOlderThan(self)) && holders.contains(self);
  }
}
