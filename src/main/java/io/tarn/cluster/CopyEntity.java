// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import io.tarn.cluster.replication.Copies;
import io.tarn.slot.SlotMessage;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * One copy of a shard that the placement has put on this node: the primary, which has the shard led
 * from here and its slots opened, or a replica, which has it followed.
 *
 * <p>Placement follows leading ({@link io.tarn.cluster.replication.Succession}): a shard that is
 * moved is handed over between the nodes first, and only then placed elsewhere. The exception is a
 * node that leaves with shards that it could not hand over: then the end of this entity waits until
 * the followers have everything, or have had time enough. A replica has nothing to wait for when it
 * is stopped.
 */
final class CopyEntity extends AbstractBehavior<SlotMessage> {

  /** Starts the entities of the slots of a shard that is led here. */
  interface SlotOpener {
    void open(int shard);
  }

  private static final SlotMessage GIVEN_UP = new SlotMessage.GivenUp();

  private final int shard;
  private final int copy;
  private final Copies copies;

  private CopyEntity(ActorContext<SlotMessage> context, int shard, int copy, Copies copies) {
    super(context);
    this.shard = shard;
    this.copy = copy;
    this.copies = copies;
  }

  /** Creates the entity of copy number {@code copy} of a shard, 0 being the primary. */
  static Behavior<SlotMessage> create(int shard, int copy, Copies copies, SlotOpener slots) {
    return Behaviors.setup(
        context -> {
          if (copy == 0) {
            copies.lead(shard, () -> slots.open(shard));
          } else {
            copies.follow(shard, copy);
          }
          return new CopyEntity(context, shard, copy, copies);
        });
  }

  @Override
  public Receive<SlotMessage> createReceive() {
    return newReceiveBuilder()
        .onMessage(SlotMessage.Take.class, _ -> this)
        .onMessage(SlotMessage.Close.class, _ -> onClose())
        .onMessage(SlotMessage.GivenUp.class, _ -> Behaviors.stopped())
        .build();
  }

  private Behavior<SlotMessage> onClose() {
    if (copy != 0) {
      copies.unfollow(shard, copy);
      return Behaviors.stopped();
    }
    var self = getContext().getSelf();
    copies.release(shard, () -> self.tell(GIVEN_UP));
    return this;
  }
}
