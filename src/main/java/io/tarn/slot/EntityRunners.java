// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Environment;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Runners for the slots' entities. An actor runs now on one thread and now on another, while a
 * runner counts without atomic operations; so an entity borrows one for a turn. There are never
 * more than threads that ran entities at the same time.
 */
public final class EntityRunners {

  private final Environment environment;
  private final SlotTable slots;
  private final ConcurrentLinkedQueue<RequestRunner> idle = new ConcurrentLinkedQueue<>();

  /** Creates runners on the slots of an environment. */
  public EntityRunners(Environment environment, SlotTable slots) {
    this.environment = environment;
    this.slots = slots;
  }

  RequestRunner borrow() {
    RequestRunner runner = idle.poll();
    return runner != null ? runner : new RequestRunner(environment, slots, true);
  }

  void giveBack(RequestRunner runner) {
    idle.add(runner);
  }
}
