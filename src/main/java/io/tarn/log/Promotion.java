// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which copy becomes the next leader, and with which epoch.
 *
 * <p>A complete copy goes before an incomplete one, then the later epoch wins, then the longer
 * stream. An acknowledged write is in the best complete copy when every node that may hold a copy
 * was asked, and promised to refuse older epochs when it answered ({@link Adoption} does this).
 * What was not asked may be better: a choice from reports alone is a guess that adoption corrects.
 */
public final class Promotion {

  /** Bits at the low end of an epoch that tell who leads. */
  public static final int TAG_BITS = 16;

  private Promotion() {}

  /**
   * Returns an epoch above all that were seen. Two nodes with different tags never get the same,
   * even when neither has seen the other's.
   *
   * @param highestSeen the highest epoch that anybody asked has seen or promised
   * @param tag low 16 bits of a number of this incarnation of the node, such as its address's uid
   */
  public static long nextEpoch(long highestSeen, int tag) {
    return (((highestSeen >>> TAG_BITS) + 1) << TAG_BITS) | (tag & ((1 << TAG_BITS) - 1));
  }

  /**
   * Returns an epoch in half the bits, not 0: the same only after 65,536 leaders, and a later one
   * is larger, by their difference.
   */
  public static int inShort(long epoch) {
    return (int) epoch == 0 ? 1 : (int) epoch;
  }

  /** Returns the count of leaders in an epoch, for people to read: 1 for the first. */
  public static long generation(long epoch) {
    return epoch >>> TAG_BITS;
  }

  /**
   * Returns the node with the best copy, null when no node holds anything. Of equal copies {@code
   * preferred} wins, then the lowest number.
   */
  public static @Nullable Integer best(Map<Integer, Copy> copies, int preferred) {
    Integer best = null;
    Copy bestCopy = Copy.NONE;
    for (Map.Entry<Integer, Copy> entry : copies.entrySet()) {
      Copy copy = entry.getValue();
      if (copy.epoch() == 0) {
        continue;
      }
      boolean better = best == null || copy.isBetterThan(bestCopy);
      boolean equal = !better && !bestCopy.isBetterThan(copy);
      if (better || (equal && goesFirst(entry.getKey(), best, preferred))) {
        best = entry.getKey();
        bestCopy = copy;
      }
    }
    return best;
  }

  private static boolean goesFirst(int node, @Nullable Integer other, int preferred) {
    return other != null && other != preferred && (node == preferred || node < other);
  }
}
