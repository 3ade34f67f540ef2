// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Acknowledgements;
import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.CommandTable;
import io.tarn.command.Connection;
import io.tarn.command.Environment;
import io.tarn.command.NodeFacts;
import io.tarn.command.Parameters;
import io.tarn.command.Reply;
import io.tarn.command.ReplyCollector;
import io.tarn.command.SlowLog;
import io.tarn.command.event.KeyEvents;
import io.tarn.command.pubsub.Subscriptions;
import io.tarn.command.string.StringCommands;
import io.tarn.keyspace.HashSlot;
import io.tarn.keyspace.eviction.EvictionPolicy;
import io.tarn.metric.CommandCounters;
import io.tarn.slab.Slab;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What commands see in tests of slots: all slots, closed at first, and the string commands. */
public final class TestNode implements Environment {

  private final Slab slab;
  private final SlotTable slots;
  private final KeyEvents keyEvents;
  private final CommandTable table;
  private final CommandCounters counters;
  private final Parameters parameters = new Parameters();
  private final SlowLog slowLog = new SlowLog();
  private final Subscriptions subscriptions;
  private Acknowledgements acknowledgements = Acknowledgements.NONE;

  /** Creates a node that knows the string commands and those given. */
  public TestNode(SlotSettings settings, Command... more) {
    this(4, settings, more);
  }

  /** As the other, with a number of arenas, a power of two. */
  TestNode(int arenas, SlotSettings settings, Command... more) {
    this(arenas, settings, stringsAnd(more));
  }

  /** Creates a node that knows a table of commands. */
  public TestNode(int arenas, SlotSettings settings, CommandTable table) {
    this.table = table;
    slab = new Slab(0, arenas);
    subscriptions = new Subscriptions(slab);
    slots = new SlotTable(slab, settings);
    keyEvents = new KeyEvents(slots.population());
    counters = new CommandCounters(table.entries().size());
  }

  private static CommandTable stringsAnd(Command... more) {
    List<Command> commands = new ArrayList<>(StringCommands.all());
    commands.addAll(List.of(more));
    return CommandTable.of(commands);
  }

  /** Sets what knows of replicas. */
  public void acknowledgements(Acknowledgements replicas) {
    acknowledgements = replicas;
  }

  @Override
  public Acknowledgements acknowledgements() {
    return acknowledgements;
  }

  /** Opens all slots without entities. */
  public void openAll() {
    for (int slot = 0; slot < HashSlot.COUNT; slot++) {
      open(slot);
    }
  }

  /** Sets budget and policy, as CONFIG SET does. */
  void limit(EvictionPolicy policy, long budgetBytes) {
    slots.population().policy(policy, budgetBytes > 0);
    slots.limitMemory(budgetBytes);
  }

  /** Counts keys by walking over all slots, which must not change meanwhile. */
  long walkedKeys() {
    long[] keys = {0};
    for (int slot = 0; slot < HashSlot.COUNT; slot++) {
      slots.at(slot).scan(0, Integer.MAX_VALUE, record -> keys[0]++);
    }
    return keys[0];
  }

  /** Opens a slot without an entity. */
  public void open(int slot) {
    slots.slot(slot).open();
  }

  /** Closes a slot, as if its entity had ended. */
  public void close(int slot) {
    if (!slots.slot(slot).tryEnterAnyway()) {
      throw new IllegalStateException("not open: slot=" + slot);
    }
    slots.slot(slot).close();
  }

  /** Returns the ordinal of a command. */
  int ordinal(String command) {
    return table.find(command).ordinal();
  }

  /** Returns the slot of a key. */
  public static int slotOf(String key) {
    return Arguments.of(key).slot(0);
  }

  @Override
  public SlotTable slots() {
    return slots;
  }

  @Override
  public Slab slab() {
    return slab;
  }

  @Override
  public CommandTable commands() {
    return table;
  }

  @Override
  public KeyEvents keyEvents() {
    return keyEvents;
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public CommandCounters counters() {
    return counters;
  }

  @Override
  public Subscriptions subscriptions() {
    return subscriptions;
  }

  @Override
  public SlowLog slowLog() {
    return slowLog;
  }

  @Override
  public Collection<Connection> connections() {
    return List.of();
  }

  @Override
  public NodeFacts facts() {
    return new NodeFacts("0.0.0", "0".repeat(40), 6379, 8379, 2551, 0L, "test", "");
  }

  @Override
  public void shutdown() {}

  /** A connection without a network. */
  public static final class TestConnection extends Connection {

    /** Creates a connection that has said its password, if there is one. */
    public TestConnection(long id) {
      this(id, 0);
    }

    /** As the other, of a time. */
    public TestConnection(long id, long createdMillis) {
      super(id, createdMillis);
      authenticated(true);
    }

    @Override
    public String remoteAddress() {
      return "127.0.0.1:50000";
    }

    @Override
    public String localAddress() {
      return "127.0.0.1:6379";
    }

    @Override
    public long queryBufferBytes() {
      return 0;
    }

    @Override
    public long outputBufferBytes() {
      return 0;
    }

    @Override
    public void closeAfterReplies() {}

    @Override
    public void close() {}
  }

  /** Takes one answer; fails the test when there is a second one. */
  public static final class Answer implements ReplySink {
    private final CompletableFuture<Reply> reply = new CompletableFuture<>();

    @Override
    public void accept(Reply taken) {
      take(taken);
    }

    @Override
    public void acceptLater(Reply taken) {
      take(taken);
    }

    /** Returns the answer, which may still come. */
    public CompletableFuture<Reply> reply() {
      return reply;
    }

    private void take(Reply taken) {
      Reply kept = ReplyCollector.onHeap(taken);
      if (!reply.complete(kept)) {
        throw new IllegalStateException(
            "a second answer: first=" + reply.join() + " second=" + kept);
      }
    }
  }
}
