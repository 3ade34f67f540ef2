// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import io.tarn.slab.Memory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The stream of one shard: units, one after the other, each behind its length in four bytes (big
 * endian). A position is a number of bytes since the stream began, and survives changes of the
 * leader. Any thread.
 *
 * <p>Bytes from {@link #start} to {@link #end} are retained, in segments of {@link LogMemory}.
 * While nobody reads, nothing is retained and only positions advance. When reading begins anew, the
 * position is moved on by one, a byte that nobody will ever have: so whoever stood at the end
 * before knows that it may have missed something, even if callers that saw {@link #isRead} false
 * have not appended at all.
 */
public final class ShardLog implements UnitSink {

  /** Bytes in front of each unit. */
  public static final int PREFIX_BYTES = 4;

  private final LogMemory memory;
  private final int segmentBytes;
  private final ReentrantLock lock = new ReentrantLock();

  /* A ring: the segment of position p is segments[(p / segmentBytes) % length]. */
  private long[] segments = new long[4];
  private long firstSegment;
  private volatile int segmentCount;

  private volatile long start;
  private volatile long end;

  /* Where the unit that is being appended begins, and to where bytes are written. */
  private long unitStart;
  private long written;
  private volatile boolean read;
  private volatile int epoch;
  private boolean closed;
  private final byte[] prefix = new byte[PREFIX_BYTES];

  private volatile @Nullable Runnable listener;
  private final AtomicBoolean armed = new AtomicBoolean();

  ShardLog(LogMemory memory) {
    this.memory = memory;
    this.segmentBytes = memory.segmentBytes();
    memory.add(this);
  }

  @Override
  public long append(byte[] array, int offset, int length) {
    long after;
    lock.lock();
    try {
      after = end + PREFIX_BYTES + length;
      if (read && !closed) {
        prefix[0] = (byte) (length >>> 24);
        prefix[1] = (byte) (length >>> 16);
        prefix[2] = (byte) (length >>> 8);
        prefix[3] = (byte) length;
        unitStart = end;
        write(end, prefix, 0, PREFIX_BYTES);
        write(end + PREFIX_BYTES, array, offset, length);
      } else {
        dropBefore(end);
        start = after;
        written = after;
      }
      end = after;
    } finally {
      lock.unlock();
    }
    if (armed.getPlain() && armed.compareAndSet(true, false)) {
      Runnable told = listener;
      if (told != null) {
        told.run();
      }
    }
    return after;
  }

  @Override
  public boolean isRead() {
    return read;
  }

  /** Returns the position after the last unit. */
  public long end() {
    return end;
  }

  /** Returns the position of the oldest byte that is retained; {@link #end} when none is. */
  public long start() {
    return start;
  }

  /** Sets whom to tell that there is something to read, on the thread that appends. */
  public void listener(Runnable wakeUp) {
    listener = wakeUp;
  }

  /**
   * Asks that the listener be told of the next append, once. Look for bytes after this call: what
   * was appended before it is not told.
   */
  public void arm() {
    armed.set(true);
  }

  /** Returns how many segments are held. */
  int segments() {
    return segmentCount;
  }

  /* Says whether anybody reads. */
  void read(boolean reads) {
    lock.lock();
    try {
      if (reads && !read) {
        dropBefore(end);
        written = end + 1;
        start = written;
        end = written;
      } else if (!reads && read) {
        dropBefore(end);
      }
      read = reads;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int epoch() {
    return epoch;
  }

  /* Whoever appends from now on does so in this epoch. */
  void epoch(long now) {
    epoch = Promotion.inShort(now);
  }

  /* Says whether anybody reads, where nothing was appended that is not retained. */
  void readOn(boolean reads) {
    lock.lock();
    try {
      read = reads;
    } finally {
      lock.unlock();
    }
  }

  /* Copies retained bytes; returns how many, 0 at the end, -1 when they are not retained. */
  int copy(long position, byte[] target, int offset, int most) {
    lock.lock();
    try {
      if (position < start || position > end) {
        return -1;
      }
      int length = (int) Math.min(most, end - position);
      int done = 0;
      while (done < length) {
        long at = position + done;
        int inside = (int) (at & (segmentBytes - 1));
        int piece = Math.min(length - done, segmentBytes - inside);
        Memory.copyOut(segment(at) + inside, target, offset + done, piece);
        done += piece;
      }
      return length;
    } finally {
      lock.unlock();
    }
  }

  /* Appends what a leader sent: whole units, with their prefixes. */
  void appendRaw(byte[] array, int offset, int length) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      unitStart = end;
      write(end, array, offset, length);
      end = written;
    } finally {
      lock.unlock();
    }
  }

  /* Retains nothing before a position. */
  void trim(long position) {
    lock.lock();
    try {
      dropBefore(Math.min(position, end));
    } finally {
      lock.unlock();
    }
  }

  /* Forgets all, and goes on at another position. */
  void moveTo(long position) {
    lock.lock();
    try {
      dropBefore(end);
      end = position;
      start = position;
      written = position;
    } finally {
      lock.unlock();
    }
  }

  /* Gives its memory back; appends only count from here on. */
  void close() {
    lock.lock();
    try {
      dropBefore(end);
      closed = true;
      read = false;
    } finally {
      lock.unlock();
    }
    memory.remove(this);
  }

  /* Drops its oldest segment, but not the unit being appended; returns the bytes lost, or 0. */
  long giveUpOldest(boolean locked) {
    if (!locked && !lock.tryLock()) {
      return 0;
    }
    try {
      long next = (firstSegment + 1) * segmentBytes;
      if (segmentCount == 0 || next > (locked ? unitStart : end)) {
        return 0;
      }
      long before = start;
      dropBefore(next);
      return start - before;
    } finally {
      if (!locked) {
        lock.unlock();
      }
    }
  }

  private void dropBefore(long position) {
    if (position <= start) {
      return;
    }
    start = position;
    boolean all = position == written;
    int count = segmentCount;
    while (count > 0 && (all || (firstSegment + 1) * segmentBytes <= position)) {
      memory.giveBack(segments[(int) (firstSegment % segments.length)]);
      firstSegment++;
      count--;
    }
    segmentCount = count;
  }

  private long segment(long position) {
    return segments[(int) ((position / segmentBytes) % segments.length)];
  }

  private void write(long position, byte[] array, int offset, int length) {
    int done = 0;
    while (done < length) {
      long at = position + done;
      int inside = (int) (at & (segmentBytes - 1));
      if (segmentCount == 0) {
        firstSegment = at / segmentBytes;
        addSegment();
      } else if (at / segmentBytes == firstSegment + segmentCount) {
        addSegment();
      }
      int piece = Math.min(length - done, segmentBytes - inside);
      Memory.copyIn(array, offset + done, segment(at) + inside, piece);
      done += piece;
      written = at + piece;
    }
  }

  private void addSegment() {
    long segment = memory.take(this);
    int count = segmentCount;
    if (count == segments.length) {
      long[] larger = new long[segments.length * 2];
      for (long i = firstSegment; i < firstSegment + count; i++) {
        larger[(int) (i % larger.length)] = segments[(int) (i % segments.length)];
      }
      segments = larger;
    }
    segments[(int) ((firstSegment + count) % segments.length)] = segment;
    segmentCount = count + 1;
  }
}
