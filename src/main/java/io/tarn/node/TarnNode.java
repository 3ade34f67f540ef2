// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import io.tarn.cluster.ClusterNode;
import io.tarn.cluster.ClusterSettings;
import io.tarn.cluster.PortInUseException;
import io.tarn.command.CommandTable;
import io.tarn.command.Connection;
import io.tarn.command.Environment;
import io.tarn.command.NodeFacts;
import io.tarn.command.Parameters;
import io.tarn.command.SlowLog;
import io.tarn.http.HttpServer;
import io.tarn.metric.CommandCounters;
import io.tarn.resp.Connections;
import io.tarn.resp.RespServer;
import io.tarn.resp.RespSettings;
import io.tarn.slab.Slab;
import io.tarn.slot.SlotTable;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A node: memory, slots, membership and doors, wired together. {@link #start} returns when clients
 * are served; {@link #close} stops everything again, in the opposite order.
 *
 * <pre>
 *   start:  ports looked at → slab, slot table → cluster ∥ RESP door → HTTP door ∥ slots open → ready
 *   close:  doors (no new clients, answers finish) → cluster left → memory given back
 * </pre>
 */
public final class TarnNode implements Environment, AutoCloseable {

  /** Longest wait for the slots to open. Normally well under a second. */
  private static final Duration READY_LIMIT = Duration.ofSeconds(60);

  private final NodeSettings settings;
  private final Slab slab;
  private final SlotTable slots;
  private final CommandTable commands = CommandTable.standard();
  private final CommandCounters counters = new CommandCounters(commands.entries().size());
  private final SlowLog slowLog = new SlowLog();
  private final Parameters parameters = new Parameters();
  private final Connections connections = new Connections();
  private final CountDownLatch stopRequest = new CountDownLatch(1);
  private final AtomicBoolean closing = new AtomicBoolean();
  private volatile NodeFacts facts;
  private volatile boolean ready;
  private volatile @Nullable ClusterNode cluster;
  private volatile @Nullable RespServer resp;
  private volatile @Nullable HttpServer http;

  private TarnNode(NodeSettings settings) {
    this.settings = settings;
    this.slab = new Slab(settings.memory().maxBytes(), arenas(settings));
    this.slots = new SlotTable(slab);
    this.facts = facts(settings.resp().port(), settings.http().port(), settings.node().port(), "");
  }
}
