// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.replication;

import io.tarn.cluster.view.ClusterView;
import io.tarn.cluster.view.HeldCopy;
import io.tarn.command.Acknowledgements;
import io.tarn.keyspace.HashSlot;
import io.tarn.log.FollowerFacts;
import io.tarn.log.Leader;
import io.tarn.log.LogMemory;
import io.tarn.log.ShardCopy;
import io.tarn.log.StreamCodec;
import io.tarn.log.StreamMessage;
import io.tarn.log.StreamSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has this node's shards led and followed: one thread that sends what is due, and the threads of
 * the links, which hand over what other nodes say.
 *
 * <p>What a frame brings is applied on the thread that brings it, under one lock for all shards; so
 * a slow replica holds back its link, and nothing is queued here.
 */
public final class Replicator implements Copies, Acknowledgements, AutoCloseable {

  /* In place of a number of replicas: followed here, and may be read. */
  private static final int FOLLOWED = -1;

  /** While there is something to send, it is collected for so long. */
  static final long PACE_NANOS = 1_000_000L;

  /** How long the thread sleeps when nothing is to be done. */
  static final long IDLE_NANOS = 50_000_000L;

  private static final Logger LOG = LoggerFactory.getLogger(Replicator.class);

  /**
   * What a replicator works with.
   *
   * @param tag tells this node's epochs from others', see {@link io.tarn.log.Promotion#nextEpoch}
   * @param reported takes what this node holds, when others shall know
   */
  public record Parts(
      ClusterView view,
      ShardMemory memory,
      LogMemory log,
      StreamSettings settings,
      int tag,
      Consumer<List<HeldCopy>> reported) {}

  private final Parts parts;
  private final StreamPost post;
  private final Holding[] holdings;
  private final AckWaits waits = new AckWaits();
  private final Thread thread;
  private final AtomicIntegerArray inSync;
  private final AtomicIntegerArray placed;
  private volatile BooleanSupplier lease = () -> true;
  private final long[] reported;
  private volatile boolean stopped;
  private volatile boolean sleeping;

  /**
   * Creates a replicator; {@link #start} has it begin.
   *
   * @param carrier takes frames to other nodes
   * @param holders which other nodes may hold copies
   * @param succession tells others that they lead
   */
  public Replicator(Parts parts, Carrier carrier, Holders holders, Succession succession) {
    this.parts = parts;
    this.post = new StreamPost(carrier::send, parts.settings().frameBytes());
    HoldingParts inner =
        new HoldingParts(
            parts.view(), parts.memory(), parts.settings(), parts.tag(), holders, succession);
    this.holdings = new Holding[parts.view().shards()];
    this.inSync = new AtomicIntegerArray(holdings.length);
    this.placed = new AtomicIntegerArray(holdings.length);
    this.reported = new long[holdings.length];
    for (int shard = 0; shard < holdings.length; shard++) {
      ShardCopy copy = new ShardCopy(shard, parts.log());
      copy.log().listener(this::wake);
      holdings[shard] = new Holding(shard, copy, inner, System.nanoTime());
    }
    this.thread = Thread.ofPlatform().name("tarn-replication").daemon().unstarted(this::run);
  }

  /** Takes frames to other nodes. */
  public interface Carrier {
    /** Sends a copy of these bytes. */
    void send(int node, byte[] array, int offset, int length);
  }

  /** Knows which other nodes may hold copies. */
  public interface Holders {
    /** Returns their numbers. */
    int[] numbers();
  }

