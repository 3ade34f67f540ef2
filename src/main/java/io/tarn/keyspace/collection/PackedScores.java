// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Memory;

/**
 * A small sorted set: names and scores by turns in a {@link Packed} area, in order of score and
 * name. A score that is a whole number of 64 bits is an integer element (-0 becomes 0, as in
 * Redis's listpack), any other a string of eight bytes, the bits of the double.
 *
 * <p>An entry is named by its rank, 0 to count - 1; its name is the element at twice that index.
 */
public final class PackedScores {

  /** Answer of searches that find nothing. */
  public static final int ABSENT = -1;

  private PackedScores() {}

  /** Returns the number of entries. */
  public static int count(long area) {
    return Packed.count(area) >>> 1;
  }

  /** Returns the rank of the entry with a name, or {@link #ABSENT}. */
  public static int find(long area, int capacity, byte[] array, int from, int length) {
    int index = Packed.find(area, capacity, 0, 2, array, from, length);
    return index == Packed.ABSENT ? ABSENT : index >>> 1;
  }

  /** Returns the score of the entry at a rank. */
  public static double score(long area, int capacity, int rank) {
    int index = 2 * rank + 1;
    return scoreAt(area, capacity, index, Packed.offset(area, capacity, index));
  }

  /** Returns the score that is the element at index and offset. */
  public static double scoreAt(long area, int capacity, int index, int offset) {
    return Packed.isInteger(area, capacity, index)
        ? Packed.integer(area, capacity, index, offset)
        : Double.longBitsToDouble(Memory.getLong(area + offset));
  }

  /** Returns the bytes that an entry takes. */
  public static int need(byte[] array, int from, int length, double score) {
    int needed = isWhole(score) ? Packed.needInteger((long) score) : Packed.needString(Long.BYTES);
    return needed + Packed.need(array, from, length);
  }

  /** Adds an entry whose name is not there. The area must have room for {@link #need}. */
  public static void insert(
      long area, int capacity, byte[] array, int from, int length, double score) {
    int count = Packed.count(area);
    int index = 0;
    int offset = Packed.firstOffset();
    while (index < count) {
      int scoreOffset = Packed.next(area, capacity, index, offset);
      double other = scoreAt(area, capacity, index + 1, scoreOffset);
      if (other > score
          || (other == score && compare(area, capacity, index, offset, array, from, length) > 0)) {
        break;
      }
      offset = Packed.next(area, capacity, index + 1, scoreOffset);
      index += 2;
    }
    int taken = Packed.insert(area, capacity, index, offset, array, from, length);
    if (isWhole(score)) {
      Packed.insertInteger(area, capacity, index + 1, offset + taken, (long) score);
    } else {
      long bits = Double.doubleToRawLongBits(score);
      Packed.insertBits(area, capacity, index + 1, offset + taken, bits);
    }
  }

  /** Removes entries from a rank on. */
  public static void delete(long area, int capacity, int rank, int entries) {
    int index = 2 * rank;
    Packed.delete(area, capacity, index, Packed.offset(area, capacity, index), 2 * entries);
  }

  /** Compares the name at index and offset with other bytes. */
  public static int compare(
      long area, int capacity, int index, int offset, byte[] array, int from, int length) {
    if (Packed.isInteger(area, capacity, index)) {
      byte[] text = Packed.text(area, capacity, index, offset);
      return java.util.Arrays.compareUnsigned(text, 0, text.length, array, from, from + length);
    }
    return Memory.compare(
        Packed.stringPosition(area, capacity, index, offset),
        Packed.stringLength(area, capacity, index, offset),
        array,
        from,
        length);
  }

  private static boolean isWhole(double score) {
    long whole = (long) score;
    return whole == score && whole != Long.MAX_VALUE;
  }
}
