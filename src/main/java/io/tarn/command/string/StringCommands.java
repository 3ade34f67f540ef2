// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.string;

import io.tarn.command.Command;
import java.util.List;

/** The rows of the string commands. */
public final class StringCommands {

  private StringCommands() {}

  /** Returns all rows. */
  public static List<Command> all() {
    return List.of();
  }
}
