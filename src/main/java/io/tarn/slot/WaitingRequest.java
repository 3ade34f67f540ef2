// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.transaction.Transaction;
import io.tarn.slab.Slab;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A request in a {@link WaitingLine}. It is answered once, by whoever {@linkplain #claim claims}
 * it: the entity that runs it, or the sweep that finds it too old.
 */
final class WaitingRequest {

  private final CommandPlan plan;
  private final Arguments arguments;
  private final Connection connection;
  private final ReplySink sink;
  private final long deadlineNanos;
  private final @Nullable Transaction transaction;
  private final AtomicBoolean claimed = new AtomicBoolean();

  /**
   * Creates a request whose arguments are its own, to be answered before {@code nanoTime}.
   *
   * @param transaction what it is to run, if it is EXEC: its own from now on
   */
  WaitingRequest(
      CommandPlan plan,
      Arguments arguments,
      Connection connection,
      ReplySink sink,
      long deadlineNanos,
      @Nullable Transaction transaction) {
    this.plan = plan;
    this.arguments = arguments;
    this.connection = connection;
    this.sink = sink;
    this.deadlineNanos = deadlineNanos;
    this.transaction = transaction;
  }

  CommandPlan plan() {
    return plan;
  }

  Arguments arguments() {
    return arguments;
  }

  Connection connection() {
    return connection;
  }

  @Nullable Transaction transaction() {
    return transaction;
  }

  /** Frees what it holds, once it has been answered. */
  void release(Slab slab) {
    arguments.freeBlocks(slab);
    if (transaction != null) {
      transaction.discard(slab);
    }
  }

  ReplySink sink() {
    return sink;
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  boolean isOverdue(long nowNanos) {
    return nowNanos - deadlineNanos > 0;
  }

  /** Takes the right and duty to answer; true for one caller only. */
  boolean claim() {
    return claimed.compareAndSet(false, true);
  }

  /** Gives the claim back: nothing was changed or answered. */
  void unclaim() {
    claimed.set(false);
  }

  boolean isClaimed() {
    return claimed.get();
  }
}
