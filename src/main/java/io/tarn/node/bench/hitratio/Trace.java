// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.hitratio;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Accesses in their order, and how they are replayed.
 *
 * @param keys of the accesses, each from 0 to {@code distinct} less one
 * @param sizes bytes of each key's value, by key
 * @param window GETs that are under way at once
 * @param items numbers of resident items to measure at
 */
record Trace(String name, int[] keys, int[] sizes, int window, List<Integer> items) {

  /** A value begins with its key's number, so it cannot be shorter. */
  static final int MIN_VALUE_BYTES = 16;

  static final int MAX_VALUE_BYTES = 512 << 10;

  /** How a trace without an entry below is replayed. */
  private static final int DEFAULT_VALUE_BYTES = 256;

  private static final int DEFAULT_WINDOW = 32;

  private record Known(int valueBytes, int window, List<Integer> items) {}

  private static final Map<String, Known> KNOWN =
      Map.of(
          "ormbusy", new Known(1024, 32, List.of(3349, 6699, 13_399)),
          "sprite", new Known(2048, 8, List.of(353, 707, 1415)),
          "2pools", new Known(2048, 8, List.of(496, 993)),
          "corda", new Known(2048, 8, List.of(226, 904)));

  Trace {
    for (int key : keys) {
      if (key < 0 || key >= sizes.length) {
        throw new IllegalArgumentException("key=" + key + " distinct=" + sizes.length);
      }
    }
  }

  /**
   * A trace with values of one size: of those that are known by name, theirs; else 256 bytes,
   * windows of 32, and a hundredth, a twentieth and a fifth of the distinct keys.
   */
  static Trace of(String name, int[] keys, int distinct) {
    int bytes = KNOWN.containsKey(name) ? known(name, distinct).valueBytes : DEFAULT_VALUE_BYTES;
    return sized(name, keys, IntStream.generate(() -> bytes).limit(distinct).toArray());
  }

  /** A trace whose values have sizes of their own, which are brought into the allowed range. */
  static Trace sized(String name, int[] keys, int[] sizes) {
    Known known = known(name, sizes.length);
    int[] allowed =
        IntStream.of(sizes)
            .map(size -> Math.clamp(size, MIN_VALUE_BYTES, MAX_VALUE_BYTES))
            .toArray();
    return new Trace(name, keys, allowed, known.window, known.items);
  }

  private static Known known(String name, int distinct) {
    Known usual =
        new Known(
            DEFAULT_VALUE_BYTES,
            DEFAULT_WINDOW,
            List.of(
                Math.max(1, distinct / 100),
                Math.max(1, distinct / 20),
                Math.max(1, distinct / 5)));
    return KNOWN.getOrDefault(name, usual);
  }

  int distinct() {
    return sizes.length;
  }

  /** Its first accesses. */
  Trace prefix(int accesses) {
    return new Trace(
        name, java.util.Arrays.copyOf(keys, Math.min(accesses, keys.length)), sizes, window, items);
  }
}
