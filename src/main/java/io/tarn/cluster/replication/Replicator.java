// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.replication;

import io.tarn.cluster.view.ClusterView;
import io.tarn.cluster.view.HeldCopy;
import io.tarn.command.Acknowledgements;
import io.tarn.log.FollowerFacts;
import io.tarn.log.Leader;
import io.tarn.log.LogMemory;
import io.tarn.log.ShardCopy;
import io.tarn.log.StreamCodec;
import io.tarn.log.StreamMessage;
import io.tarn.log.StreamSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has this node's shards led and followed: one thread that sends what is due, and the threads of
 * the links, which hand over what other nodes say.
 *
 * <p>What a frame brings is applied on the thread that brings it, under one lock for all shards; so
 * a slow replica holds back its link, and nothing is queued here.
 */
public final class Replicator implements Copies, AutoCloseable {

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
   * @param news told when others shall know of a change of what is {@link Replicator#held}
   */
  public record Parts(
      ClusterView view,
      ShardMemory memory,
      LogMemory log,
      StreamSettings settings,
      int tag,
      Runnable news) {}

  private final Parts parts;
  private final StreamPost post;
  private final Holding[] holdings;
  private final ReplicaWords words;
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
    this.words =
        new ReplicaWords(
            holdings,
            this,
            () -> lease.getAsBoolean(),
            () -> holders.numbers().length > 0,
            this::wakeSoon);
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
  public boolean transfer(int shard, int node) {
    boolean begun;
    synchronized (this) {
      begun = holdings[shard].transfer(node, System.nanoTime());
      act(shard);
    }
    tellNews();
    return begun;
  }

  /** The leader of an epoch has given a shard to this node. */
  public void succeed(int shard, long epoch) {
    synchronized (this) {
      holdings[shard].succeed(epoch, System.nanoTime());
      act(shard);
    }
    tellNews();
  }

  /* Does at once what others wait for, on the thread that has brought it. */
  private void act(int shard) {
    boolean _ = pump(shard, System.nanoTime());
    var _ = post.flush();
    wakeSoon();
  }

  private boolean pump(int shard, long nowNanos) {
    boolean more = holdings[shard].pump(post, nowNanos);
    words.led(shard);
    return more;
  }

  private void tellNews() {
    if (isNews()) {
      parts.news().run();
    }
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
      boolean serving = lease.getAsBoolean();
      int at = offset;
      int end = offset + length;
      while (at < end) {
        StreamMessage message = StreamCodec.decode(array, at, end - at);
        at += StreamCodec.length(message);
        if (message.shard() >= 0 && message.shard() < holdings.length) {
          int shard = message.shard();
          holdings[shard].receive(node, message, post, now);
          words.heard(shard, serving);
          if (holdings[shard].isUrgent()) {
            urgent = true;
            boolean _ = pump(shard, now);
          }
        }
      }
      for (Holding holding : holdings) {
        holding.answer(post, now);
      }
      var _ = post.flush();
      due = words.due(now);
    }
    if (urgent) {
      tellNews();
      wakeSoon();
    }
    due.forEach(AckWaits.Due::give);
    words.tellWatchers();
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

  /** Returns what is led here and who follows it, by shard. */
  public synchronized Map<Integer, LedShard> ledShards() {
    long now = System.nanoTime();
    Map<Integer, LedShard> found = new HashMap<>();
    for (int shard = 0; shard < holdings.length; shard++) {
      Leader leader = holdings[shard].leaderOrNull();
      if (leader != null) {
        found.put(shard, new LedShard(holdings[shard].copy().log().end(), leader.followers(now)));
      }
    }
    return found;
  }

  /** Returns what is known of the followers of a shard that is led here. */
  public synchronized List<FollowerFacts> followers(int shard) {
    Leader leader = holdings[shard].leaderOrNull();
    return leader == null ? List.of() : leader.followers(System.nanoTime());
  }

  /** Returns what the replicas of this node's shards have said. */
  public Acknowledgements acknowledgements() {
    return words;
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
    boolean news;
    synchronized (this) {
      long now = System.nanoTime();
      boolean serving = lease.getAsBoolean();
      sleeping = true;
      for (int shard = 0; shard < holdings.length; shard++) {
        Holding holding = holdings[shard];
        holding.copy().log().arm();
        words.heard(shard, serving);
        more |= pump(shard, now);
        urgent |= holding.isUrgent();
      }
      sent = post.flush();
      due = words.due(now);
      news = isNews();
    }
    due.forEach(AckWaits.Due::give);
    words.tellWatchers();
    if (news) {
      parts.news().run();
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

  private synchronized boolean isNews() {
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
