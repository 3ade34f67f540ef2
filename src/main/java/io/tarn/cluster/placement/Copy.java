// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.placement;

import java.util.Comparator;

/**
 * One copy of a shard, as sharding names it: {@code "17"} is the primary of shard 17, {@code
 * "17r1"} to {@code "17r4"} are its replicas.
 *
 * @param shard number of the shard, from 0
 * @param copy 0 for the primary, else the number of the replica, at most {@link #MOST_REPLICAS}
 */
public record Copy(int shard, int copy) implements Comparable<Copy> {

  /** Replicas that a shard may have at most. */
  public static final int MOST_REPLICAS = 4;

  private static final int MOST_SHARD = 16_383;
  private static final Comparator<Copy> ORDER =
      Comparator.comparingInt(Copy::shard).thenComparingInt(Copy::copy);

  /** Checks the numbers. */
  public Copy {
    if (shard < 0 || shard > MOST_SHARD || copy < 0 || copy > MOST_REPLICAS) {
      throw new IllegalArgumentException("no such copy: shard=" + shard + " copy=" + copy);
    }
  }

  /** Returns the primary of a shard. */
  public static Copy primary(int shard) {
    return new Copy(shard, 0);
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException when {@code text} is not what {@link #format} writes
   */
  public static Copy parse(String text) {
    int mark = text.indexOf('r');
    try {
      Copy copy =
          mark < 0
              ? primary(Integer.parseInt(text))
              : new Copy(
                  Integer.parseInt(text.substring(0, mark)),
                  Integer.parseInt(text.substring(mark + 1)));
      if (copy.format().equals(text)) {
        return copy;
      }
    } catch (NumberFormatException malformed) {
      throw new IllegalArgumentException("not a copy of a shard: text=" + text, malformed);
    }
    throw new IllegalArgumentException("not a copy of a shard: text=" + text);
  }

  /** Returns the text form, which is the id of the shard in Pekko's sense. */
  public String format() {
    return copy == 0 ? Integer.toString(shard) : shard + "r" + copy;
  }

  /** True for the copy that is written to. */
  public boolean isPrimary() {
    return copy == 0;
  }

  @Override
  public int compareTo(Copy other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return format();
  }
}
