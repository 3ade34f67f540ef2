// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

/**
 * Where the keys of a request are, in the terms of COMMAND INFO.
 *
 * @param first index of the first key argument, 0 when there are no keys
 * @param last index of the last one; a negative number counts from the end (-1 is the last
 *     argument)
 * @param step distance from one key to the next
 */
public record KeySpec(int first, int last, int step) {

  /** No keys. */
  public static final KeySpec NONE = new KeySpec(0, 0, 0);

  /** The first argument after the name is the only key. */
  public static final KeySpec ONE = new KeySpec(1, 1, 1);

  /** Every argument after the name is a key. */
  public static final KeySpec ALL = new KeySpec(1, -1, 1);

  /** Arguments 1, 3, 5, ... are keys. */
  public static final KeySpec PAIRS = new KeySpec(1, -1, 2);

  /** Returns how many keys a request with so many arguments has. */
  public int count(int arguments) {
    if (first == 0) {
      return 0;
    }
    int end = last < 0 ? arguments + last : Math.min(last, arguments - 1);
    return end < first ? 0 : (end - first) / step + 1;
  }

  /** Returns the argument index of key {@code n}, counted from 0. */
  public int position(int n) {
    return first + n * step;
  }
}