  /** Sets what knows whether this node may serve: acknowledgements count only while it may. */
  public void lease(BooleanSupplier serving) {
    lease = serving;
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  @Override
  public synchronized void lead(int shard, Runnable led) {
    placed.set(shard, 1);
    holdings[shard].lead(led, System.nanoTime());
    wakeSoon();
  }

  @Override
  public boolean isPlaced(int shard) {
    return placed.get(shard) != 0;
  }

  @Override
  public synchronized void release(int shard, Runnable done) {
    placed.set(shard, 0);
    holdings[shard].release(done, System.nanoTime());
    wakeSoon();
  }

  @Override
  public synchronized void follow(int shard, int copy) {
    holdings[shard].follow(copy, System.nanoTime());
    wakeSoon();
  }

  @Override
  public synchronized void unfollow(int shard, int copy) {
    holdings[shard].unfollow(copy, System.nanoTime());
    wakeSoon();
  }

  /**
   * Has a follower lead a shard instead of this node, as soon as it has everything.
   *
   * @return false when this node does not lead the shard, or the other does not follow closely
   */
  public synchronized boolean transfer(int shard, int node) {
    boolean begun = holdings[shard].transfer(node, System.nanoTime());
    wakeSoon();
    return begun;
  }

  /** The leader of an epoch has given a shard to this node. */
  public synchronized void succeed(int shard, long epoch) {
    holdings[shard].succeed(epoch, System.nanoTime());
    wakeSoon();
  }

  /** Another node leads a shard, or nobody: the view knows. */
  public synchronized void leaderChanged(int shard) {
    ClusterView view = parts.view();
    holdings[shard].leaderIs(view.leader(shard), view.highestEpoch(shard), System.nanoTime());
    wakeSoon();
  }

  /** Takes a frame with messages of another node; answers leave before it returns. */
  public void received(int node, byte[] array, int offset, int length) {
    List<AckWaits.Due> due;
    boolean urgent = false;
    synchronized (this) {
      long now = System.nanoTime();
      int at = offset;
      int end = offset + length;
      while (at < end) {
        StreamMessage message = StreamCodec.decode(array, at, end - at);
        at += StreamCodec.length(message);
        if (message.shard() >= 0 && message.shard() < holdings.length) {
          holdings[message.shard()].receive(node, message, post, now);
          urgent |= holdings[message.shard()].isUrgent();
        }
      }
      for (Holding holding : holdings) {
        holding.answer(post, now);
      }
      var _ = post.flush();
      due = due(now);
    }
    if (urgent) {
      wakeSoon();
    }
    due.forEach(AckWaits.Due::give);
  }

  /** The link to a node broke: what was on its way may be lost. */
  public synchronized void lost(int node) {
    long now = System.nanoTime();
    for (Holding holding : holdings) {
      holding.lost(node, now);
    }
    wakeSoon();
  }

  /** A node has left the cluster, or was downed: what it held is gone. */
  public synchronized void removed(int node) {
    for (Holding holding : holdings) {
      holding.removed(node);
    }
    post.removed(node);
    wakeSoon();
  }

  @Override
  public void await(int[] slots, int replicas, long timeoutMillis, IntConsumer answer) {
    int slotsPerShard = HashSlot.COUNT / holdings.length;
    int[] shards =
        slots.length == 0
            ? led()
            : IntStream.of(slots).map(slot -> slot / slotsPerShard).distinct().toArray();
    long[] positions =
        IntStream.of(shards).mapToLong(shard -> holdings[shard].copy().log().end()).toArray();
    await(shards, positions, replicas, timeoutMillis, answer);
  }

  private synchronized int[] led() {
    return IntStream.range(0, holdings.length)
        .filter(i -> holdings[i].leaderOrNull() != null)
        .toArray();
  }

  /** As the other, for one position each of some shards. */
  public void await(
      int[] shards, long[] positions, int replicas, long timeoutMillis, IntConsumer answer) {
    List<AckWaits.Due> due;
    synchronized (this) {
      long now = System.nanoTime();
      long deadline = timeoutMillis == 0 ? Long.MAX_VALUE : now + timeoutMillis * 1_000_000L;
      waits.add(shards, positions, replicas, deadline, answer);
      due = due(now);
    }
    wakeSoon();
    due.forEach(AckWaits.Due::give);
  }

  private List<AckWaits.Due> due(long nowNanos) {
    return waits.isEmpty() ? List.of() : waits.due(this::replicasAt, nowNanos);
  }

  private int replicasAt(int shard, long position) {
    if (!lease.getAsBoolean()) {
      return 0; // others may lead by now, and what replicas say to this node is worth nothing
    }
    Leader leader = holdings[shard].leaderOrNull();
    if (leader == null) {
      return AckWaits.NOT_LED;
    }
    int count = 0;
    while (leader.acknowledgedBy(count + 1) >= position) {
      count++;
    }
    return count;
  }

  /** Returns what is known of the followers of a shard that is led here. */
  public synchronized List<FollowerFacts> followers(int shard) {
    Leader leader = holdings[shard].leaderOrNull();
    return leader == null ? List.of() : leader.followers(System.nanoTime());
  }

  /** Returns how many replicas of a led shard are in sync; -1 when it is not led here. */
  public synchronized int inSync(int shard) {
    Leader leader = holdings[shard].leaderOrNull();
    return leader == null ? -1 : leader.inSync();
  }

  /** Stops the thread; nothing is led or followed afterwards. */
  @Override
  public void close() {
    stopped = true;
    LockSupport.unpark(thread);
    try {
      thread.join(1_000);
    } catch (InterruptedException cut) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      for (Holding holding : holdings) {
        holding.copy().close();
      }
    }
  }

