// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** What a process holds of the machine's memory, in bytes, as Linux counts it. */
public final class ResidentMemory {

  /** Between two looks of {@link #settled}. */
  static final long LOOK_MILLIS = 200;

  /** So many looks in a row must agree. */
  static final int LOOKS = 10;

  /** Looks agree when they differ by less than this, and less than {@link #TOLERANCE} of it. */
  static final long TOLERATED_BYTES = 512 << 10;

  static final double TOLERANCE = 0.002;

  private ResidentMemory() {}

  /**
   * Resident bytes of a process now, exact where the kernel has smaps_rollup.
   *
   * @throws IOException when the process is gone or there is no /proc
   */
  public static long of(long pid) throws IOException {
    Path rollup = Path.of("/proc/" + pid + "/smaps_rollup");
    if (Files.isReadable(rollup)) {
      return parse(Files.readString(rollup), "Rss:");
    }
    return quick(pid);
  }

  /** As {@link #of}, cheap enough for every few milliseconds and a little less exact. */
  public static long quick(long pid) throws IOException {
    return parse(Files.readString(Path.of("/proc/" + pid + "/status")), "VmRSS:");
  }

  /** The bytes of a line such as {@code VmRSS: 123 kB}. */
  static long parse(String text, String label) throws IOException {
    for (String line : text.split("\n", -1)) {
      if (line.startsWith(label)) {
        String[] words = line.substring(label.length()).strip().split("\\s+", -1);
        return Long.parseLong(words[0]) << 10;
      }
    }
    throw new IOException("no " + label + " of the process: has it ended?");
  }

  /**
   * Resident bytes once they stand still, or as they are when {@code limitSeconds} have passed.
   * Memory that a server gives back in the background is so not counted.
   */
  public static long settled(long pid, double limitSeconds)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + (long) (limitSeconds * 1e9);
    long least = of(pid);
    long most = least;
    int looks = 1;
    while (looks < LOOKS && System.nanoTime() < end) {
      Thread.sleep(LOOK_MILLIS);
      long now = of(pid);
      least = Math.min(least, now);
      most = Math.max(most, now);
      looks++;
      if (most - least > Math.min(TOLERATED_BYTES, (long) (most * TOLERANCE))) {
        least = now;
        most = now;
        looks = 1;
      }
    }
    return of(pid);
  }

  /** Watches a process every 100 ms from a thread of its own. */
  public static final class Watch implements AutoCloseable, LongSupplier {
    private static final long EVERY_MILLIS = 100;
    private final Thread thread;
    private volatile long peak;

    /** Begins to watch. */
    public Watch(long pid) {
      thread = Thread.ofPlatform().daemon().name("watch-" + pid).start(() -> watch(pid));
    }

    private void watch(long pid) {
      try {
        while (!Thread.interrupted()) {
          peak = Math.max(peak, quick(pid));
          Thread.sleep(EVERY_MILLIS);
        }
      } catch (IOException e) {
        // The process has ended; what was seen stays.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** The most that was seen so far. */
    @Override
    public long getAsLong() {
      return peak;
    }

    @Override
    public void close() {
      thread.interrupt();
    }
  }
}
