// SPDX-License-Identifier: Apache-2.0
package io.tarn.metric;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Calls, time and failures by command ordinal, and a few counts of the whole node. Each I/O thread
 * writes its own {@link Stripe} without atomic operations; readers add the stripes up.
 */
public final class CommandCounters {

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle LATENCIES = MethodHandles.arrayElementVarHandle(long[][].class);

  /** Most different prefixes of errors that are kept apart. */
  private static final int ERROR_PREFIXES = 128;

  private static final int CALLS = 0;
  private static final int NANOS = 1;
  private static final int REJECTED = 2;
  private static final int FAILED = 3;
  private static final int FIELDS = 4;

  private final AtomicLong memoryPeak = new AtomicLong();
  private final int commands;
  private final List<Stripe> stripes = new CopyOnWriteArrayList<>();

  /** Creates counters for ordinals 0 to {@code commands - 1}. */
  public CommandCounters(int commands) {
    this.commands = commands;
  }

  /** Notes how many bytes were in use at some moment. */
  public void memoryUsed(long bytes) {
    if (bytes > memoryPeak.get()) {
      memoryPeak.accumulateAndGet(bytes, Math::max);
    }
  }

  /** Returns the most of what {@link #memoryUsed} was told. */
  public long memoryPeak() {
    return memoryPeak.get();
  }

  /** Adds a stripe for a thread that is about to write. */
  public Stripe newStripe() {
    Stripe stripe = new Stripe(commands);
    stripes.add(stripe);
    return stripe;
  }

  /** Returns the number of calls of a command. */
  public long calls(int ordinal) {
    return sum(ordinal * FIELDS + CALLS);
  }

  /** Returns the time spent in a command, in nanoseconds. */
  public long nanos(int ordinal) {
    return sum(ordinal * FIELDS + NANOS);
  }

  /** Returns the calls that were refused before they ran. */
  public long rejected(int ordinal) {
    return sum(ordinal * FIELDS + REJECTED);
  }

  /** Returns the calls that ran and answered an error. */
  public long failed(int ordinal) {
    return sum(ordinal * FIELDS + FAILED);
  }

  /** Returns the distribution of a command's times. */
  public LatencyBuckets latency(int ordinal) {
    long[] sums = new long[LatencyBuckets.COUNT];
    for (Stripe stripe : stripes) {
      long[] buckets = (long[]) LATENCIES.getAcquire(stripe.latencies, ordinal);
      if (buckets != null) {
        for (int i = 0; i < sums.length; i++) {
          sums[i] += (long) LONGS.getOpaque(buckets, i);
        }
      }
    }
    return new LatencyBuckets(sums);
  }

  /** Returns how many error answers began with which word, by that word. */
  public SortedMap<String, Long> errors() {
    SortedMap<String, Long> sums = new TreeMap<>();
    for (Stripe stripe : stripes) {
      stripe.errors.forEach((prefix, count) -> sums.merge(prefix, count, Long::sum));
    }
    return sums;
  }

  /** Returns the sum of a count of the whole node. */
  public long total(Total total) {
    return sum(commands * FIELDS + total.ordinal());
  }

  /** Returns the number of calls of all commands. */
  public long calls() {
    long sum = 0;
    for (int ordinal = 0; ordinal < commands; ordinal++) {
      sum += calls(ordinal);
    }
    return sum;
  }

  /** Sets every count to zero (CONFIG RESETSTAT). A count that is being written may survive. */
  public void reset() {
    for (Stripe stripe : stripes) {
      for (int i = 0; i < stripe.counts.length; i++) {
        LONGS.setOpaque(stripe.counts, i, 0L);
      }
      for (int ordinal = 0; ordinal < commands; ordinal++) {
        long[] buckets = (long[]) LATENCIES.getAcquire(stripe.latencies, ordinal);
        for (int i = 0; buckets != null && i < buckets.length; i++) {
          LONGS.setOpaque(buckets, i, 0L);
        }
      }
      stripe.errors.clear();
    }
  }

  private long sum(int index) {
    long sum = 0;
    for (Stripe stripe : stripes) {
      sum += (long) LONGS.getOpaque(stripe.counts, index);
    }
    return sum;
  }

  /** Counts of the whole node. */
  public enum Total {
    KEYSPACE_HITS,
    KEYSPACE_MISSES,
    BYTES_IN,
    BYTES_OUT,
    READS,
    WRITES,
    CONNECTIONS_ACCEPTED,
    CONNECTIONS_REFUSED,
    ERROR_REPLIES
  }

  /** The counts of one thread: only that thread writes. */
  public static final class Stripe {
    private final long[] counts;
    private final int totals;

    /** By ordinal; null until the first call. */
    private final long[][] latencies;

    private final ConcurrentHashMap<String, Long> errors = new ConcurrentHashMap<>();

    private Stripe(int commands) {
      totals = commands * FIELDS;
      counts = new long[totals + Total.values().length];
      latencies = new long[commands][];
    }

    /** Counts a call and its time. */
    public void called(int ordinal, long nanos) {
      add(ordinal * FIELDS + CALLS, 1);
      add(ordinal * FIELDS + NANOS, nanos);
    }

    /**
     * Puts a measured call into the distribution of times, where it counts for {@code calls} calls:
     * a runner that measures one call in sixteen passes 16.
     */
    public void timed(int ordinal, long nanos, int calls) {
      long[] buckets = latencies[ordinal];
      if (buckets == null) {
        buckets = new long[LatencyBuckets.COUNT];
        LATENCIES.setRelease(latencies, ordinal, buckets);
      }
      int bucket = LatencyBuckets.bucket(nanos);
      LONGS.setOpaque(buckets, bucket, buckets[bucket] + calls);
    }

    /** Counts an error answer, by the first word of its message and in all. */
    public void errorReplied(String message) {
      add(Total.ERROR_REPLIES, 1);
      int space = message.indexOf(' ');
      String prefix = space < 0 ? message : message.substring(0, space);
      if (errors.containsKey(prefix) || errors.size() < ERROR_PREFIXES) {
        errors.merge(prefix, 1L, Long::sum);
      }
    }

    /** Counts a call that was refused before it ran. */
    public void rejected(int ordinal) {
      add(ordinal * FIELDS + REJECTED, 1);
    }

    /** Counts a call that answered an error. */
    public void failed(int ordinal) {
      add(ordinal * FIELDS + FAILED, 1);
    }

    /** Adds to a count of the whole node. */
    public void add(Total total, long amount) {
      add(totals + total.ordinal(), amount);
    }

    private void add(int index, long amount) {
      LONGS.setOpaque(counts, index, counts[index] + amount);
    }
  }
}
