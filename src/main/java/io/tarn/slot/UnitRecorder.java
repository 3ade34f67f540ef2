// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Arguments;
import io.tarn.command.CommandTable;
import io.tarn.command.Connection;
import io.tarn.command.Execution;
import io.tarn.command.KeySpec;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;
import io.tarn.log.record.RecordKind;
import io.tarn.log.record.RecordWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what the requests of one runner have changed into units of the shards' streams. Records
 * gather here, shard by shard, until {@link #flush} appends them; the gates of all that was changed
 * are held until then. Used by one thread.
 */
final class UnitRecorder {

  /*
   * A record is of one slot. A request whose keys lie in one slot goes as it is, with the clock it
   * was run by, wherever that repeats exactly; see Repetition. Otherwise each changed key goes by
   * itself, as a command that does to it what was done, or as its state.
   *
   * While a slot is walked for a checkpoint, those who read it have a part of its keys. So nothing
   * is recorded that builds on what was there: all goes as state.
   *
   * What cannot be recorded (a value that does not fit the heap) must not be left out in silence.
   * A unit that is no record makes every follower ask for a checkpoint.
   */

  private static final Logger LOG = LoggerFactory.getLogger(UnitRecorder.class);

  private static final byte[] UNREADABLE = {0};

  private final SlotTable slots;
  private final CommandPlan[] plans;
  private final CommandTable commands;
  private final Rewriting rewriting = new Rewriting(this);
  private Part[] parts = {new Part()};
  private int count;
  private @Nullable Connection requester;
  private @Nullable ReplySink asking;

  /** What has gathered for one shard. */
  private static final class Part {
    private final RecordWriter writer = new RecordWriter();
    private @Nullable ShardStream stream;
  }

  UnitRecorder(SlotTable slots, CommandTable commands, CommandPlan[] plans) {
    this.slots = slots;
    this.commands = commands;
    this.plans = plans;
  }

  /** Runs the handler of a request and records what that has changed. */
  Reply run(CommandPlan plan, Execution context, Arguments arguments) {
    context.forgetChanges();
    Reply reply = plan.handler().run(context, arguments);
    if (slots.isRecording() && context.changes() > 0) {
      ran(plan, context, arguments, reply);
    }
    return reply;
  }

  private void ran(CommandPlan plan, Execution context, Arguments arguments, Reply reply) {
    try {
      record(plan, context, arguments, reply);
    } catch (RuntimeException | OutOfMemoryError failure) {
      LOG.error("Not recorded, the copies are made anew: command={}", plan.name(), failure);
      spoil(plan.keys(), arguments);
    }
  }

  /** Records and appends what serving the request of a client that has waited has changed. */
  void served(Execution context, Arguments arguments, Reply reply, @Nullable ReplySink sink) {
    CommandTable.Entry entry = slots.isRecording() ? commands.find(arguments) : null;
    if (entry != null && context.changes() > 0) {
      ran(plans[entry.ordinal()], context, arguments, reply);
      flush(context.connection(), sink);
    }
  }

  /** Records all keys of a request that has failed half-way. */
  void broke(CommandPlan plan, Execution context, Arguments arguments) {
    if (!plan.write() || !slots.isRecording()) {
      return;
    }
    try {
      KeySpec keys = plan.keys();
      int total = keys.count(arguments);
      for (int n = 0; n < total; n++) {
        state(context, arguments, keys.position(arguments, n));
      }
    } catch (RuntimeException | OutOfMemoryError failure) {
      LOG.error("Not recorded, the copies are made anew: command={}", plan.name(), failure);
      spoil(plan.keys(), arguments);
    }
  }

  private void record(CommandPlan plan, Execution context, Arguments arguments, Reply reply) {
    int only = onlySlot(plan, arguments);
    if (only >= 0 && slots.slot(only).stream() == null) {
      return;
    }
    if (arguments.isTaken() || (only >= 0 && slots.slot(only).isWalked())) {
      states(context, arguments);
      return;
    }
    boolean isOne = only >= 0;
    switch (plan.repetition()) {
      case VERBATIM -> verbatimOrStates(isOne, context, arguments);
      case STATE -> states(context, arguments);
      case DRAWN_MEMBERS -> rewriting.drawn(context, arguments, reply);
      case LIST_POP -> rewriting.listPop(plan, context, arguments);
      case SORTED_SET_POP -> rewriting.sortedSetPop(plan, context, arguments);
      case LIST_MOVE -> rewriting.listMove(plan, isOne, context, arguments, reply);
      case MEMBER_MOVE -> {
        if (isOne) {
          verbatim(context, arguments);
        } else {
          rewriting.memberMove(context, arguments);
        }
      }
      case PAIRS -> {
        if (isOne) {
          verbatim(context, arguments);
        } else {
          rewriting.pairs(context, arguments);
        }
      }
    }
  }

  /* The slot of all keys, or -1 when there are several. */
  private static int onlySlot(CommandPlan plan, Arguments arguments) {
    KeySpec keys = plan.keys();
    if (plan.oneKey()) {
      return arguments.slot(keys.first());
    }
    int total = keys.count(arguments);
    int only = -1;
    for (int n = 0; n < total; n++) {
      int slot = arguments.slot(keys.position(arguments, n));
      if (n > 0 && slot != only) {
        return -1;
      }
      only = slot;
    }
    return only;
  }

  private void verbatimOrStates(boolean isOne, Execution context, Arguments arguments) {
    if (isOne) {
      verbatim(context, arguments);
    } else {
      states(context, arguments);
    }
  }

  private void verbatim(Execution context, Arguments arguments) {
    int slot = arguments.slot(context.changedKey(0));
    RecordWriter writer = writer(slot);
    if (writer != null) {
      int words = arguments.count();
      writer.begin(RecordKind.VERBATIM, slot, context.nowMillis(), words);
      for (int i = 0; i < words; i++) {
        word(writer, arguments, i);
      }
      writer.end();
    }
  }

  static void word(RecordWriter writer, Arguments arguments, int i) {
    int at = writer.word(arguments.length(i));
    arguments.copyTo(i, writer.array(), at);
  }

  /** Records what the changed keys hold now. */
  void states(Execution context, Arguments arguments) {
    for (int n = 0; n < context.changes(); n++) {
      state(context, arguments, context.changedKey(n));
    }
  }

  /** Records what the key at argument {@code i} holds now. */
  void state(Execution context, Arguments arguments, int i) {
    int slot = arguments.slot(i);
    RecordWriter writer = writer(slot);
    if (writer != null) {
      Keyspace keyspace = slots.at(slot);
      KeyState.write(writer, RecordKind.STATE, keyspace, arguments.bytes(i), context);
    }
  }

  /** True when a slot's changes must be told without reference to what was there. */
  boolean isWalked(int slot) {
    return slots.slot(slot).isWalked();
  }

  /** Returns where a record of a slot is to be written, or null when nobody wants it. */
  @SuppressWarnings("ReferenceEquality") // there is one object a stream
  @Nullable RecordWriter writer(int slot) {
    ShardStream stream = slots.slot(slot).stream();
    if (stream == null) {
      return null;
    }
    for (int i = 0; i < count; i++) {
      if (parts[i].stream == stream) {
        return parts[i].writer;
      }
    }
    if (count == parts.length) {
      parts = Arrays.copyOf(parts, 2 * count);
      for (int i = count; i < parts.length; i++) {
        parts[i] = new Part();
      }
    }
    Part part = parts[count++];
    part.stream = stream;
    return part.writer;
  }

  /** Says whose request is run from now on, and who takes its answer. */
  void requester(Connection value, ReplySink sink) {
    requester = value;
    asking = sink;
  }

  /** Appends what has gathered, a unit a shard, and tells who asked for it. */
  void flush() {
    if (requester != null) {
      flush(requester, asking);
    }
  }

  private void flush(Connection connection, @Nullable ReplySink sink) {
    for (int i = 0; i < count; i++) {
      Part part = parts[i];
      ShardStream stream = part.stream;
      if (stream != null && part.writer.size() > 0) {
        long position = stream.sink().append(part.writer.array(), 0, part.writer.size());
        int epoch = stream.sink().epoch();
        connection.wrote(stream.shard(), epoch, position);
        if (connection.confirms() && sink != null) {
          sink.wroteToConfirm(stream.shard(), epoch, position);
        }
      }
      part.writer.clear();
      part.stream = null;
    }
    count = 0;
  }

  /* What had gathered of those shards goes too: they are copied anew. */
  private void spoil(KeySpec keys, Arguments arguments) {
    int total = keys.count(arguments);
    for (int n = 0; n < total; n++) {
      ShardStream stream = slots.slot(arguments.slot(keys.position(arguments, n))).stream();
      if (stream != null) {
        drop(stream);
        long _ = stream.sink().append(UNREADABLE, 0, UNREADABLE.length);
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // there is one object a stream
  private void drop(ShardStream stream) {
    for (int i = 0; i < count; i++) {
      if (parts[i].stream == stream) {
        parts[i].writer.clear();
      }
    }
  }
}
