// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import io.tarn.log.UnitSink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** Streams of shards, and a replica of them that acknowledges when a test says so. */
public final class TestReplicas implements Acknowledgements {

  private static final class Shard implements UnitSink {
    private int epoch = 1;
    private long end;
    private long acked;
    private boolean over;

    @Override
    public synchronized long append(byte[] array, int offset, int length) {
      end += length + 4L;
      return end;
    }

    @Override
    public synchronized int epoch() {
      return epoch;
    }

    @Override
    public boolean isRead() {
      return true;
    }
  }

  private final Map<Integer, Shard> shards = new HashMap<>();
  private final List<Runnable> watchers = new ArrayList<>();

  /** Returns where the changes of a shard go. */
  public UnitSink sink(int shard) {
    return shards.computeIfAbsent(shard, _ -> new Shard());
  }

  /** The replica of a shard has all that was written so far. */
  public void acknowledge(int shard) {
    Shard one = shards.get(shard);
    one.acked = one.end;
    tell();
  }

  /** The replicas of all shards have all that was written so far. */
  public void acknowledgeAll() {
    shards.values().forEach(one -> one.acked = one.end);
    tell();
  }

  /** Another node leads a shard from now on, and then this one again. */
  public void lose(int shard) {
    shards.get(shard).epoch += 2;
    tell();
  }

  /** No replica can come any more. */
  public void never(int shard) {
    shards.get(shard).over = true;
    tell();
  }

  /** Has those look who wait. */
  public void tell() {
    List.copyOf(watchers).forEach(Runnable::run);
  }

  /** Returns how many look. */
  public int watchers() {
    return watchers.size();
  }

  @Override
  public void await(
      int[] slots, int[] epochs, int replicas, long timeoutMillis, IntConsumer answer) {
    answer.accept(0);
  }

  @Override
  public Verdict verdict(int shard, int epoch, long position) {
    Shard one = shards.get(shard);
    if (epoch == one.epoch && one.acked >= position) {
      return Verdict.CONFIRMED;
    }
    return epoch == one.epoch && !one.over ? Verdict.PENDING : Verdict.NEVER;
  }

  @Override
  public void watch(Runnable watcher) {
    watchers.add(watcher);
  }

  @Override
  public void unwatch(Runnable watcher) {
    watchers.remove(watcher);
  }
}
