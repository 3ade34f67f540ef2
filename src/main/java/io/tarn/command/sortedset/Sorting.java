// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

/** Sorts numbers by an order that is not theirs: a merge sort, which keeps equals in order. */
public final class Sorting {

  /** Runs of so many are sorted by insertion. */
  private static final int RUN = 8;

  /** Compares what two numbers stand for. */
  @FunctionalInterface
  public interface Order {
    /** Returns a negative number, 0 or a positive one, as {@link java.util.Comparator} does. */
    int compare(int a, int b);
  }

  private Sorting() {}

  /** Returns the numbers from 0 to {@code count - 1} in an order. */
  public static int[] sorted(int count, Order order) {
    int[] from = new int[count];
    for (int i = 0; i < count; i++) {
      int at = i;
      int begin = i - i % RUN;
      for (; at > begin && order.compare(from[at - 1], i) > 0; at--) {
        from[at] = from[at - 1];
      }
      from[at] = i;
    }
    int[] to = count > RUN ? new int[count] : from;
    for (long run = RUN; run < count; run *= 2) {
      for (long begin = 0; begin < count; begin += 2 * run) {
        int middle = (int) Math.min(begin + run, count);
        int end = (int) Math.min(begin + 2 * run, count);
        merge(from, (int) begin, middle, end, to, order);
      }
      int[] other = from;
      from = to;
      to = other;
    }
    return from;
  }

  private static void merge(int[] from, int begin, int middle, int end, int[] to, Order order) {
    int left = begin;
    int right = middle;
    for (int at = begin; at < end; at++) {
      boolean takeLeft =
          left < middle && (right >= end || order.compare(from[left], from[right]) <= 0);
      to[at] = takeLeft ? from[left++] : from[right++];
    }
  }
}
