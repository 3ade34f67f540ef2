// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.eviction;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/** Sequences of keys: recorded, or made with a fixed seed. */
final class Traces {

  private static final byte[] MAGIC = {'K', 'T', 'R', 'A', 'C', 'E', '0', '1'};

  private Traces() {}

  /**
   * Reads a recorded trace: eight bytes of magic, requests and distinct keys (8 bytes each), flags
   * and zero (4 bytes each), then a key of 4 bytes a request; all little endian.
   */
  static int[] read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer bytes =
          channel
              .map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
              .order(ByteOrder.LITTLE_ENDIAN);
      for (byte expected : MAGIC) {
        if (bytes.get() != expected) {
          throw new IOException("no trace: file=" + file);
        }
      }
      int[] trace = new int[Math.toIntExact(bytes.getLong(8))];
      bytes.position(32).asIntBuffer().get(trace);
      return trace;
    }
  }

  /** Key i is chosen with a chance in proportion to 1 / (i + 1)^exponent. */
  static int[] zipf(int length, int distinct, double exponent, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] sums = sums(distinct, exponent);
    return fill(length, i -> draw(sums, random));
  }

  /** Zipf whose ranks move on by one key every {@code readsAStep} reads. */
  static int[] drifting(int length, int distinct, double exponent, int readsAStep, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] sums = sums(distinct, exponent);
    return fill(length, i -> (draw(sums, random) + i / readsAStep) % distinct);
  }

  /** All keys in turn, again and again. */
  static int[] loop(int length, int distinct) {
    return fill(length, i -> i % distinct);
  }

  /**
   * Mostly what was read not long ago: with a chance of 0.7 the read of a Zipf-distributed number
   * of reads before is repeated, otherwise any key is read.
   */
  static int[] recent(int length, int distinct, double exponent, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] sums = sums(distinct, exponent);
    int[] trace = new int[length];
    for (int i = 0; i < length; i++) {
      int back = 1 + draw(sums, random);
      boolean repeats = random.nextInt(10) < 7 && back <= i;
      trace[i] = repeats ? trace[i - back] : random.nextInt(distinct);
    }
    return trace;
  }

  /** Zipf over the first half of the keys; every fourth read scans the second half. */
  static int[] scanned(int length, int distinct, double exponent, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int half = distinct / 2;
    double[] sums = sums(half, exponent);
    return fill(length, i -> i % 4 == 3 ? half + i / 4 % half : draw(sums, random));
  }

  /** One after the other. */
  static int[] concatenated(int[]... traces) {
    int length = 0;
    for (int[] trace : traces) {
      length += trace.length;
    }
    int[] all = new int[length];
    int at = 0;
    for (int[] trace : traces) {
      System.arraycopy(trace, 0, all, at, trace.length);
      at += trace.length;
    }
    return all;
  }

  static int distinct(int[] trace) {
    int most = 0;
    for (int key : trace) {
      most = Math.max(most, key);
    }
    return most + 1;
  }

  private static int[] fill(int length, IntUnaryOperator keys) {
    int[] trace = new int[length];
    for (int i = 0; i < length; i++) {
      trace[i] = keys.applyAsInt(i);
    }
    return trace;
  }

  private static double[] sums(int distinct, double exponent) {
    double[] sums = new double[distinct];
    double sum = 0;
    for (int i = 0; i < distinct; i++) {
      sum += Math.pow(i + 1, -exponent);
      sums[i] = sum;
    }
    return sums;
  }

  private static int draw(double[] sums, SplittableRandom random) {
    double wanted = random.nextDouble() * sums[sums.length - 1];
    int low = 0;
    int high = sums.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sums[middle] < wanted) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
