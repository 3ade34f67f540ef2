// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import io.tarn.cluster.link.Channel;
import io.tarn.cluster.link.Links;
import io.tarn.cluster.link.Receiver;
import io.tarn.cluster.replication.Replicator;
import io.tarn.cluster.replication.Succession;
import io.tarn.cluster.view.ClusterView;
import io.tarn.cluster.view.NodeReport;
import io.tarn.log.FollowerFacts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has leaders hand shards over to their followers: those whom placement wants to lead, or anybody
 * when this node leaves. A message is a kind byte, a shard and
 *
 * <ul>
 *   <li>{@link #TRANSFER}, to the leader: the name of the follower that shall lead, as in {@link
 *       io.tarn.cluster.placement.Holder};
 *   <li>{@link #SUCCEED}, from a leader that has stopped to the next: the epoch in which it led.
 * </ul>
 *
 * <p>A message that is lost delays: the placement asks again, and a shard that nobody leads is led
 * by whoever has most of it. Any thread.
 */
final class Handovers implements Receiver, Succession {

  private static final Logger LOG = LoggerFactory.getLogger(Handovers.class);

  private static final byte TRANSFER = 0;
  private static final byte SUCCEED = 1;
  private static final int HEAD = 1 + Integer.BYTES;
  private static final int MOST_NAME_BYTES = 300;

  /** How many shards a node that leaves hands over at a time. */
  private static final int AT_A_TIME = 8;

  /** How long a shard is left to its next leader before another is tried. */
  private static final long AGAIN_NANOS = 1_000_000_000L;

  /**
   * What it works with.
   *
   * @param selfId this node's id
   * @param number finds the number of a member by its name, or {@link ClusterView#NOBODY}
   */
  record Parts(
      Links links,
      ClusterView view,
      Supplier<String> selfId,
      ToIntFunction<String> number,
      Supplier<Replicator> replicator) {}

  private final Parts parts;
  private final Map<Integer, Long> begun = new HashMap<>();
  private volatile boolean member;

  Handovers(Parts parts) {
    this.parts = parts;
  }

  /** Says whether this node is a member that knows of all others what they hold. */
  void member(boolean value) {
    member = value;
  }

  @Override
  public boolean mayLead() {
    return member;
  }

  @Override
  public String nodeId(int node) {
    if (node == ClusterView.SELF) {
      return parts.selfId().get();
    }
    NodeReport report = parts.view().report(node);
    return report == null ? "" : report.nodeId();
  }

  @Override
  public void succeed(int node, int shard, long epoch) {
    byte[] message =
        ByteBuffer.allocate(HEAD + Long.BYTES).put(SUCCEED).putInt(shard).putLong(epoch).array();
    boolean _ = parts.links().send(node, Channel.LEAD, message, 0, message.length);
  }

  /** Has whoever leads a shard hand it over to a follower, by its name. */
  void transfer(int shard, String name) {
    int leader = parts.view().leader(shard);
    if (leader == ClusterView.SELF) {
      transferHere(shard, name);
    } else if (leader >= 0) {
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      byte[] message =
          ByteBuffer.allocate(HEAD + bytes.length).put(TRANSFER).putInt(shard).put(bytes).array();
      boolean _ = parts.links().send(leader, Channel.LEAD, message, 0, message.length);
    }
  }

  private void transferHere(int shard, String name) {
    int node = parts.number().applyAsInt(name);
    if (node >= 0) {
      boolean _ = parts.replicator().get().transfer(shard, node);
    }
  }

  /**
   * Hands over some of the shards that are led here, to followers that stay. To be called again and
   * again, by one thread.
   */
  synchronized void handOverSome(long nowNanos) {
    ClusterView view = parts.view();
    begun.keySet().removeIf(shard -> view.leader(shard) >= 0);
    begun.values().removeIf(since -> nowNanos - since > AGAIN_NANOS);
    for (int shard = 0; shard < view.shards() && begun.size() < AT_A_TIME; shard++) {
      if (view.leader(shard) == ClusterView.SELF && !begun.containsKey(shard)) {
        int next = next(shard);
        if (next >= 0 && parts.replicator().get().transfer(shard, next)) {
          begun.put(shard, nowNanos);
        }
      }
    }
  }

  /* Of the followers that stay, the one that leads least. */
  private int next(int shard) {
    int best = ClusterView.NOBODY;
    int least = Integer.MAX_VALUE;
    for (FollowerFacts follower : parts.replicator().get().followers(shard)) {
      NodeReport report = parts.view().report(follower.node());
      if (follower.inSync() && report != null && !report.draining()) {
        int leads = leads(follower.node());
        if (leads < least) {
          best = follower.node();
          least = leads;
        }
      }
    }
    return best;
  }

  private int leads(int node) {
    ClusterView view = parts.view();
    int leads = 0;
    for (int shard = 0; shard < view.shards(); shard++) {
      leads += view.leader(shard) == node ? 1 : 0;
    }
    return leads;
  }

  @Override
  public void received(int peer, byte[] array, int offset, int length) {
    ByteBuffer message = ByteBuffer.wrap(array, offset, length);
    if (length > HEAD) {
      byte kind = message.get();
      int shard = message.getInt();
      boolean known = shard >= 0 && shard < parts.view().shards();
      if (known && kind == SUCCEED && message.remaining() == Long.BYTES) {
        parts.replicator().get().succeed(shard, message.getLong());
        return;
      }
      if (known && kind == TRANSFER && message.remaining() <= MOST_NAME_BYTES) {
        byte[] name = new byte[message.remaining()];
        message.get(name);
        transferHere(shard, new String(name, StandardCharsets.UTF_8));
        return;
      }
    }
    LOG.warn("a word about leading was refused: peer={} length={}", peer, length);
  }

  @Override
  public void reset(int peer) {
    // What was lost is said again, or not needed: see above.
  }

  @Override
  public void lost(int peer) {
    // Nothing is kept of a peer.
  }
}
