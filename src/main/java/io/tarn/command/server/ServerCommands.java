// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import io.tarn.command.Command;
import java.util.List;

/** The rows of the server commands. */
public final class ServerCommands {

  private ServerCommands() {}

  /** Returns all rows. */
  public static List<Command> all() {
    return List.of();
  }
}
