// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** A structure beside a model, for tests that move its blocks. */
abstract class MovedStructure {

  final Blocks blocks;
  final SplittableRandom random;
  final long root;

  MovedStructure(Blocks blocks, SplittableRandom random, long root) {
    this.blocks = blocks;
    this.random = random;
    this.root = root;
  }

  /** Adds an element. */
  abstract void add();

  /** Changes or removes an element. */
  abstract void change();

  /** Returns the size of the blocks of which it has few, so that they leave no sparse pages. */
  abstract long rareBytes();

  /** Checks content and every invariant; asks for the size of every block but the root. */
  abstract void check(Blocks sizes, String step);

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  final String text(int mostLetters) {
    char[] letters = new char[random.nextInt(mostLetters + 1)];
    for (int i = 0; i < letters.length; i++) {
      letters[i] = (char) ('a' + random.nextInt(26));
    }
    return new String(letters);
  }
}
