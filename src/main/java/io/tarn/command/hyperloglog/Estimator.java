// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.hyperloglog;

import io.tarn.command.Arguments;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What HyperLogLog computes: the hash of an element (MurmurHash64A) and the estimate of the number
 * of elements, after Otmar Ertl, "New cardinality estimation algorithms for HyperLogLog sketches"
 * (arXiv 1702.01284), section 4.
 */
final class Estimator {

  /** Bits of the hash that choose the register. */
  static final int INDEX_BITS = 14;

  static final int REGISTERS = 1 << INDEX_BITS;

  /** Bits of the hash of which a register keeps the position of the first 1. */
  private static final int COUNTED_BITS = 64 - INDEX_BITS;

  private static final double ALPHA = 0.7213475204444817;
  private static final long FACTOR = 0xc6a4a7935bd1e995L;
  private static final long SEED = 0xadc83b19L;
  private static final int SHIFT = 47;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Estimator() {}

  /** Returns the hash of argument {@code i}. */
  static long hash(Arguments arguments, int i) {
    byte[] array = arguments.array(i);
    int at = arguments.isBlock(i) ? 0 : arguments.offset(i);
    int length = arguments.length(i);
    int end = at + (length & ~7);
    long hash = SEED ^ (length * FACTOR);
    for (; at < end; at += 8) {
      long word = (long) LONGS.get(array, at) * FACTOR;
      word = (word ^ (word >>> SHIFT)) * FACTOR;
      hash = (hash ^ word) * FACTOR;
    }
    if ((length & 7) > 0) {
      for (int k = (length & 7) - 1; k >= 0; k--) {
        hash ^= (array[at + k] & 0xffL) << (8 * k);
      }
      hash *= FACTOR;
    }
    hash = (hash ^ (hash >>> SHIFT)) * FACTOR;
    return hash ^ (hash >>> SHIFT);
  }

  /** Returns the register of a hash. */
  static int register(long hash) {
    return (int) hash & (REGISTERS - 1);
  }

  /** Returns what a hash counts in its register, 1 to 51. */
  static int count(long hash) {
    return Long.numberOfTrailingZeros((hash >>> INDEX_BITS) | (1L << COUNTED_BITS)) + 1;
  }

  /**
   * Returns the estimate.
   *
   * @param histogram how many registers have each value, 0 to 63
   */
  static long estimate(int[] histogram) {
    double m = REGISTERS;
    double z = m * tau((m - histogram[COUNTED_BITS + 1]) / m);
    for (int j = COUNTED_BITS; j >= 1; j--) {
      z += histogram[j];
      z *= 0.5;
    }
    z += m * sigma(histogram[0] / m);
    double estimate = ALPHA * m * m / z;
    // Only registers that no element can have make it infinite; C's llround has this then.
    return Double.isInfinite(estimate) ? Long.MIN_VALUE : Math.round(estimate);
  }

  private static double tau(double start) {
    if (start == 0 || start == 1) {
      return 0;
    }
    double x = start;
    double y = 1;
    double z = 1 - x;
    double before;
    do {
      x = Math.sqrt(x);
      before = z;
      y *= 0.5;
      z -= (1 - x) * (1 - x) * y;
    } while (before != z);
    return z / 3;
  }

  private static double sigma(double start) {
    if (start == 1) {
      return Double.POSITIVE_INFINITY;
    }
    double x = start;
    double y = 1;
    double z = x;
    double before;
    do {
      x *= x;
      before = z;
      z += x * y;
      y += y;
    } while (before != z);
    return z;
  }
}
