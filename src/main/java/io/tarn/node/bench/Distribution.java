// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench;

import java.util.SplittableRandom;

/** How often each key is chosen. */
sealed interface Distribution {

  record Uniform() implements Distribution {
    @Override
    public String toString() {
      return "uniform";
    }
  }

  record Sequential() implements Distribution {
    @Override
    public String toString() {
      return "sequential";
    }
  }

  record Zipf(double exponent) implements Distribution {
    @Override
    public String toString() {
      return "zipf:" + exponent;
    }
  }

  /**
   * Reads {@code uniform}, {@code sequential} or {@code zipf:EXPONENT}.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  static Distribution parse(String text) {
    if (text.equals("uniform")) {
      return new Uniform();
    }
    if (text.equals("sequential")) {
      return new Sequential();
    }
    if (text.startsWith("zipf:")) {
      try {
        double exponent = Double.parseDouble(text.substring("zipf:".length()));
        if (exponent > 0 && exponent <= 10) {
          return new Zipf(exponent);
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw new IllegalArgumentException(
          "the exponent of zipf must be above 0 and at most 10: " + text);
    }
    throw new IllegalArgumentException(
        "distribution must be uniform, sequential or zipf:EXPONENT, not " + text);
  }

  /** A chooser for one of {@code threads} threads; the same seed gives the same keys. */
  default KeyChooser chooser(long keys, long seed, int thread, int threads) {
    SplittableRandom random = new SplittableRandom(seed + 0x9E3779B97F4A7C15L * (thread + 1));
    return switch (this) {
      case Uniform() -> new KeyChooser.Uniform(random, keys);
      case Sequential() -> new KeyChooser.Sequential(keys, thread, threads);
      case Zipf(double exponent) -> new ZipfChooser(random, keys, exponent);
    };
  }
}
