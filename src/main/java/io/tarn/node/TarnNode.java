// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import io.tarn.cluster.ClusterNode;
import io.tarn.command.Acknowledgements;
import io.tarn.command.ClusterAdmin;
import io.tarn.command.ClusterFacts;
import io.tarn.command.CommandTable;
import io.tarn.command.Connection;
import io.tarn.command.Environment;
import io.tarn.command.NodeFacts;
import io.tarn.command.Parameters;
import io.tarn.command.SlowLog;
import io.tarn.command.event.KeyEvents;
import io.tarn.command.pubsub.Subscriptions;
import io.tarn.http.HttpServer;
import io.tarn.metric.CommandCounters;
import io.tarn.resp.Connections;
import io.tarn.resp.Requests;
import io.tarn.resp.RespServer;
import io.tarn.resp.RespSettings;
import io.tarn.slab.Slab;
import io.tarn.slot.SlotTable;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node: memory, slots, membership and doors, wired together. {@link #start} returns when clients
 * are served; {@link #close} stops everything again in the opposite order.
 *
 * <pre>
 *   start   ports tried; slab and slot table; cluster and RESP door side by side;
 *           HTTP door while the slots open; ready
 *   close   doors shut: no new clients, answers that are due are sent; cluster left
 * </pre>
 */
public final class TarnNode implements Environment, AutoCloseable {

  /** Longest wait for the slots to open at the start. Normally about a second. */
  private static final Duration READY_LIMIT = Duration.ofSeconds(60);

  private static final Logger LOG = LoggerFactory.getLogger(TarnNode.class);

  private final NodeSettings settings;
  private final Slab slab;
  private final SlotTable slots;
  private final KeyEvents keyEvents;
  private final CommandTable commands = CommandTable.standard();
  private final CommandCounters counters = new CommandCounters(commands.entries().size());
  private final SlowLog slowLog = new SlowLog();
  private final Subscriptions subscriptions;
  private final Parameters parameters = new Parameters();
  private final Connections connections = new Connections();
  private final CountDownLatch stopRequest = new CountDownLatch(1);
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile NodeFacts facts;
  private volatile boolean ready;
  private volatile boolean opened;
  private volatile boolean wasReady;
  private volatile boolean excluded;
  private volatile @Nullable ClusterNode cluster;
  private volatile @Nullable RespServer resp;
  private volatile @Nullable HttpServer http;

  private TarnNode(NodeSettings settings) {
    this.settings = settings;
    this.slab = new Slab(settings.memory().maxBytes(), arenas(settings));
    this.subscriptions = new Subscriptions(slab);
    this.slots = new SlotTable(slab);
    this.keyEvents = new KeyEvents(slots.population());
    keyEvents.publisher(subscriptions::publish);
    this.facts =
        new NodeFacts(
            Version.current(),
            NodeId.random(),
            settings.resp().port(),
            settings.http().port(),
            settings.node().port(),
            System.currentTimeMillis(),
            settings.resp().transport(),
            settings.configFile());
  }

  /**
   * Starts a node and waits until its slots can be used.
   *
   * @throws StartException when a port is in use, or the slots do not open in time; nothing is left
   *     running then
   */
  public static TarnNode start(NodeSettings settings) throws StartException {
    PortProbe.check(settings);
    TarnNode node = new TarnNode(settings);
    try {
      node.open();
    } catch (StartException | RuntimeException | Error failure) {
      node.close();
      throw failure;
    }
    return node;
  }

  /** Returns the address that the doors listen on. */
  public String host() {
    return settings.host();
  }

  /** Returns "host:port" of the RESP door. */
  public String respAddress() {
    return host() + ":" + facts.respPort();
  }

  /** Returns "host:port" of the HTTP door. */
  public String httpAddress() {
    return host() + ":" + facts.httpPort();
  }

  /** Returns "host:port" between nodes. */
  public String nodeAddress() {
    return host() + ":" + facts.nodePort();
  }

  /** Waits until SHUTDOWN, or {@link #close}, asks for a stop. */
  public void awaitStopRequest() throws InterruptedException {
    stopRequest.await();
  }

  /** True when the stop was not asked for: the other nodes go on without this one. */
  public boolean isExcluded() {
    return excluded;
  }

  /** Returns the settings with which an excluded node joins the others again, on the same ports. */
  public NodeSettings rejoining() {
    ClusterNode member = cluster;
    return settings.rejoining(facts, member == null ? List.of() : member.others());
  }

  private void exclude() {
    LOG.warn("the other nodes go on without this one, which starts anew");
    excluded = true;
    stopRequest.countDown();
  }

  /**
   * Stops the node in good order, at most for {@code tarn.stop.limit}. A second call does nothing.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    wasReady = ready;
    ready = false;
    stopRequest.countDown();
    Thread stop = Thread.ofPlatform().name("tarn-close").daemon().start(this::stopParts);
    try {
      if (!stop.join(settings.stopLimit())) {
        LOG.warn("the stop took longer than tarn.stop.limit={}", settings.stopLimit());
      }
    } catch (InterruptedException cut) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void shutdown() {
    stopRequest.countDown();
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
    return commands;
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
    return connections.all();
  }

  @Override
  public Acknowledgements acknowledgements() {
    ClusterNode member = cluster;
    return member == null ? Acknowledgements.NONE : member.acknowledgements();
  }

  @Override
  public ClusterFacts cluster() {
    ClusterNode member = cluster;
    return member == null ? ClusterFacts.alone(facts) : member.facts();
  }

  @Override
  public ClusterAdmin clusterAdmin() {
    ClusterNode member = cluster;
    return member == null ? ClusterAdmin.NONE : member.admin();
  }

  @Override
  public NodeFacts facts() {
    return facts;
  }

  private void open() throws StartException {
    setParameters();
    CompletableFuture<ClusterNode> member = new CompletableFuture<>();
    Thread.ofPlatform().name("tarn-join").daemon().start(() -> join(member));
    resp = openResp(member);
    ClusterNode joined = await(member, "the cluster");
    http =
        await(
            HttpServer.start(joined.system(), settings.host(), settings.http().port(), () -> ready)
                .toCompletableFuture(),
            "the HTTP door");
    facts = facts.bound(resp.port(), http.address().getPort(), joined.nodePort(), resp.transport());
    parameters.initial("port", Integer.toString(facts.respPort()));
    joined.tellFacts();
    await(joined.ready().toCompletableFuture(), "the slots");
    joined.whenExcluded(this::exclude);
    opened = true;
    ready = true;
  }

  private void setParameters() {
    for (Map.Entry<String, String> setting : settings.redis().entrySet()) {
      parameters.initial(setting.getKey(), setting.getValue());
    }
    parameters.initial("maxmemory", Long.toString(settings.memory().maxBytes()));
    parameters.initial("maxmemory-policy", settings.memory().policy());
    parameters.initial("requirepass", settings.password());
    parameters.initial("bind", settings.host());
    NodeSettings.Replication copies = settings.replication();
    parameters.copies().wanted(copies.replicas());
    parameters.initial("tarn-ack", copies.ack());
    parameters.initial("tarn-ack-timeout", Long.toString(copies.ackTimeout().toMillis()));
    parameters.initial("min-replicas-to-write", Integer.toString(copies.leastReplicasToWrite()));
    parameters.initial("port", Integer.toString(settings.resp().port()));
    parameters.applyTo(slab, slots);
    parameters.onChange(
        "notify-keyspace-events", () -> keyEvents.classes(parameters.keyspaceEvents()));
    keyEvents.classes(parameters.keyspaceEvents());
    slowLog.maxLength(parameters.slowlogMaxLength());
  }

  /* On a thread of its own: loading Pekko takes most of the start, and Netty can load beside it. */
  private void join(CompletableFuture<ClusterNode> member) {
    try {
      ClusterNode joined = ClusterNode.start(NodeSection.cluster(settings), this, slots);
      cluster = joined;
      member.complete(joined);
    } catch (Exception | Error failure) {
      member.completeExceptionally(failure);
    }
  }

  private RespServer openResp(CompletableFuture<ClusterNode> member) throws StartException {
    RespSettings door =
        RespSettings.of(
            settings.host(), settings.resp().port(), settings.resp().transport(), loops(settings));
    boolean redirects = settings.resp().redirect().equals("moved");
    try {
      return RespServer.start(
          door,
          this,
          thread -> Requests.of(member.join().newRouter(thread, redirects)),
          connections,
          () -> opened);
    } catch (IOException refused) {
      throw new StartException("the RESP door: " + refused.getMessage(), refused);
    } catch (IllegalArgumentException refused) {
      throw new StartException("tarn.resp: " + refused.getMessage(), refused);
    } catch (CompletionException failed) {
      await(member, "the cluster");
      throw failed;
    }
  }

  /* Parts that were never started are null. Each is stopped even when the one before fails. */
  private void stopParts() {
    RespServer door = resp;
    HttpServer web = http;
    ClusterNode member = cluster;
    if (member != null && wasReady && !excluded) {
      member.handOver(settings.stopLimit().dividedBy(2));
    }
    CompletionStage<?> webStopped =
        web == null ? null : web.stop(settings.stopLimit().dividedBy(4));
    keyEvents.waiting().stop();
    try {
      if (door != null) {
        door.stop();
      }
      if (webStopped != null) {
        webStopped
            .toCompletableFuture()
            .get(settings.stopLimit().toMillis() / 2, TimeUnit.MILLISECONDS);
      }
    } catch (ExecutionException | TimeoutException | RuntimeException failure) {
      LOG.warn("a door did not close in good order: {}", failure.toString());
    } catch (InterruptedException cut) {
      Thread.currentThread().interrupt();
    } finally {
      if (member != null) {
        member.close();
      }
      if (excluded) {
        slab.close(); // the process goes on with another one
      }
    }
  }

  private static <T> T await(CompletableFuture<T> part, String name) throws StartException {
    try {
      return part.get(READY_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      throw new StartException(name + ": " + cause.getMessage(), cause);
    } catch (TimeoutException late) {
      throw new StartException(
          name + " did not start within " + READY_LIMIT.toSeconds() + " s", late);
    } catch (InterruptedException cut) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while starting " + name, cut);
    }
  }

  /*
   * A quarter of the processors, one at least, is left to the kernel's half of the network, to the
   * cluster and to the collector. On two processors shared with the load generator, pipelines of
   * 16: 1.42 M GET/s with one thread, 1.11 M with two, which then wait for each other's processor.
   */
  private static int loops(NodeSettings settings) {
    int threads = settings.resp().threads();
    int processors = Runtime.getRuntime().availableProcessors();
    return threads == 0 ? Math.max(1, processors - Math.max(1, processors / 4)) : threads;
  }

  /* One arena for each I/O thread, rounded up to a power of two, so that they seldom meet in one. */
  private static int arenas(NodeSettings settings) {
    int loops = loops(settings);
    return loops == 1 ? 1 : Integer.highestOneBit(loops - 1) << 1;
  }
}
