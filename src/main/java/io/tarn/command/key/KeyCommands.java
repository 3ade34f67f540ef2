// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.key;

import io.tarn.command.Command;
import io.tarn.command.value.SortCommand;
import java.util.List;
import java.util.stream.Stream;

/** The rows of the key commands. */
public final class KeyCommands {

  private KeyCommands() {}

  /** Returns all rows. */
  public static List<Command> all() {
    return Stream.of(
            Presence.rows(),
            Transfer.rows(),
            Expiry.rows(),
            Walk.rows(),
            Inspection.rows(),
            Serialization.rows(),
            WholeNode.rows(),
            SortCommand.rows())
        .flatMap(List::stream)
        .toList();
  }
}
