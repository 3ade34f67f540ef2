// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.key;

import io.tarn.command.Command;
import java.util.List;

/** The rows of the key commands. */
public final class KeyCommands {

  private KeyCommands() {}

  /** Returns all rows. */
  public static List<Command> all() {
    return List.of();
  }
}
