// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.tarn.command.Acknowledgements;
import io.tarn.command.ClusterAdmin;
import io.tarn.command.ClusterFacts;
import io.tarn.command.Environment;
import io.tarn.route.Router;
import io.tarn.slot.EntityRunners;
import io.tarn.slot.Housekeeper;
import io.tarn.slot.RequestRunner;
import io.tarn.slot.SlotTable;
import java.net.BindException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.ShardCoordinator;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.remote.RemoteTransportException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A member of the cluster with its share of the slots. */
public final class ClusterNode implements AutoCloseable {

  /** The longest that {@link #close} takes. */
  public static final int CLOSE_SECONDS = 15;

  private static final Logger LOG = LoggerFactory.getLogger(ClusterNode.class);
  private static final String SYSTEM = "tarn";
  private static final long HAND_OVER_LOOK_NANOS = 5_000_000L;

  private final ActorSystem<NodeEntity.Tick> system;
  private final Environment environment;
  private final SlotTable slots;
  private final Shards shards;
  private final Housekeeper housekeeper;
  private final CompletableFuture<Done> ready;
  private volatile boolean closing;

  private ClusterNode(
      ActorSystem<NodeEntity.Tick> system,
      Environment environment,
      SlotTable slots,
      Shards shards,
      Housekeeper housekeeper,
      CompletableFuture<Done> ready) {
    this.system = system;
    this.environment = environment;
    this.slots = slots;
    this.shards = shards;
    this.housekeeper = housekeeper;
    this.ready = ready;
  }

  /**
   * Starts the actor system, joins or founds the cluster and begins to open slots. Returns when the
   * port between nodes is bound; {@link #ready} tells when slots can be used.
   *
   * @param environment what commands see; its slots are {@code slots}
   * @param slots this node's slots, all closed
   * @throws PortInUseException when the port between nodes cannot be bound; nothing is running then
   */
  public static ClusterNode start(
      ClusterSettings settings, Environment environment, SlotTable slots)
      throws PortInUseException {
    return start(settings, environment, slots, null, ConfigFactory.empty());
  }

  /** As the other, with a placement of shards and settings of Pekko that come first. */
  static ClusterNode start(
      ClusterSettings settings,
      Environment environment,
      SlotTable slots,
      ShardCoordinator.@Nullable ShardAllocationStrategy strategy,
      Config first)
      throws PortInUseException {
    CompletableFuture<Done> ready = new CompletableFuture<>();
    EntityRunners runners = new EntityRunners(environment, slots);
    Shards shards = new Shards(settings, environment, slots);
    try {
      ActorSystem<NodeEntity.Tick> system =
          ActorSystem.create(
              NodeEntity.create(
                  new NodeEntity.Parts(settings, slots, runners, shards, strategy, ready)),
              SYSTEM,
              PekkoConfig.of(settings, first));
      shards.start(system);
      SeedWatch.start(system, settings);
      Founding.start(system, settings);
      var _ =
          system
              .getWhenTerminated()
              .thenRun(
                  () ->
                      ready.completeExceptionally(
                          new IllegalStateException("the node stopped before it was ready")));
      return new ClusterNode(
          system, environment, slots, shards, Housekeeper.start(environment, slots), ready);
    } catch (RemoteTransportException failure) {
      if (isBindFailure(failure)) {
        throw new PortInUseException(settings.host(), settings.nodePort(), failure);
      }
      throw failure;
    }
  }

  /** Completes when the slots are served; fails when the node could not become a member. */
  public CompletionStage<Done> ready() {
    return ready;
  }

  /** Returns the actor system, for doors that need one. */
  public ActorSystem<?> system() {
    return system;
  }

  /** Returns the cluster as this node sees it. */
  public ClusterFacts facts() {
    return shards.facts(Cluster.get(system));
  }

  /** Returns who carries out what operators ask. */
  public ClusterAdmin admin() {
    return shards.admin();
  }

  /** Returns what the replicas of this node's slots have. */
  public Acknowledgements acknowledgements() {
    return shards.replicator().acknowledgements();
  }

  /** Tells the others what has become known of this node: the ports of its doors. */
  public void tellFacts() {
    shards.reports().tell(shards.replicator()::held);
  }

  /**
   * Sets who is told when the node stops without having been asked: the others have downed it, or
   * it has downed itself because it was cut off from them.
   */
  public void whenExcluded(Runnable listener) {
    var _ =
        system
            .getWhenTerminated()
            .thenRun(
                () -> {
                  if (!closing) {
                    listener.run();
                  }
                });
  }

  /** Returns "host:port" of the other members as they were last known: whom to join again. */
  public List<String> others() {
    return shards.others();
  }

  /**
   * Gives the slots that are led here to other nodes, as far as there are any that can take them.
   * Requests are served meanwhile, and afterwards passed on. Blocks for at most {@code limit}.
   */
  public void handOver(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    shards.drain(true);
    while (shards.isLeading()
        && !shards.peers().isAlone()
        && shards.hasTaker()
        && shards.peers().isHolder()
        && !system.getWhenTerminated().toCompletableFuture().isDone()
        && System.nanoTime() - deadline < 0) {
      shards.handovers().handOverSome(System.nanoTime());
      LockSupport.parkNanos(HAND_OVER_LOOK_NANOS);
    }
  }

  /** Returns the TCP port between nodes that is bound. */
  public int nodePort() {
    return Cluster.get(system)
        .selfMember()
        .address()
        .getPort()
        .orElseThrow(() -> new IllegalStateException("a cluster member has a port"));
  }

  /** Returns a runner of requests on this node alone, for one thread. */
  public RequestRunner newRunner() {
    return new RequestRunner(environment, slots);
  }

  /**
   * Returns the router of one I/O thread, whose runner is its own. Valid at once; requests wait for
   * slots.
   *
   * @param thread runs what it is given on that thread
   */
  public Router newRouter(Executor thread, boolean redirects) {
    return new Router(environment, slots, shards.peers(), thread, redirects);
  }

  /**
   * Leaves the cluster and stops the actor system. Blocks until it is done, at most {@link
   * #CLOSE_SECONDS}. Requests that still wait are answered with an error.
   */
  @Override
  public void close() {
    closing = true;
    shards.leave();
    system.terminate();
    try {
      system.getWhenTerminated().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      LOG.warn("The actor system did not stop in time: seconds={}", CLOSE_SECONDS);
    } catch (ExecutionException failed) {
      LOG.warn("The actor system stopped with a failure", failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      shards.close();
      housekeeper.close();
      slots.stop();
    }
  }

  private static boolean isBindFailure(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return true;
      }
      String message = cause.getMessage();
      if (message != null && message.contains("Failed to bind")) {
        return true;
      }
    }
    return false;
  }
}
