// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench;

import java.util.SplittableRandom;

/**
 * The bytes of all values: a buffer of chance, and values of different sizes begin anywhere in it.
 * Printable and without pattern, so that a server that compresses gains nothing.
 *
 * @param bytes at least as long as the longest value
 */
record ValueSource(ValueSizes sizes, byte[] bytes) {

  /** How far values of different sizes begin from each other. */
  static final int SPREAD_BYTES = 1 << 20;

  static ValueSource create(ValueSizes sizes, long seed) {
    byte[] bytes = new byte[sizes.max() + (sizes.isFixed() ? 0 : SPREAD_BYTES)];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ('0' + random.nextInt('z' - '0' + 1));
    }
    return new ValueSource(sizes, bytes);
  }

  /** All values alike. */
  static ValueSource of(byte[] value) {
    return new ValueSource(new ValueSizes(value.length, value.length), value);
  }
}
