// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import io.tarn.keyspace.HashSlot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A glob pattern as KEYS, SCAN, CONFIG GET and PSUBSCRIBE take it. {@code *} stands for any bytes,
 * {@code ?} for one, {@code [abc]}, {@code [a-z]} and {@code [^a]} for one of a set, and {@code \}
 * takes the special meaning from the next byte. Immutable; any thread.
 *
 * <p>It agrees with Redis in the corners too: a set that is never closed ends with the pattern; a
 * range may be given backwards; bytes of a range compare as signed numbers; and an empty text
 * matches the empty pattern alone (see {@link #isEverything} for how KEYS escapes that).
 */
public final class Glob {

  /*
   * The pattern becomes one token for each thing it asks for. All tokens but ANY_RUN take exactly
   * one byte of text, so when the tokens after an ANY_RUN have failed, only the latest ANY_RUN needs
   * to grow: whatever an earlier one could reach, the latest can reach too. That makes matching
   * O(tokens x text) with two remembered positions, where a recursion for each star would take
   * exponential time on a pattern like a*a*a*a*b.
   */
  private static final int ANY_BYTE = 256;
  private static final int ANY_RUN = 257;

  /** Token of set 0; set i has the token FIRST_SET + i. */
  private static final int FIRST_SET = 258;

  private final int[] tokens;
  private final long[][] sets;
  private final boolean ignoreCase;
  private final boolean everything;

  private Glob(byte[] pattern, boolean ignoreCase) {
    this.ignoreCase = ignoreCase;
    this.everything = pattern.length == 1 && pattern[0] == '*';
    List<long[]> found = new ArrayList<>();
    int[] parsed = new int[pattern.length];
    int count = 0;
    for (int at = 0; at < pattern.length; at++) {
      byte b = pattern[at];
      if (b == '*') {
        if (count == 0 || parsed[count - 1] != ANY_RUN) {
          parsed[count++] = ANY_RUN;
        }
      } else if (b == '?') {
        parsed[count++] = ANY_BYTE;
      } else if (b == '[') {
        long[] set = new long[4];
        at = parseSet(pattern, at + 1, set);
        parsed[count++] = FIRST_SET + found.size();
        found.add(set);
      } else {
        if (b == '\\' && at + 1 < pattern.length) {
          at++;
        }
        parsed[count++] = fold(pattern[at]) & 0xff;
      }
    }
    tokens = Arrays.copyOf(parsed, count);
    sets = found.toArray(long[][]::new);
  }

  /** Returns the pattern of these bytes; letters match in their own case only. */
  public static Glob of(byte[] pattern) {
    return new Glob(pattern, false);
  }

  /** Returns the pattern of these bytes; ASCII letters match in any case. */
  public static Glob ignoringCase(byte[] pattern) {
    return new Glob(pattern, true);
  }

  /** True when the pattern is one star: KEYS and SCAN then return keys of any name, "" too. */
  public boolean isEverything() {
    return everything;
  }

  /** True when a text, as UTF-8, matches. */
  public boolean matches(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return matches(bytes, 0, bytes.length);
  }

  /** True when the text in {@code array[offset, offset + length)} matches. */
  public boolean matches(byte[] array, int offset, int length) {
    if (length == 0) {
      return tokens.length == 0;
    }
    int end = offset + length;
    int at = offset;
    int token = 0;
    int runToken = -1;
    int runEnd = 0;
    while (at < end) {
      if (token < tokens.length && tokens[token] == ANY_RUN) {
        runToken = token++;
        runEnd = at;
        if (token == tokens.length) {
          return true;
        }
      } else if (token < tokens.length && takes(tokens[token], array[at])) {
        token++;
        at++;
      } else if (runToken >= 0) {
        token = runToken + 1;
        at = ++runEnd;
      } else {
        return false;
      }
    }
    return token == tokens.length || (token == tokens.length - 1 && tokens[token] == ANY_RUN);
  }

  /**
   * Returns the hash slot that every matching key has, or -1 when matching keys may have different
   * ones. It is known when the pattern has no special byte, or none before the end of a hash tag.
   */
  public int fixedSlot() {
    if (ignoreCase) {
      return -1;
    }
    byte[] literal = new byte[tokens.length];
    int length = 0;
    while (length < tokens.length && tokens[length] < ANY_BYTE) {
      literal[length] = (byte) tokens[length];
      length++;
    }
    if (length == tokens.length || hasTag(literal, length)) {
      return HashSlot.of(literal, 0, length);
    }
    return -1;
  }

  private static boolean hasTag(byte[] key, int length) {
    int open = 0;
    while (open < length && key[open] != '{') {
      open++;
    }
    int close = open + 1;
    while (close < length && key[close] != '}') {
      close++;
    }
    return close < length && close > open + 1;
  }

  private boolean takes(int token, byte text) {
    if (token == ANY_BYTE) {
      return true;
    }
    int value = fold(text) & 0xff;
    if (token < ANY_BYTE) {
      return token == value;
    }
    return (sets[token - FIRST_SET][value >>> 6] & 1L << value) != 0;
  }

  /** Reads a set from behind its '['; returns the index of its last byte. */
  private int parseSet(byte[] pattern, int from, long[] set) {
    int at = from;
    boolean negated = at < pattern.length && pattern[at] == '^';
    if (negated) {
      at++;
    }
    for (; at < pattern.length && pattern[at] != ']'; at++) {
      if (pattern[at] == '\\' && at + 1 < pattern.length) {
        at++;
        include(set, fold(pattern[at]), fold(pattern[at]));
      } else if (at + 2 < pattern.length && pattern[at + 1] == '-') {
        byte first = (byte) Math.min(pattern[at], pattern[at + 2]);
        byte last = (byte) Math.max(pattern[at], pattern[at + 2]);
        include(set, fold(first), fold(last));
        at += 2;
      } else {
        include(set, fold(pattern[at]), fold(pattern[at]));
      }
    }
    if (negated) {
      for (int i = 0; i < set.length; i++) {
        set[i] = ~set[i];
      }
    }
    return Math.min(at, pattern.length - 1);
  }

  private static void include(long[] set, int first, int last) {
    for (int b = first; b <= last; b++) {
      int value = b & 0xff;
      set[value >>> 6] |= 1L << value;
    }
  }

  private byte fold(byte b) {
    return ignoreCase && b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
  }
}
