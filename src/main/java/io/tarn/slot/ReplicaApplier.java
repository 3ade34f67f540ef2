// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Arguments;
import io.tarn.command.CommandTable;
import io.tarn.command.Environment;
import io.tarn.command.Execution;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;
import io.tarn.log.UnitApplier;
import io.tarn.log.record.RecordKind;
import io.tarn.log.record.RecordReader;
import io.tarn.metric.CommandCounters;
import io.tarn.slab.OutOfBudgetException;
import io.tarn.slab.Slab;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the copy of a shard's slots up to date by the units of its stream. One thread at a time;
 * the slots are followed meanwhile ({@link Replication#follow}).
 *
 * <pre>
 *            reset            BEGIN                 END, complete
 *   SYNCED ────────▶ UNKNOWN ───────▶ RECEIVING ──────────────────▶ SYNCED
 *                                     BEGIN again: begins anew
 * </pre>
 *
 * <p>What a slot is UNKNOWN for is skipped. While it is RECEIVING it has a part of its keys: then
 * what builds on the present content is skipped too, for the leader sends it only when it has given
 * up the walk, and the slot will begin anew.
 */
final class ReplicaApplier implements UnitApplier {

  private static final Logger LOG = LoggerFactory.getLogger(ReplicaApplier.class);

  private static final byte UNKNOWN = 0;
  private static final byte RECEIVING = 1;
  private static final byte SYNCED = 2;

  /** What a refused allocation borrows beyond what was missing. */
  private static final long BORROWED = 64 << 10;

  /** How often one record may borrow memory. */
  private static final int MOST_LOANS = 16;

  /** What other threads may take of a loan first: more each time. */
  private static final long SPENT_BY_OTHERS = 256 << 10;

  private static final long PAUSE_NANOS = 50_000;

  private final SlotTable slots;
  private final CommandTable commands;
  private final Slab slab;
  private final Execution execution;
  private final ApplyingConnection connection = new ApplyingConnection();
  private final int first;
  private final byte[] states;
  private final RecordReader reader = new RecordReader();
  private final Arguments arguments = new Arguments(new byte[0]);
  private long skipped;
  private long withoutEffect;

  ReplicaApplier(
      Environment environment,
      SlotTable slots,
      CommandCounters.Stripe counters,
      int first,
      int count) {
    this.slots = slots;
    this.commands = environment.commands();
    this.slab = environment.slab();
    this.execution = new Execution(environment, counters, connection);
    this.first = first;
    this.states = new byte[count];
    Arrays.fill(states, SYNCED);
    boolean _ = execution.quiet(true);
  }

  @Override
  public void reset() {
    Arrays.fill(states, UNKNOWN);
  }

  @Override
  public void complete() {
    Arrays.fill(states, SYNCED);
  }

  /** True when it holds all that the leader has appended up to what was applied. */
  boolean isSynced() {
    for (byte state : states) {
      if (state != SYNCED) {
        return false;
      }
    }
    return true;
  }

  /** Returns how many changes were skipped because a checkpoint had not come to their slot. */
  long skipped() {
    return skipped;
  }

  /** Returns how many commands changed nothing here, which must be none. */
  long withoutEffect() {
    return withoutEffect;
  }

  @Override
  public boolean apply(byte[] array, int offset, int length) {
    reader.reset(array, offset, length);
    while (reader.next()) {
      int index = reader.slot() - first;
      if (index < 0 || index >= states.length) {
        LOG.warn("A record of another shard: slot={}", reader.slot());
        return false;
      }
      if (!isSkipped(reader.kind(), states[index])) {
        if (!applyRecord(array)) {
          LOG.warn("Diverged: slot={} command={}", reader.slot(), commandName());
          return false;
        }
        if (reader.kind() == RecordKind.BEGIN) {
          states[index] = RECEIVING;
        } else if (reader.kind() == RecordKind.END) {
          states[index] = SYNCED;
        }
      } else if (!reader.kind().isOfCheckpoint()) {
        skipped++;
      }
    }
    return reader.isIntact();
  }

  private static boolean isSkipped(RecordKind kind, byte state) {
    return switch (kind) {
      case VERBATIM -> state != SYNCED;
      case STATE, EMPTY, PRUNE -> state == UNKNOWN;
      case BEGIN -> state == SYNCED;
      case ITEM, END -> state != RECEIVING;
    };
  }

  private boolean applyRecord(byte[] array) {
    Slot slot = slots.slot(reader.slot());
    if (!enter(slot)) {
      return false;
    }
    Keyspace keyspace = slot.keyspace();
    keyspace.keepsExpired(false);
    try {
      return switch (reader.kind()) {
        case BEGIN, EMPTY -> {
          slots.discard(keyspace);
          yield true;
        }
        case END -> true;
        case PRUNE -> prune(array, keyspace);
        case VERBATIM -> run(array, true);
        case STATE, ITEM -> run(array, false);
      };
    } finally {
      keyspace.keepsExpired(true);
      slots.leave(slot);
    }
  }

  /* Readers of copies and the housekeeper stay for a short time, a long answer for milliseconds. */
  private static boolean enter(Slot slot) {
    while (!slot.tryEnterCopy()) {
      if (!slot.isFollowed()) {
        LOG.warn("Not followed: slot={}", slot.number());
        return false;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return true;
  }

  private boolean prune(byte[] array, Keyspace keyspace) {
    if (!reader.nextWord()) {
      return false;
    }
    int at = reader.wordOffset();
    long millis = reader.millis();
    long record = keyspace.peek(array, at, reader.wordLength(), millis);
    if (record != Keyspace.NONE && keyspace.fields().mayBeDue(record, millis)) {
      long _ = keyspace.fields().removeDue(record, millis, Integer.MAX_VALUE);
    }
    return true;
  }

  private boolean run(byte[] array, boolean changes) {
    arguments.reset(array);
    while (reader.nextWord()) {
      arguments.add(reader.wordOffset(), reader.wordLength());
    }
    if (!reader.isIntact() || arguments.count() == 0) {
      return false;
    }
    CommandTable.Entry entry = commands.find(arguments);
    if (entry != null && entry.isContainer()) {
      entry = entry.subcommand(arguments);
    }
    if (entry == null || !entry.command().accepts(arguments.count())) {
      return false;
    }
    long before = execution.quietChanges();
    try {
      Reply reply = runWithLoans(entry);
      if (changes && execution.quietChanges() == before) {
        withoutEffect++;
      }
      if (reply instanceof Reply.Failure failure) {
        LOG.warn("Refused here: command={} reply={}", entry.command().name(), failure.message());
        return false;
      }
      return execution.takeWait() == null;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError broken) {
      LOG.error("Cannot apply: command={}", entry.command().name(), broken);
      return false;
    }
  }

  /* Keys of slots that this node leads are evicted afterwards, to make up for what was lent. */
  private Reply runWithLoans(CommandTable.Entry entry) {
    long lent = 0;
    try {
      for (int loans = 0; ; loans++) {
        execution.begin(connection, reader.millis());
        try {
          return entry.command().handler().run(execution, arguments);
        } catch (OutOfBudgetException refused) {
          if (loans == MOST_LOANS) {
            throw refused;
          }
          long more = refused.bytes() + BORROWED + loans * SPENT_BY_OTHERS;
          slab.lend(more);
          lent += more;
        }
      }
    } finally {
      if (lent != 0) {
        slab.lend(-lent);
        slots.callHousekeeper();
      }
    }
  }

  private String commandName() {
    return arguments.count() == 0 ? "" : arguments.text(0);
  }
}
