// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the changes of one request end in the streams of the shards that it has written to: one
 * position a shard, the highest. One thread at a time.
 *
 * <p>A position means something only together with the epoch, in short, in which this node led the
 * shard: another epoch may have given the same position to something else.
 */
public final class WrittenPositions {

  /** Shard, epoch and position of each. */
  private static final int WORDS = 3;

  private static final long[] NONE = {};

  private long[] words = NONE;
  private int count;

  /** Notes a change in {@code some}, or in a new one when that is null; returns it. */
  public static WrittenPositions noted(
      @Nullable WrittenPositions some, int shard, int epoch, long position) {
    WrittenPositions all = some == null ? new WrittenPositions() : some;
    all.note(shard, epoch, position);
    return all;
  }

  /** Notes a change. */
  public void note(int shard, int epoch, long position) {
    for (int i = 0; i < count; i++) {
      if (shard(i) == shard) {
        boolean later = epoch != epoch(i) || position > position(i);
        put(i, shard, epoch, later ? position : position(i));
        return;
      }
    }
    if (words.length == count * WORDS) {
      words = Arrays.copyOf(words, Math.max(WORDS, 2 * words.length));
    }
    put(count++, shard, epoch, position);
  }

  /** Notes all that another has noted. */
  public void note(WrittenPositions others) {
    for (int i = 0; i < others.count; i++) {
      note(others.shard(i), others.epoch(i), others.position(i));
    }
  }

  private void put(int i, int shard, int epoch, long position) {
    words[i * WORDS] = shard;
    words[i * WORDS + 1] = epoch;
    words[i * WORDS + 2] = position;
  }

  /** True when nothing was written. */
  public boolean isEmpty() {
    return count == 0;
  }

  /** Returns whether replicas have all of it. */
  public Acknowledgements.Verdict verdict(Acknowledgements replicas) {
    Acknowledgements.Verdict worst = Acknowledgements.Verdict.CONFIRMED;
    for (int i = 0; i < count; i++) {
      Acknowledgements.Verdict one = replicas.verdict(shard(i), epoch(i), position(i));
      if (one.compareTo(worst) > 0) {
        worst = one;
      }
    }
    return worst;
  }

  private int shard(int i) {
    return (int) words[i * WORDS];
  }

  private int epoch(int i) {
    return (int) words[i * WORDS + 1];
  }

  private long position(int i) {
    return words[i * WORDS + 2];
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : " ").append(shard(i)).append('/').append(epoch(i));
      text.append('@').append(position(i));
    }
    return text.append(']').toString();
  }
}