  private void wake() {
    if (sleeping) {
      sleeping = false;
      LockSupport.unpark(thread);
    }
  }

  private void wakeSoon() {
    sleeping = false;
    LockSupport.unpark(thread);
  }

  private void run() {
    while (!stopped) {
      long pause;
      try {
        pause = pass();
      } catch (RuntimeException | Error broken) {
        LOG.error("a pass of the replication failed", broken);
        pause = IDLE_NANOS;
      }
      if (pause > 0) {
        LockSupport.parkNanos(this, pause);
      }
      sleeping = false;
    }
  }

  /* Returns how long to sleep. */
  private long pass() {
    boolean more = false;
    boolean urgent = false;
    boolean sent;
    List<AckWaits.Due> due;
    List<HeldCopy> report = null;
    synchronized (this) {
      long now = System.nanoTime();
      sleeping = true;
      for (Holding holding : holdings) {
        holding.copy().log().arm();
        more |= holding.pump(post, now);
        urgent |= holding.isUrgent();
      }
      sent = post.flush();
      due = due(now);
      if (isNews()) {
        report = held();
      }
    }
    due.forEach(AckWaits.Due::give);
    if (report != null) {
      parts.reported().accept(report);
    }
    if (more) {
      return 0;
    }
    if (sent || urgent) {
      sleeping = false;
      return PACE_NANOS;
    }
    return IDLE_NANOS;
  }

  /** True when a shard is followed here, completely and with little lag. Cheap. */
  public boolean isReadable(int shard) {
    return inSync.get(shard) == FOLLOWED;
  }

  /** True when a shard is led here with fewer replicas in sync than that. Cheap. */
  public boolean hasFewer(int shard, int replicas) {
    int present = inSync.get(shard);
    return present != FOLLOWED && present < replicas;
  }

  private boolean isNews() {
    boolean news = false;
    for (int shard = 0; shard < holdings.length; shard++) {
      Holding holding = holdings[shard];
      inSync.setRelease(shard, holding.isReadable() ? FOLLOWED : holding.replicasInSync());
      long now = holding.news();
      news |= now != reported[shard];
      reported[shard] = now;
    }
    return news;
  }

  /** Returns what this node holds at present. */
  public synchronized List<HeldCopy> held() {
    List<HeldCopy> held = new ArrayList<>();
    for (int shard = 0; shard < holdings.length; shard++) {
      Holding holding = holdings[shard];
      HeldCopy facts = holding.facts();
      if (facts != null) {
        held.add(facts);
      }
    }
    return held;
  }
}
