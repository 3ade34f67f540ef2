// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Environment;
import io.tarn.command.Errors;
import io.tarn.command.KeySpec;
import io.tarn.command.Reply;
import io.tarn.command.transaction.Transaction;
import io.tarn.command.transaction.TransactionCommands;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Decides for one runner whether requests may run, or be queued, at all. Used by one thread. */
final class Admission {

  private final Environment environment;
  private final SlotTable slots;
  private final RequestRoom room;

  /** Said of a write for which too few replicas are in sync. */
  static final Reply.Failure NO_REPLICAS =
      new Reply.Failure("NOREPLICAS Not enough good replicas to write.");

  Admission(Environment environment, SlotTable slots, RequestRoom room) {
    this.environment = environment;
    this.slots = slots;
    this.room = room;
  }

  /** True when too few replicas are in sync for what a request, or its transaction, writes. */
  boolean lacksReplicas(CommandPlan plan, Arguments arguments, @Nullable Transaction transaction) {
    if (slots.fence().unwritable() == null) {
      return false;
    }
    return transaction == null
        ? plan.write() && lacksReplicas(plan.keys(), arguments)
        : lacksReplicas(transaction);
  }

  private boolean lacksReplicas(Transaction transaction) {
    for (Transaction.Queued request : transaction.requests()) {
      if (request.entry().isWrite()
          && lacksReplicas(request.entry().command().keys(), request.arguments())) {
        return true;
      }
    }
    return false;
  }

  private boolean lacksReplicas(KeySpec keys, Arguments arguments) {
    IntPredicate unwritable = slots.fence().unwritable();
    int count = unwritable == null ? 0 : keys.count(arguments);
    for (int n = 0; unwritable != null && n < count; n++) {
      if (unwritable.test(arguments.slot(keys.position(arguments, n)))) {
        return true;
      }
    }
    return false;
  }

  /** Returns why a request may not run, or null. Makes room for it. */
  Reply.@Nullable Failure running(
      CommandPlan plan, Arguments arguments, Connection connection, long nowMillis) {
    if (!plan.accepts(arguments.count())) {
      return Errors.wrongArity(plan.name());
    }
    if (!connection.authenticated() && !plan.needsNoPassword()) {
      return Errors.AUTHENTICATION_REQUIRED;
    }
    if (plan.deniesOutOfMemory() && !room.allows(arguments, nowMillis)) {
      return Errors.OUT_OF_MEMORY;
    }
    if (plan.write() && lacksReplicas(plan.keys(), arguments)) {
      return NO_REPLICAS;
    }
    return connection.inSubscribeMode() && !plan.inSubscribeMode()
        ? Errors.notInSubscribeMode(plan.name())
        : null;
  }

  /**
   * Returns why a request may not be queued, or run, between MULTI and EXEC, or null. Whatever is
   * queued takes memory, so when that is short nothing is but what ends the transaction.
   */
  Reply.@Nullable Failure queuing(
      CommandPlan plan,
      Arguments arguments,
      Connection connection,
      Transaction transaction,
      long nowMillis) {
    if (!plan.accepts(arguments.count())) {
      return Errors.wrongArity(plan.name());
    }
    if (!connection.authenticated() && !plan.needsNoPassword()) {
      return Errors.AUTHENTICATION_REQUIRED;
    }
    if (plan.inTransaction() == CommandPlan.InTransaction.REFUSED) {
      return TransactionCommands.NOT_ALLOWED;
    }
    if (connection.inSubscribeMode() && !plan.inSubscribeMode()) {
      return Errors.notInSubscribeMode(plan.name());
    }
    if (plan.inTransaction() != CommandPlan.InTransaction.ENDS_IT) {
      if (!room.allows(arguments, nowMillis)) {
        return Errors.OUT_OF_MEMORY;
      }
      long limit = environment.parameters().clientQueryBufferLimit();
      return transaction.isFull(arguments.bytesOnHeap(), limit)
          ? TransactionCommands.TOO_LONG
          : null;
    }
    if (plan.isExec() && lacksReplicas(transaction)) {
      return NO_REPLICAS;
    }
    return plan.isExec()
            && transaction.deniesOutOfMemory()
            && !room.allows(transaction.heapBytes(), nowMillis)
        ? Errors.OUT_OF_MEMORY
        : null;
  }
}
