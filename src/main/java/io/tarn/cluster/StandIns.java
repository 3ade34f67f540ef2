// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import io.tarn.slot.EntityRunners;
import io.tarn.slot.SlotEntity;
import io.tarn.slot.SlotTable;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Starts entities for slots that this node leads before sharding has their shard here: a shard is
 * led by another node within milliseconds, and sharding follows when it has the time. The entity
 * that sharding starts then replaces the stand-in. A stand-in that has nothing to lead ends.
 */
final class StandIns extends AbstractBehavior<StandIns.Needed> {

  /**
   * Requests wait for a slot that is led here and has no entity.
   *
   * @param slot slot number
   */
  record Needed(int slot) {}

  private final SlotTable slots;
  private final EntityRunners runners;

  private StandIns(ActorContext<Needed> context, SlotTable slots, EntityRunners runners) {
    super(context);
    this.slots = slots;
    this.runners = runners;
  }

  /** Creates the behaviour. */
  static Behavior<Needed> create(SlotTable slots, EntityRunners runners) {
    return Behaviors.setup(context -> new StandIns(context, slots, runners));
  }

  @Override
  public Receive<Needed> createReceive() {
    return newReceiveBuilder().onMessage(Needed.class, this::onNeeded).build();
  }

  private Behavior<Needed> onNeeded(Needed needed) {
    String name = "slot-" + needed.slot();
    if (getContext().getChild(name).isEmpty()) {
      var entity =
          getContext()
              .spawn(
                  SlotEntity.createStandIn(
                      needed.slot(), slots, runners, System::currentTimeMillis),
                  name);
      entity.tell(SlotEntity.ATTEND);
    }
    return this;
  }
}
