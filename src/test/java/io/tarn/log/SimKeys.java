// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a simulated process holds of a shard: for each key the number of the last write, and for
 * each slot a digest of its writes in order, so that a write that is applied twice, in the wrong
 * order or not at all shows. Writes are numbered over the whole simulation.
 *
 * <pre>
 *   unit   WRITE (1)  number (8)  count (1)  {key (1)}  padding
 *          FIRST (1)  slot (1)  digest (8)  {number (8)} of the first half of the slot's keys
 *          SECOND (1) slot (1)  {number (8)} of the second half
 * </pre>
 */
final class SimKeys {

  static final int SLOTS = 3;
  static final int KEYS_PER_SLOT = 4;
  static final int KEYS = SLOTS * KEYS_PER_SLOT;

  private static final byte WRITE = 1;
  private static final byte FIRST = 2;
  private static final byte SECOND = 3;
  private static final int HALF = KEYS_PER_SLOT / 2;

  final long[] numbers = new long[KEYS];

  /** The latest that was ever held, even if it has been forgotten since. */
  final long[] ever = new long[KEYS];

  private final long[] digests = new long[SLOTS];

  /** While a checkpoint is received: which slots have begun. */
  private final boolean[] begun = new boolean[SLOTS];

  private boolean receiving;

  static int slot(int key) {
    return key / KEYS_PER_SLOT;
  }

  static byte[] write(long number, int[] keys, int padding) {
    ByteBuffer unit = ByteBuffer.allocate(10 + keys.length + padding);
    unit.put(WRITE).putLong(number).put((byte) keys.length);
    for (int key : keys) {
      unit.put((byte) key);
    }
    return unit.array();
  }

  byte[] firstHalf(int slot) {
    ByteBuffer unit = ByteBuffer.allocate(10 + HALF * 8);
    unit.put(FIRST).put((byte) slot).putLong(digests[slot]);
    for (int i = 0; i < HALF; i++) {
      unit.putLong(numbers[slot * KEYS_PER_SLOT + i]);
    }
    return unit.array();
  }

  byte[] secondHalf(int slot) {
    ByteBuffer unit = ByteBuffer.allocate(2 + HALF * 8);
    unit.put(SECOND).put((byte) slot);
    for (int i = HALF; i < KEYS_PER_SLOT; i++) {
      unit.putLong(numbers[slot * KEYS_PER_SLOT + i]);
    }
    return unit.array();
  }

  void forget() {
    Arrays.fill(numbers, 0);
    Arrays.fill(digests, 0);
    Arrays.fill(begun, false);
    receiving = false;
  }

  void receive() {
    forget();
    receiving = true;
  }

  void received() {
    receiving = false;
  }

  /** Applies a unit; false when it makes no sense. */
  boolean apply(byte[] array, int offset, int length) {
    ByteBuffer unit = ByteBuffer.wrap(array, offset, length);
    byte kind = unit.get();
    switch (kind) {
      case WRITE -> {
        long number = unit.getLong();
        int count = unit.get();
        for (int i = 0; i < count; i++) {
          int key = unit.get();
          int slot = slot(key);
          if (!receiving || begun[slot]) {
            numbers[key] = number;
            ever[key] = Math.max(ever[key], number);
            digests[slot] = mix(digests[slot] * 31 + number * KEYS + key);
          }
        }
        return true;
      }
      case FIRST, SECOND -> {
        int slot = unit.get();
        if (!receiving) {
          return true;
        }
        int from = slot * KEYS_PER_SLOT;
        if (kind == FIRST) {
          begun[slot] = true;
          digests[slot] = unit.getLong();
        } else {
          from += HALF;
        }
        for (int i = 0; i < HALF; i++) {
          numbers[from + i] = unit.getLong();
          ever[from + i] = Math.max(ever[from + i], numbers[from + i]);
        }
        return true;
      }
      default -> {
        return false;
      }
    }
  }

  /** Returns a number that differs when anything held differs. */
  long digest() {
    long sum = 0;
    for (int i = 0; i < KEYS; i++) {
      sum = sum * 31 + numbers[i];
    }
    for (int i = 0; i < SLOTS; i++) {
      sum = mix(sum ^ digests[i]);
    }
    return sum;
  }

  private static long mix(long x) {
    long y = (x ^ (x >>> 32)) * 0x9E3779B97F4A7C15L;
    return y ^ (y >>> 29);
  }
}
