// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.tarn.command.CommandTable;
import io.tarn.command.Connection;
import io.tarn.command.Environment;
import io.tarn.command.NodeFacts;
import io.tarn.command.Parameters;
import io.tarn.command.Slots;
import io.tarn.command.SlowLog;
import io.tarn.command.event.KeyEvents;
import io.tarn.command.pubsub.Subscriptions;
import io.tarn.keyspace.Population;
import io.tarn.metric.CommandCounters;
import io.tarn.slab.Slab;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** A node with a door and nothing behind it. */
final class StubEnvironment implements Environment {

  private final CommandTable table = CommandTable.standard();
  private final CommandCounters counters = new CommandCounters(table.entries().size());
  private final Parameters parameters = new Parameters();
  private final KeyEvents keyEvents = new KeyEvents(new Population());
  private final Connections connections;
  private final @Nullable Slab slab;
  private final Subscriptions subscriptions;

  StubEnvironment(Connections connections, @Nullable Slab slab) {
    this.connections = connections;
    this.slab = slab;
    this.subscriptions = new Subscriptions(slab);
  }

  @Override
  public Slots slots() {
    throw new UnsupportedOperationException();
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
    throw new UnsupportedOperationException();
  }

  @Override
  public Collection<Connection> connections() {
    return connections.all();
  }

  @Override
  public NodeFacts facts() {
    return new NodeFacts("0.0.0", "0".repeat(40), 6379, 8379, 2551, 1_700_000_000_000L, "test", "");
  }

  @Override
  public void shutdown() {}
}
