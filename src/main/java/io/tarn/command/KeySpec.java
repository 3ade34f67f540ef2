// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

/**
 * Where the keys of a request are. The first three numbers are those of COMMAND INFO; the keys that
 * they name are the fixed ones. Behind them a request may have keys whose number it tells itself
 * (ZUNION, LMPOP, ...), or one behind a word (SORT ... STORE key).
 *
 * @param first index of the first key argument, 0 when there are no fixed keys
 * @param last index of the last one; a negative number counts from the end (-1 is the last
 *     argument)
 * @param step distance from one key to the next
 * @param countAt index of the argument that tells how many keys follow it, 0 for none
 * @param wordFrom from this argument on {@link #word} may stand, behind which is a key; 0 for never
 * @param word such a word in lower case; the last one found counts
 * @param otherWord another, or "" where there is none
 */
public record KeySpec(
    int first, int last, int step, int countAt, int wordFrom, String word, String otherWord) {

  /** No keys. */
  public static final KeySpec NONE = new KeySpec(0, 0, 0);

  /** The first argument after the name is the only key. */
  public static final KeySpec ONE = new KeySpec(1, 1, 1);

  /** Every argument after the name is a key. */
  public static final KeySpec ALL = new KeySpec(1, -1, 1);

  /** Arguments 1, 3, 5, ... are keys. */
  public static final KeySpec PAIRS = new KeySpec(1, -1, 2);

  /** Creates one with fixed keys only. */
  public KeySpec(int first, int last, int step) {
    this(first, last, step, 0, 0, "", "");
  }

  /** Returns one without fixed keys: argument {@code countAt} tells how many follow it. */
  public static KeySpec counted(int countAt) {
    return new KeySpec(0, 0, 0, countAt, 0, "", "");
  }

  /**
   * Returns one with a first key (a destination), and as many as argument {@code countAt} tells.
   */
  public static KeySpec firstAndCounted(int countAt) {
    return new KeySpec(1, 1, 1, countAt, 0, "", "");
  }

  /** Returns one with a first key, and one behind a word (or the other, or "") further behind. */
  public static KeySpec firstAndBehind(int wordFrom, String word, String otherWord) {
    return new KeySpec(1, 1, 1, 0, wordFrom, word, otherWord);
  }

  /** True when every request has exactly the one key at {@link #first}. */
  public boolean isOne() {
    return first > 0 && first == last && isFixed();
  }

  /** True when the keys depend on the number of arguments alone. */
  public boolean isFixed() {
    return countAt == 0 && wordFrom == 0;
  }

  /** Returns how many fixed keys a request with so many arguments has. */
  public int fixedCount(int arguments) {
    if (first == 0) {
      return 0;
    }
    int end = last < 0 ? arguments + last : Math.min(last, arguments - 1);
    return end < first ? 0 : (end - first) / step + 1;
  }

  /**
   * Returns how many keys a request has. Where it tells a number of keys that is none, or more than
   * there are arguments, only the fixed ones: the handler will refuse it.
   */
  public int count(Arguments arguments, int from) {
    int fixed = fixedCount(arguments.count() - from);
    if (countAt > 0) {
      return fixed + told(arguments, from);
    }
    return wordFrom > 0 && behindWord(arguments, from) > 0 ? fixed + 1 : fixed;
  }

  /** As {@link #count(Arguments, int)} for a request that begins with argument 0. */
  public int count(Arguments arguments) {
    return isFixed() ? fixedCount(arguments.count()) : count(arguments, 0);
  }

  /** Returns the argument index of key {@code n}, counted from 0, which the request must have. */
  public int position(Arguments arguments, int n) {
    return isFixed() ? first + n * step : position(arguments, 0, n);
  }

  /** As {@link #position(Arguments, int)}, relative to {@code from}, where the request begins. */
  public int position(Arguments arguments, int from, int n) {
    int fixed = fixedCount(arguments.count() - from);
    if (n < fixed) {
      return first + n * step;
    }
    return countAt > 0 ? countAt + 1 + n - fixed : behindWord(arguments, from);
  }

  private int told(Arguments arguments, int from) {
    int at = from + countAt;
    if (at >= arguments.count() || !Numbers.isLong(arguments, at)) {
      return 0;
    }
    long keys = Numbers.parseLong(arguments, at);
    return keys < 0 || keys > arguments.count() - at - 1 ? 0 : (int) keys;
  }

  /* Relative to from; 0 for none. */
  private int behindWord(Arguments arguments, int from) {
    int found = 0;
    for (int i = from + wordFrom; i < arguments.count() - 1; i++) {
      if (arguments.is(i, word) || (!otherWord.isEmpty() && arguments.is(i, otherWord))) {
        found = ++i - from;
      }
    }
    return found;
  }
}
