// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import io.tarn.keyspace.HashSlot;
import io.tarn.log.Promotion;
import io.tarn.route.Forwarder;
import io.tarn.route.Peers;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntPredicate;

/**
 * Who leads which slot, for routing: a table that the view of the cluster fills. Any thread reads;
 * one thread at a time writes.
 */
public final class LinkPeers implements Peers {

  private final Links links;
  private final boolean holder;
  private volatile int slotsPerShard = 1;
  private final AtomicIntegerArray owners = new AtomicIntegerArray(HashSlot.COUNT);
  private final long[] epochs = new long[HashSlot.COUNT];
  private final AtomicIntegerArray shortEpochs = new AtomicIntegerArray(HashSlot.COUNT);
  private final AtomicIntegerArray epochsKnownAt = new AtomicIntegerArray(HashSlot.COUNT);
  private volatile int epochCount;
  private volatile IntPredicate copies = slot -> false;
  private final Map<Integer, String> respAddresses = new ConcurrentHashMap<>();

  /**
   * Creates the table, in which nobody leads anything.
   *
   * @param holder whether this node holds slots
   */
  public LinkPeers(Links links, boolean holder) {
    this.links = links;
    this.holder = holder;
    for (int slot = 0; slot < HashSlot.COUNT; slot++) {
      owners.setPlain(slot, NOBODY);
    }
  }

  /** Sets who leads a slot: {@link #SELF}, {@link #NOBODY} or the number of a peer. */
  public void owner(int slot, int peer) {
    owners.setRelease(slot, peer);
  }

  /** Sets where clients reach a peer, or this node ({@link #SELF}), "host:port". */
  public void respAddress(int peer, String address) {
    respAddresses.keySet().removeIf(each -> each != SELF && links.addressOf(each) == null);
    respAddresses.put(peer, address);
  }

  @Override
  public boolean isAlone() {
    return holder && links.holders().length == 0;
  }

  @Override
  public int owner(int slot) {
    return owners.getOpaque(slot);
  }

  /** Takes note of an epoch of a shard; earlier ones do not count any more. Any thread. */
  public synchronized void epoch(int shard, long epoch) {
    if (epoch > epochs[shard]) {
      epochs[shard] = epoch;
      epochsKnownAt.set(shard, epochCount + 1);
      shortEpochs.set(shard, Promotion.inShort(epoch));
      epochCount = epochCount + 1;
    }
  }

  @Override
  public int epoch(int slot) {
    return shortEpochs.get(slot / slotsPerShard);
  }

  @Override
  public int epochCount() {
    return epochCount;
  }

  @Override
  public int epochKnownAt(int slot) {
    return epochsKnownAt.get(slot / slotsPerShard);
  }

  /** Sets how many consecutive slots a shard has. */
  public void slotsPerShard(int count) {
    slotsPerShard = count;
  }

  @Override
  public int slotsPerShard() {
    return slotsPerShard;
  }

  /** Names what knows of which slots this node has a copy that may be read. */
  public void copies(IntPredicate readable) {
    copies = readable;
  }

  @Override
  public boolean hasCopy(int slot) {
    return copies.test(slot);
  }

  @Override
  public int[] holders() {
    return links.holders();
  }

  @Override
  public int[] all() {
    return links.all();
  }

  @Override
  public boolean isHolder() {
    return holder;
  }

  /** Returns "host:port", or "" as long as it is not known. */
  @Override
  public String respAddress(int peer) {
    return respAddresses.getOrDefault(peer, "");
  }

  @Override
  public Forwarder newForwarder(Executor home) {
    return links.newForwarder(home);
  }
}
