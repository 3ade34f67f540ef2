// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import java.util.concurrent.Executor;

/** A node without others: everything is here. */
final class LonePeers implements Peers {

  private static final int[] NONE = {};

  @Override
  public boolean isAlone() {
    return true;
  }

  @Override
  public boolean hasCopy(int slot) {
    return false;
  }

  @Override
  public int owner(int slot) {
    return SELF;
  }

  @Override
  public int epoch(int slot) {
    return 0;
  }

  @Override
  public int epochCount() {
    return 0;
  }

  @Override
  public int epochKnownAt(int slot) {
    return 0;
  }

  @Override
  public int slotsPerShard() {
    return 1;
  }

  @Override
  public int[] holders() {
    return NONE;
  }

  @Override
  public int[] all() {
    return NONE;
  }

  @Override
  public boolean isHolder() {
    return true;
  }

  @Override
  public String respAddress(int peer) {
    throw new IllegalArgumentException("no such peer: number=" + peer);
  }

  @Override
  public Forwarder newForwarder(Executor home) {
    return new NowhereForwarder();
  }
}
