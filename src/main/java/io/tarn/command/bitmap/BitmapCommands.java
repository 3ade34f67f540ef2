// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.bitmap;

import io.tarn.command.Command;
import java.util.List;

/** The rows of the bitmap commands. */
public final class BitmapCommands {

  private BitmapCommands() {}

  /** Returns all rows. */
  public static List<Command> all() {
    return List.of();
  }
}
