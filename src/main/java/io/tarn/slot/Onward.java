// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Arguments;
import io.tarn.command.KeySpec;
import io.tarn.command.blocking.WaitingClients;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Sends on what waits here for slots that other nodes lead: requests in lines go back to who put
 * them there, if it {@linkplain ReplySink#takesBack takes them back}, and are routed again. Any
 * thread.
 */
final class Onward {

  private final SlotTable slots;
  private volatile @Nullable IntPredicate elsewhere;
  private volatile @Nullable WaitingClients waitingForKeys;

  Onward(SlotTable slots) {
    this.slots = slots;
  }

  void elsewhere(IntPredicate ledByOthers, WaitingClients clients) {
    waitingForKeys = clients;
    elsewhere = ledByOthers;
  }

  /** True when another node leads a slot, as far as is known. */
  boolean isElsewhere(int slot) {
    IntPredicate present = elsewhere;
    return present != null && present.test(slot);
  }

  /** Sends on the requests in a line that cannot run here. */
  void send(Slot slot, WaitingLine line) {
    if (elsewhere == null) {
      return;
    }
    boolean whole = isElsewhere(slot.number());
    for (WaitingRequest request : line) {
      if (request.sink().takesBack() && (whole || needsOther(request)) && request.claim()) {
        slots.finish(line, request);
        request
            .sink()
            .takeBack(request.arguments(), request.transaction(), request.deadlineNanos());
      }
    }
  }

  /** Sends on the requests that wait for keys of slots which have gone. */
  void sendBlocked() {
    WaitingClients clients = waitingForKeys;
    if (clients != null && clients.count() > 0) {
      clients.depart(this::isElsewhere);
    }
  }

  private boolean needsOther(WaitingRequest request) {
    CommandPlan plan = request.plan();
    if (plan.oneKey()) {
      return false;
    }
    KeySpec keys = plan.keys();
    Arguments arguments = request.arguments();
    int count = keys.count(arguments);
    for (int n = 0; n < count; n++) {
      if (isElsewhere(arguments.slot(keys.position(arguments, n)))) {
        return true;
      }
    }
    return false;
  }
}
