// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.string;

import java.util.ArrayList;
import java.util.List;

/**
 * The longest common subsequence of two byte strings by dynamic programming (Wagner and Fischer
 * 1974).
 *
 * <p>The way back through the table needs one bit for each pair of bytes that differ: whether the
 * longer subsequence lies with the shorter {@code a}. So a table of lengths is never kept, only its
 * two newest rows and those bits: a thirty-second of Redis's table. Of several longest
 * subsequences, this is the one that Redis chooses: on the way back, ties shorten {@code b}.
 */
final class CommonSubsequence {

  /** A run of equal bytes: {@code length} from {@code startA} and from {@code startB}. */
  record Match(int startA, int startB, int length) {}

  private final byte[] bytes;
  private final List<Match> matches;

  private CommonSubsequence(byte[] bytes, List<Match> matches) {
    this.bytes = bytes;
    this.matches = matches;
  }

  /** Returns the subsequence. */
  byte[] bytes() {
    return bytes;
  }

  /** Returns the runs that it consists of, the last one first. */
  List<Match> matches() {
    return matches;
  }

  /** Returns the length of the longest common subsequence. */
  static int length(byte[] a, byte[] b) {
    return fill(a, b, new long[0]);
  }

  /** Returns the longest common subsequence. */
  static CommonSubsequence of(byte[] a, byte[] b) {
    long pairs = (long) a.length * b.length;
    long[] shortenA = new long[(int) ((pairs + Long.SIZE - 1) / Long.SIZE)];
    byte[] bytes = new byte[fill(a, b, shortenA)];
    List<Match> matches = new ArrayList<>();
    int left = bytes.length;
    int run = 0;
    int i = a.length;
    int j = b.length;
    while (i > 0 && j > 0) {
      if (a[i - 1] == b[j - 1]) {
        bytes[--left] = a[--i];
        j--;
        run++;
        continue;
      }
      if (run > 0) {
        matches.add(new Match(i, j, run));
        run = 0;
      }
      long pair = (long) (i - 1) * b.length + (j - 1);
      if ((shortenA[(int) (pair >>> 6)] >>> pair & 1) != 0) {
        i--;
      } else {
        j--;
      }
    }
    if (run > 0) {
      matches.add(new Match(i, j, run));
    }
    return new CommonSubsequence(bytes, matches);
  }

  /* Computes row by row; sets bit (i, j) of shortenA, if it has any, where that is the way back. */
  private static int fill(byte[] a, byte[] b, long[] shortenA) {
    int[] above = new int[b.length + 1];
    int[] row = new int[b.length + 1];
    long pair = 0;
    for (byte inA : a) {
      for (int j = 1; j <= b.length; j++, pair++) {
        if (inA == b[j - 1]) {
          row[j] = above[j - 1] + 1;
        } else if (above[j] > row[j - 1]) {
          row[j] = above[j];
          if (shortenA.length > 0) {
            shortenA[(int) (pair >>> 6)] |= 1L << pair;
          }
        } else {
          row[j] = row[j - 1];
        }
      }
      int[] newest = row;
      row = above;
      above = newest;
    }
    return above[b.length];
  }
}
