// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Connection;
import io.tarn.command.Reply;
import io.tarn.command.transaction.Transaction;
import io.tarn.command.transaction.TransactionCommands;
import io.tarn.metric.CommandCounters;
import io.tarn.slab.Slab;

/** How a runner hands over answers, and refuses requests. Used by one thread. */
final class Answers {

  private final CommandCounters.Stripe counters;
  private final Slab slab;
  private final boolean forEntities;

  Answers(CommandCounters.Stripe counters, Slab slab, boolean forEntities) {
    this.counters = counters;
    this.slab = slab;
    this.forEntities = forEntities;
  }

  /* EXEC that is refused has ended the transaction, if there was one. */
  boolean reject(CommandPlan plan, Reply.Failure failure, Connection connection, ReplySink sink) {
    counters.rejected(plan.ordinal());
    if (plan.isExec()) {
      connection.endTransaction(slab);
      return refuse(TransactionCommands.aborted(failure), sink);
    }
    return reject(failure, connection, sink);
  }

  /** Answers what did not come to run, after which a transaction will not run either. */
  boolean reject(Reply.Failure failure, Connection connection, ReplySink sink) {
    Transaction transaction = connection.transaction();
    if (transaction != null && transaction.isOpen()) {
      transaction.spoil();
    }
    return refuse(failure, sink);
  }

  void hand(Reply reply, ReplySink sink) {
    if (forEntities) {
      sink.acceptLater(reply);
    } else {
      sink.accept(reply);
    }
  }

  boolean refuse(Reply.Failure failure, ReplySink sink) {
    counters.errorReplied(failure.message());
    sink.accept(failure);
    return true;
  }
}
