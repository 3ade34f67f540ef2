// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import io.tarn.slab.Slab;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The segments that all streams of a node share, off the heap, under one limit. Any thread.
 *
 * <p>At the limit the stream that retains most gives up its oldest bytes; a follower that still
 * needed them gets a checkpoint. A stream never gives up the unit being appended, so one unit that
 * is longer than the limit is kept whole; and one that is being written to by another thread is
 * spared, so the limit may be passed by a segment for each thread.
 */
public final class LogMemory {

  /** Bytes of a segment unless told otherwise: 256 streams that retain little take 8 MiB. */
  public static final int SEGMENT_BYTES = 32 << 10;

  private final Slab slab;
  private final int segmentBytes;
  private volatile long limit;
  private final AtomicLong used = new AtomicLong();
  private final AtomicLong givenUp = new AtomicLong();
  private final List<ShardLog> logs = new CopyOnWriteArrayList<>();

  /** Takes segments of {@link #SEGMENT_BYTES} from a slab, passing its budget if need be. */
  public LogMemory(Slab slab, long limitBytes) {
    this(slab, limitBytes, SEGMENT_BYTES);
  }

  /**
   * Takes segments from a slab.
   *
   * @param segmentBytes a power of two
   */
  public LogMemory(Slab slab, long limitBytes, int segmentBytes) {
    if (Integer.bitCount(segmentBytes) != 1 || segmentBytes < 64) {
      throw new IllegalArgumentException("segmentBytes=" + segmentBytes);
    }
    this.slab = slab;
    this.segmentBytes = segmentBytes;
    limitBytes(limitBytes);
  }

  /** Returns the bytes that all segments may take together. */
  public long limitBytes() {
    return limit;
  }

  /** Sets the limit; what is beyond a lower one is given up as streams grow. */
  public void limitBytes(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("limitBytes=" + bytes);
    }
    limit = bytes;
  }

  /** Returns the bytes that all segments take. */
  public long usedBytes() {
    return used.get();
  }

  /** Returns the bytes that were given up at the limit since the start. */
  public long givenUpBytes() {
    return givenUp.get();
  }

  int segmentBytes() {
    return segmentBytes;
  }

  void add(ShardLog log) {
    logs.add(log);
  }

  void remove(ShardLog log) {
    logs.remove(log);
  }

  /**
   * Returns a segment for a stream whose lock is held, after making others or it give up theirs.
   */
  long take(ShardLog taker) {
    while (used.get() + segmentBytes > limit && giveUpOne(taker)) {
      // until there is room or nobody has any to give
    }
    used.addAndGet(segmentBytes);
    return slab.allocateAnyway(0, segmentBytes);
  }

  void giveBack(long segment) {
    slab.free(segment);
    used.addAndGet(-segmentBytes);
  }

  /*
   * Takes one segment from the stream that retains most. When that one is being written to, none: a
   * stream that retains little, because its readers keep up, must not pay for another.
   */
  private boolean giveUpOne(ShardLog taker) {
    ShardLog largest = null;
    for (ShardLog log : logs) {
      if (log.segments() > (largest == null ? 0 : largest.segments())) {
        largest = log;
      }
    }
    long bytes = largest == null ? 0 : largest.giveUpOldest(largest == taker);
    givenUp.addAndGet(bytes);
    return bytes > 0;
  }
}
