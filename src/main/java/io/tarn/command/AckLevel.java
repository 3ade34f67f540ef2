// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the answer to a write waits for. */
public enum AckLevel {
  /** Nothing but the node that runs it. */
  MEMORY,
  /** One replica that is complete has it, too. */
  REPLICA;

  /** Returns the name in settings and answers. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the level of a name in any case, or null when there is none. */
  public static @Nullable AckLevel ofLabel(String label) {
    for (AckLevel level : values()) {
      if (level.label().equalsIgnoreCase(label)) {
        return level;
      }
    }
    return null;
  }
}
