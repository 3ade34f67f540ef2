// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.replication;

import io.tarn.cluster.view.ClusterView;
import io.tarn.cluster.view.HeldCopy;
import io.tarn.command.Acknowledgements;
import io.tarn.keyspace.HashSlot;
import io.tarn.log.FollowerFacts;
import io.tarn.log.Leader;
import io.tarn.log.LogMemory;
import io.tarn.log.Promotion;
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
  private volatile BooleanSupplier lease = () -> true;
  private List<HeldCopy> lastReport = List.of();
  private volatile boolean stopped;
  private volatile boolean sleeping;

  /**
   * Creates a replicator; {@link #start} has it begin.
   *
   * @param carrier takes frames to other nodes
   * @param holders which other nodes may hold copies
   */
  public Replicator(Parts parts, Carrier carrier, Holders holders) {
    this.parts = parts;
    this.post = new StreamPost(carrier::send, parts.settings().frameBytes());
    HoldingParts inner =
        new HoldingParts(parts.view(), parts.memory(), parts.settings(), parts.tag(), holders);
    this.holdings = new Holding[parts.view().shards()];
    this.inSync = new AtomicIntegerArray(holdings.length);
    for (int shard = 0; shard < holdings.length; shard++) {
      ShardCopy copy = new ShardCopy(shard, parts.log());
      copy.log().listener(this::wake);
      holdings[shard] = new Holding(shard, copy, inner);
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
    holdings[shard].lead(led, System.nanoTime());
    wakeSoon();
  }

  @Override
  public synchronized void release(int shard, Runnable done) {
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

  /** Another node leads a shard, or nobody. */
  public synchronized void leaderChanged(int shard, int leader) {
    holdings[shard].leaderIs(leader, parts.view().highestEpoch(shard), System.nanoTime());
    wakeSoon();
  }

  /** Takes a frame with messages of another node; answers leave before it returns. */
  public void received(int node, byte[] array, int offset, int length) {
    List<AckWaits.Due> due;
    synchronized (this) {
      long now = System.nanoTime();
      int at = offset;
      int end = offset + length;
      while (at < end) {
        StreamMessage message = StreamCodec.decode(array, at, end - at);
        at += StreamCodec.length(message);
        if (message.shard() >= 0 && message.shard() < holdings.length) {
          holdings[message.shard()].receive(node, message, post, now);
        }
      }
      for (Holding holding : holdings) {
        holding.answer(post, now);
      }
      var _ = post.flush();
      due = due(now);
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
  public void await(
      int[] slots, int[] epochs, int replicas, long timeoutMillis, IntConsumer answer) {
    int slotsPerShard = HashSlot.COUNT / holdings.length;
    List<AckWaits.Due> due;
    synchronized (this) {
      long now = System.nanoTime();
      int[] shards =
          slots.length == 0
              ? led()
              : IntStream.of(slots).map(slot -> slot / slotsPerShard).toArray();
      int[] wanted =
          slots.length == 0 ? IntStream.of(shards).map(this::epoch).toArray() : epochs.clone();
      long[] positions =
          IntStream.of(shards).mapToLong(shard -> holdings[shard].copy().log().end()).toArray();
      long deadline = timeoutMillis == 0 ? Long.MAX_VALUE : now + timeoutMillis * 1_000_000L;
      waits.add(shards, wanted, positions, replicas, deadline, answer);
      due = due(now);
    }
    wakeSoon();
    due.forEach(AckWaits.Due::give);
  }

  private int[] led() {
    return IntStream.range(0, holdings.length).filter(i -> holdings[i].isLed()).toArray();
  }

  /* In short; 0 when the shard is not led here. */
  private int epoch(int shard) {
    Leader leader = holdings[shard].leaderOrNull();
    return leader == null ? 0 : Promotion.inShort(leader.epoch());
  }

  private List<AckWaits.Due> due(long nowNanos) {
    return waits.isEmpty() ? List.of() : waits.due(this::replicasAt, nowNanos);
  }

  private int replicasAt(int shard, int epoch, long position) {
    if (!lease.getAsBoolean()) {
      return 0; // others may lead by now, and what replicas say to this node is worth nothing
    }
    Leader leader = holdings[shard].leaderOrNull();
    if (leader == null || Promotion.inShort(leader.epoch()) != epoch) {
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
    boolean sent;
    List<AckWaits.Due> due;
    List<HeldCopy> report = null;
    synchronized (this) {
      long now = System.nanoTime();
      sleeping = true;
      for (Holding holding : holdings) {
        holding.copy().log().arm();
        more |= holding.pump(post, now);
      }
      sent = post.flush();
      due = due(now);
      List<HeldCopy> held = held();
      if (isNews(held)) {
        report = held;
        lastReport = held;
      }
    }
    due.forEach(AckWaits.Due::give);
    if (report != null) {
      parts.reported().accept(report);
    }
    if (more) {
      return 0;
    }
    if (sent) {
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

  /** Returns what this node holds at present. */
  public synchronized List<HeldCopy> held() {
    List<HeldCopy> held = new ArrayList<>();
    for (int shard = 0; shard < holdings.length; shard++) {
      Holding holding = holdings[shard];
      HeldCopy facts = holding.facts();
      inSync.set(shard, holding.isReadable() ? FOLLOWED : holding.replicasInSync());
      if (facts != null) {
        held.add(facts);
      }
    }
    return held;
  }

  /* Positions advance all the time and are told now and then; all else at once. */
  private boolean isNews(List<HeldCopy> held) {
    if (held.size() != lastReport.size()) {
      return true;
    }
    for (int i = 0; i < held.size(); i++) {
      HeldCopy now = held.get(i);
      HeldCopy before = lastReport.get(i);
      if (now.shard() != before.shard()
          || now.role() != before.role()
          || now.copy() != before.copy()
          || now.epoch() != before.epoch()
          || now.complete() != before.complete()) {
        return true;
      }
    }
    return false;
  }
}
