// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import io.tarn.keyspace.HashSlot;
import io.tarn.slot.EntityRunners;
import io.tarn.slot.SlotEntity;
import io.tarn.slot.SlotMessage;
import io.tarn.slot.SlotTable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.ShardCoordinator;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.jspecify.annotations.Nullable;

/**
 * The node's first actor: joins the cluster, starts the sharding of the slots, has every slot
 * opened, says when that is done, and sweeps the slot table.
 */
final class NodeEntity extends AbstractBehavior<NodeEntity.Tick> {

  /** What the timers tell. */
  enum Tick {
    SWEEP,
    LOOK_WHETHER_READY
  }

  /** The one sharded type. */
  static final EntityTypeKey<SlotMessage> SLOT = EntityTypeKey.create(SlotMessage.class, "slot");

  private static final Duration LOOK_INTERVAL = Duration.ofMillis(10);

  private final ClusterSettings settings;
  private final SlotTable slots;
  private final CompletableFuture<Done> ready;
  private final TimerScheduler<Tick> timers;

  private NodeEntity(
      ActorContext<Tick> context,
      TimerScheduler<Tick> timers,
      ClusterSettings settings,
      SlotTable slots,
      CompletableFuture<Done> ready) {
    super(context);
    this.timers = timers;
    this.settings = settings;
    this.slots = slots;
    this.ready = ready;
  }

  /**
   * Creates the behaviour.
   *
   * @param strategy where shards are placed, or null for Pekko's own choice
   * @param ready completed when the slots are served
   */
  static Behavior<Tick> create(
      ClusterSettings settings,
      SlotTable slots,
      EntityRunners runners,
      ShardCoordinator.@Nullable ShardAllocationStrategy strategy,
      CompletableFuture<Done> ready) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  NodeEntity node = new NodeEntity(context, timers, settings, slots, ready);
                  node.join();
                  node.openSlots(runners, strategy);
                  return node;
                }));
  }

  @Override
  public Receive<Tick> createReceive() {
    return newReceiveBuilder()
        .onMessageEquals(Tick.SWEEP, this::onSweep)
        .onMessageEquals(Tick.LOOK_WHETHER_READY, this::onLook)
        .build();
  }

  private void join() {
    Cluster cluster = Cluster.get(getContext().getSystem());
    cluster.manager().tell(new JoinSeedNodes(SeedNodes.of(settings, cluster.selfMember())));
  }

  private void openSlots(
      EntityRunners runners, ShardCoordinator.@Nullable ShardAllocationStrategy strategy) {
    Entity<SlotMessage, SlotMessage.Open> entity =
        Entity.of(
                SLOT,
                started ->
                    SlotEntity.create(
                        Integer.parseInt(started.getEntityId()),
                        slots,
                        runners,
                        System::currentTimeMillis))
            .withMessageExtractor(new SlotExtractor(settings.slotsPerShard()))
            .withStopMessage(new SlotMessage.Close())
            .withRole(ClusterSettings.CACHE_ROLE);
    if (strategy != null) {
      entity = entity.withAllocationStrategy(strategy);
    }
    ActorRef<SlotMessage.Open> region = ClusterSharding.get(getContext().getSystem()).init(entity);
    slots.attach(region);
    for (int slot = 0; slot < HashSlot.COUNT; slot++) {
      region.tell(new SlotMessage.Open(slot));
    }
    Duration sweep = Duration.ofMillis(SlotTable.SWEEP_MILLIS);
    timers.startTimerWithFixedDelay(Tick.SWEEP, sweep);
    timers.startTimerWithFixedDelay(Tick.LOOK_WHETHER_READY, LOOK_INTERVAL);
  }

  private Behavior<Tick> onSweep() {
    slots.sweep(System.nanoTime());
    return this;
  }

  private Behavior<Tick> onLook() {
    if (slots.openCount() == HashSlot.COUNT) {
      timers.cancel(Tick.LOOK_WHETHER_READY);
      ready.complete(Done.getInstance());
    }
    return this;
  }
}
