// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Arguments;
import io.tarn.command.CommandTable;
import io.tarn.command.Connection;
import io.tarn.command.Environment;
import io.tarn.command.Reply;
import io.tarn.command.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests wait in the line of a slot that have not been tried here: nobody is known to lead
 * the slot, or whoever was thought to does not. Any thread.
 */
public final class WaitingRoom {

  private final CommandPlan[] plans;
  private final SlotTable slots;

  /** Creates the way to the lines of the slots of an environment. */
  public WaitingRoom(Environment environment, SlotTable slots) {
    this.plans = CommandPlan.all(environment.commands());
    this.slots = slots;
  }

  /** Returns the {@code nanoTime} by which a request that begins to wait now is answered. */
  public long deadlineNanos() {
    return slots.waitDeadlineNanos();
  }

  /**
   * Puts a request into a line: it is run when the slot opens here, {@linkplain ReplySink#takeBack
   * taken back} when another node leads it, or answered with an error in the end.
   *
   * @param own arguments, which are the line's from now on
   * @param sink {@link ReplySink#acceptLater} or takeBack is called once, perhaps at once
   * @param transaction what it is to run, if it is EXEC
   * @return why it may not wait, or null; then the arguments and the transaction are the caller's
   */
  public Reply.@Nullable Failure await(
      int slot,
      CommandTable.Entry entry,
      Arguments own,
      Connection connection,
      ReplySink sink,
      long deadlineNanos,
      @Nullable Transaction transaction) {
    return slots.await(
        slot,
        new WaitingRequest(
            plans[entry.ordinal()], own, connection, sink, deadlineNanos, transaction));
  }
}
