// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import io.tarn.command.event.KeyEvents;
import io.tarn.command.pubsub.Subscriptions;
import io.tarn.keyspace.HashSlot;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.Population;
import io.tarn.metric.CommandCounters;
import io.tarn.slab.OutOfBudgetException;
import io.tarn.slab.Slab;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of one thread without actors, for tests of commands: all 16,384 slots, a clock that stands
 * still until told, and one connection.
 */
public final class CommandHarness implements Environment, Slots {

  private final Slab slab = new Slab(0, 1);
  private final Population population = new Population();
  private final KeyEvents keyEvents = new KeyEvents(population);
  private final Keyspace[] keyspaces = new Keyspace[HashSlot.COUNT];
  private final CommandTable table = CommandTable.standard();
  private final CommandCounters counters = new CommandCounters(table.entries().size());
  private final Parameters parameters = new Parameters();
  private final SlowLog slowLog = new SlowLog();
  private final Subscriptions subscriptions = new Subscriptions(slab);
  private final TestConnection connection = new TestConnection(1);
  private final List<Connection> connections = new ArrayList<>(List.of(connection));
  private final Execution execution = new Execution(this, counters.newStripe(), connection);
  private @Nullable ClusterFacts cluster;
  private ClusterAdmin clusterAdmin = ClusterAdmin.NONE;
  private long nowMillis = 1_700_000_000_000L;
  private boolean shutdownAsked;

  /** Runs a request as a door would: arity, then the handler; views are copied to the heap. */
  public Reply run(String... words) {
    return run(Arguments.of(words));
  }

  /** Runs a request of any bytes. */
  public Reply run(byte[]... words) {
    return run(Arguments.of(words));
  }

  /** Runs a request. */
  public Reply run(Arguments arguments) {
    CommandTable.Entry entry = table.find(arguments);
    if (entry == null) {
      return Reply.error("unknown command in test: " + arguments.text(0));
    }
    if (entry.isContainer() && arguments.count() > 1) {
      CommandTable.Entry sub = entry.subcommand(arguments);
      entry = sub != null ? sub : entry;
    }
    if (!entry.command().accepts(arguments.count())) {
      return Errors.wrongArity(entry.command().name());
    }
    execution.begin(connection, nowMillis);
    try {
      return ReplyCollector.onHeap(entry.command().handler().run(execution, arguments));
    } catch (OutOfBudgetException shortOfMemory) {
      return Errors.OUT_OF_MEMORY;
    } finally {
      arguments.freeBlocks(slab);
    }
  }

  /** Moves the clock. */
  public void advanceMillis(long millis) {
    nowMillis += millis;
  }

  public long nowMillis() {
    return nowMillis;
  }

  public TestConnection connection() {
    return connection;
  }

  public boolean shutdownAsked() {
    return shutdownAsked;
  }

  @Override
  public Slots slots() {
    return this;
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
    return connections;
  }

  /** Sets what CLUSTER sees; otherwise a node that is alone. */
  public void cluster(ClusterFacts facts) {
    cluster = facts;
  }

  /** Sets who carries out orders. */
  public void clusterAdmin(ClusterAdmin admin) {
    clusterAdmin = admin;
  }

  @Override
  public ClusterAdmin clusterAdmin() {
    return clusterAdmin;
  }

  @Override
  public ClusterFacts cluster() {
    return cluster == null ? ClusterFacts.alone(facts()) : cluster;
  }

  @Override
  public NodeFacts facts() {
    return new NodeFacts("0.0.0", "0".repeat(40), 6379, 8379, 2551, 1_700_000_000_000L, "test", "");
  }

  @Override
  public void shutdown() {
    shutdownAsked = true;
  }

  @Override
  public Keyspace at(int slot) {
    @Nullable Keyspace keyspace = keyspaces[slot];
    if (keyspace == null) {
      keyspace = new Keyspace(slot, slab, population);
      keyspaces[slot] = keyspace;
    }
    return keyspace;
  }

  @Override
  public <T> T visit(int slot, Visitor<T> work) {
    return work.visit(at(slot));
  }

  @Override
  public int size(int slot) {
    return at(slot).size();
  }

  @Override
  public long size() {
    long size = 0;
    for (int slot = 0; slot < HashSlot.COUNT; slot++) {
      size += at(slot).size();
    }
    return size;
  }

  @Override
  public long expiringSize() {
    long size = 0;
    for (int slot = 0; slot < HashSlot.COUNT; slot++) {
      size += at(slot).expiringSize();
    }
    return size;
  }

  @Override
  public long evictedCount() {
    return 0;
  }

  @Override
  public Population population() {
    return population;
  }

  @Override
  public void flush() {
    for (int slot = 0; slot < HashSlot.COUNT; slot++) {
      at(slot).clear();
    }
  }

  @Override
  public void limitMemory(long bytes) {
    slab.budgetBytes(bytes);
  }

  @Override
  public long pendingFrees() {
    return 0;
  }

  @Override
  public long expiredCount() {
    long count = 0;
    for (int slot = 0; slot < HashSlot.COUNT; slot++) {
      count += at(slot).expiredCount();
    }
    return count;
  }

  /** A connection without a network. */
  public static final class TestConnection extends Connection {
    private boolean closed;

    TestConnection(long id) {
      super(id, 1_700_000_000_000L);
      authenticated(true);
    }

    public boolean closed() {
      return closed;
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
    public void closeAfterReplies() {
      closed = true;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
