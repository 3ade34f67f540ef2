// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Memory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * A 64-bit hash of a key: sixteen bytes a step, each step the folded 128-bit product of two mixed
 * words. The constants are drawn at random when the process starts, so that nobody outside can
 * choose keys that collide; a hash is therefore never written anywhere that outlives the process.
 */
public final class KeyHash {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long K0;
  private static final long K1;
  private static final long K2;

  static {
    SecureRandom random = new SecureRandom();
    K0 = random.nextLong() | 1;
    K1 = random.nextLong() | 1;
    K2 = random.nextLong() | 1;
  }

  private KeyHash() {}

  /** Returns the hash of {@code array[offset, offset + length)}. */
  public static long of(byte[] array, int offset, int length) {
    long hash = K0 ^ length;
    int at = offset;
    int left = length;
    for (; left > 16; left -= 16, at += 16) {
      hash = fold((long) LONG.get(array, at) ^ K1, (long) LONG.get(array, at + 8) ^ hash);
    }
    long low = 0;
    long high = 0;
    if (left >= 8) {
      low = (long) LONG.get(array, at);
      high = (long) LONG.get(array, at + left - 8);
    } else if (left >= 4) {
      low = (int) INT.get(array, at);
      high = (int) INT.get(array, at + left - 4);
    } else if (left > 0) {
      low = array[at];
      high = ((long) array[at + (left >>> 1)] << 8) ^ ((long) array[at + left - 1] << 16);
    }
    return last(hash, low, high);
  }

  /** Returns the same hash of bytes in {@link Memory}. */
  public static long of(long position, int length) {
    long hash = K0 ^ length;
    long at = position;
    int left = length;
    for (; left > 16; left -= 16, at += 16) {
      hash = fold(Memory.getLong(at) ^ K1, Memory.getLong(at + 8) ^ hash);
    }
    long low = 0;
    long high = 0;
    if (left >= 8) {
      low = Memory.getLong(at);
      high = Memory.getLong(at + left - 8);
    } else if (left >= 4) {
      low = Memory.getInt(at);
      high = Memory.getInt(at + left - 4);
    } else if (left > 0) {
      low = Memory.getByte(at);
      high =
          ((long) Memory.getByte(at + (left >>> 1)) << 8)
              ^ ((long) Memory.getByte(at + left - 1) << 16);
    }
    return last(hash, low, high);
  }

  private static long last(long hash, long low, long high) {
    return fold(fold(low ^ K1, high ^ hash) ^ K2, K0);
  }

  private static long fold(long a, long b) {
    return (a * b) ^ Math.unsignedMultiplyHigh(a, b);
  }
}
