// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.event;

import org.jspecify.annotations.Nullable;

/**
 * Which keyspace notifications are sent: the setting {@code notify-keyspace-events} as bits, one
 * for each letter.
 *
 * <p>Source: the Redis documentation, "Redis keyspace notifications".
 */
public final class EventClasses {

  /** All letters but 'A', in the order in which Redis shows those of the classes. */
  private static final String LETTERS = "g$lshzxetdnKEm";

  /** The classes that 'A' stands for. */
  private static final int ALL = bits("g$lshzxetd");

  /** Messages go to {@code __keyspace@0__:key}. */
  static final int KEYSPACE = bits("K");

  /** Messages go to {@code __keyevent@0__:event}. */
  static final int KEYEVENT = bits("E");

  private EventClasses() {}

  /** Returns why a text is no such setting, in Redis's words, or null when it is one. */
  public static @Nullable String check(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != 'A' && LETTERS.indexOf(text.charAt(i)) < 0) {
        return "Invalid event class character. Use 'Ag$lshzxeKEtmdn'.";
      }
    }
    return null;
  }

  /** Returns the bits of a text that {@link #check} accepts. */
  public static int parse(String text) {
    int bits = 0;
    for (int i = 0; i < text.length(); i++) {
      bits |= text.charAt(i) == 'A' ? ALL : bit(text.charAt(i));
    }
    return bits;
  }

  /** Returns bits as Redis shows them. As in Redis, 'A' hides 'n', which it does not include. */
  public static String text(int bits) {
    StringBuilder text = new StringBuilder();
    boolean all = (bits & ALL) == ALL;
    if (all) {
      text.append('A');
    }
    for (int i = 0; i < LETTERS.length(); i++) {
      char letter = LETTERS.charAt(i);
      boolean hidden = all && ((ALL & bit(letter)) != 0 || letter == 'n');
      if ((bits & bit(letter)) != 0 && !hidden) {
        text.append(letter);
      }
    }
    return text.toString();
  }

  /** Returns the bit of a class or of a kind of channel. */
  static int bit(char letter) {
    return 1 << LETTERS.indexOf(letter);
  }

  private static int bits(String letters) {
    int bits = 0;
    for (int i = 0; i < letters.length(); i++) {
      bits |= bit(letters.charAt(i));
    }
    return bits;
  }
}
