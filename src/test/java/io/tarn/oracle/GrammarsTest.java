// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarn.command.CommandTable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GrammarsTest {

  /** Without keys and without meaning for a random request: any arguments will do. */
  private static final Set<String> ANY = Set.of("pfselftest");

  /** So that no command is added which the differential tests do not know how to ask. */
  @Test
  void everyCommandThatIsSent_hasALine() {
    Set<String> lines = new HashSet<>(Grammars.names());
    List<String> without =
        CommandTable.standard().commands().stream()
            .map(entry -> entry.command().name())
            .filter(Exceptions::isSent)
            .filter(name -> !lines.contains(name) && !ANY.contains(name))
            .sorted()
            .toList();
    assertEquals(List.of(), without);
  }
}
