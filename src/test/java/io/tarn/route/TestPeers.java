// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import java.util.Arrays;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What node 0 knows of nodes 1, 2, ...: their numbers are theirs. A test changes it. */
final class TestPeers implements Peers {

  /** Who leads each slot, as node 0 knows it: 0 itself, -1 nobody. */
  final int[] view;

  final TreeSet<Integer> alive = new TreeSet<>();
  private final Function<Executor, Forwarder> forwarders;
  final int[] epochs;
  private final int[] epochsKnownAt;
  private int epochCount;
  boolean alone;
  boolean holder = true;

  TestPeers(int[] leaders, int nodes, Function<Executor, Forwarder> forwarders) {
    this.view = leaders.clone();
    this.epochs = new int[leaders.length];
    this.epochsKnownAt = new int[leaders.length];
    Arrays.fill(epochs, 1 << 16);
    this.forwarders = forwarders;
    IntStream.range(1, nodes).forEach(alive::add);
  }

  /** Makes a slot's leader known. */
  void learn(int slot, int leader) {
    view[slot] = leader;
  }

  /** Makes a later epoch of a slot known. */
  void nextEpoch(int slot) {
    epochs[slot] += 1 << 16;
    epochsKnownAt[slot] = ++epochCount;
  }

  @Override
  public int epoch(int slot) {
    return epochs[slot];
  }

  @Override
  public int epochCount() {
    return epochCount;
  }

  @Override
  public int epochKnownAt(int slot) {
    return epochsKnownAt[slot];
  }

  @Override
  public boolean isAlone() {
    return alone;
  }

  @Override
  public boolean hasCopy(int slot) {
    return false;
  }

  @Override
  public int owner(int slot) {
    return switch (view[slot]) {
      case 0 -> SELF;
      case -1 -> NOBODY;
      default -> view[slot];
    };
  }

  @Override
  public int slotsPerShard() {
    return 1;
  }

  @Override
  public int[] holders() {
    return alive.stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public int[] all() {
    return holders();
  }

  @Override
  public boolean isHolder() {
    return holder;
  }

  @Override
  public String respAddress(int peer) {
    return "10.0.0." + (peer == SELF ? 0 : peer) + ":6379";
  }

  @Override
  public Forwarder newForwarder(Executor home) {
    return forwarders.apply(home);
  }

  @Override
  public String toString() {
    return "alive=" + alive + " slots=" + Arrays.hashCode(view);
  }
}
