// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench;

/** Which key comes next. Each load thread has its own. */
interface KeyChooser {

  /** A key's number, from 0 to the number of keys less one. */
  long next();

  /** Every key as often as any other. */
  final class Uniform implements KeyChooser {
    private final java.util.SplittableRandom random;
    private final long keys;

    Uniform(java.util.SplittableRandom random, long keys) {
      this.random = random;
      this.keys = keys;
    }

    @Override
    public long next() {
      return random.nextLong(keys);
    }
  }

  /**
   * Every key once, in order, then again: to fill a server. Thread {@code t} of n takes keys t,
   * t+n, t+2n, …
   */
  final class Sequential implements KeyChooser {
    private final long keys;
    private final int step;
    private long next;

    Sequential(long keys, int thread, int threads) {
      this.keys = keys;
      this.step = threads;
      this.next = thread % keys;
    }

    @Override
    public long next() {
      long chosen = next;
      next = (next + step) % keys;
      return chosen;
    }
  }
}
