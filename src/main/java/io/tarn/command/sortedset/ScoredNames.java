// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

import io.tarn.command.ReplyWriter;
import io.tarn.keyspace.collection.KeyHash;
import io.tarn.slab.Memory;
import java.util.Arrays;

/**
 * Names with scores on the heap while a command works on them: all names in one array, so that
 * there is no object for each. May be asked for a name; then each name is there once.
 */
public final class ScoredNames {

  /** Answer of {@link #find} for a name that is not there. */
  static final int ABSENT = -1;

  private static final int LEAST = 8;
  private static final int MOST_BYTES = Integer.MAX_VALUE - 64;

  /**
   * Most bytes of the heap that the names of one command take: a quarter of the largest heap, so
   * that one command cannot fill what all I/O threads share.
   */
  private static final long HEAP_BYTES = Runtime.getRuntime().maxMemory() / 4;

  /** Beside the name: its end, score, cell and place in the order. */
  private static final int BESIDE_NAME = 32;

  private byte[] names = {};
  private int[] ends;
  private double[] scores;
  private int count;
  private int[] cells = {};

  /** Creates one with room for about so many. */
  public ScoredNames(int expected) {
    int room = Math.max(1, Math.min(expected, 1 << 16));
    ends = new int[room];
    scores = new double[room];
  }

  /** True when so many more names would take more of the heap than one command may have. */
  public static boolean isTooMuch(long count, long nameBytes) {
    return nameBytes > MOST_BYTES || count * BESIDE_NAME + nameBytes > HEAP_BYTES;
  }

  /** Returns the number of names. */
  public int count() {
    return count;
  }

  /** Returns the score of a name. */
  public double score(int i) {
    return scores[i];
  }

  void score(int i, double score) {
    scores[i] = score;
  }

  /** Returns the bytes of all names. */
  public long bytes() {
    return count == 0 ? 0 : ends[count - 1];
  }

  /** Returns the array that has all names. */
  public byte[] names() {
    return names;
  }

  /** Returns where a name begins. */
  public int offset(int i) {
    return i == 0 ? 0 : ends[i - 1];
  }

  /** Returns the length of a name. */
  public int length(int i) {
    return ends[i] - offset(i);
  }

  /** Appends a name to an answer. */
  public void writeName(ReplyWriter writer, int i) {
    writer.bulk(names, offset(i), length(i));
  }

  /** Appends a name, perhaps one that is there already. */
  public void append(byte[] array, int from, int length, double score) {
    int begin = open(length, score);
    System.arraycopy(array, from, names, begin, length);
  }

  /** As the other, of a name in memory. */
  void append(long position, int length, double score) {
    int begin = open(length, score);
    Memory.copyOut(position, names, begin, length);
  }

  /* Makes room for a name; returns where it begins. */
  private int open(int length, double score) {
    int begin = count == 0 ? 0 : ends[count - 1];
    if (names.length - begin < length) {
      long doubled = Math.max((long) begin + length, 2L * names.length);
      names = Arrays.copyOf(names, (int) Math.min(MOST_BYTES, doubled));
    }
    if (count == ends.length) {
      int room = Math.max(LEAST, 2 * count);
      ends = Arrays.copyOf(ends, room);
      scores = Arrays.copyOf(scores, room);
    }
    ends[count] = begin + length;
    scores[count] = score;
    count++;
    return begin;
  }

  /** Returns the number of a name that was {@link #add added}, or {@link #ABSENT}. */
  int find(byte[] array, int from, int length) {
    if (cells.length == 0) {
      return ABSENT;
    }
    int mask = cells.length - 1;
    int cell = (int) KeyHash.of(array, from, length) & mask;
    while (cells[cell] != 0) {
      int i = cells[cell] - 1;
      int begin = offset(i);
      if (Arrays.equals(names, begin, ends[i], array, from, from + length)) {
        return i;
      }
      cell = (cell + 1) & mask;
    }
    return ABSENT;
  }

  /** Appends a name that is not there, so that it can be found. */
  void add(byte[] array, int from, int length, double score) {
    if (2 * (count + 1) > cells.length) {
      cells = new int[Math.max(LEAST * 2, cells.length * 2)];
      for (int i = 0; i < count; i++) {
        enter(i);
      }
    }
    append(array, from, length, score);
    enter(count - 1);
  }

  private void enter(int i) {
    int mask = cells.length - 1;
    int cell = (int) KeyHash.of(names, offset(i), length(i)) & mask;
    while (cells[cell] != 0) {
      cell = (cell + 1) & mask;
    }
    cells[cell] = i + 1;
  }

  /** Returns the numbers of all names in the order of score and name. */
  int[] sorted() {
    return Sorting.sorted(count, this::compare);
  }

  private int compare(int a, int b) {
    double x = scores[a];
    double y = scores[b];
    if (x != y) {
      return x < y ? -1 : 1;
    }
    return Arrays.compareUnsigned(names, offset(a), ends[a], names, offset(b), ends[b]);
  }
}
