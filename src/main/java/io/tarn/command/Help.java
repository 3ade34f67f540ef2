// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import java.util.ArrayList;
import java.util.List;

/** The answer of the HELP subcommand of a container command, laid out as Redis lays it out. */
public final class Help {

  private Help() {}

  /**
   * Returns the answer.
   *
   * @param command the container's name in capitals
   * @param pairs a subcommand's form, then what it does, in turn; a line break in the latter begins
   *     a new line
   */
  public static Reply of(String command, String... pairs) {
    if (pairs.length % 2 != 0) {
      throw new IllegalArgumentException("not pairs: length=" + pairs.length);
    }
    List<Reply> lines = new ArrayList<>();
    lines.add(
        new Reply.Simple(command + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:"));
    for (int i = 0; i < pairs.length; i += 2) {
      add(lines, pairs[i], pairs[i + 1]);
    }
    add(lines, "HELP", "Print this text.");
    return new Reply.Array(List.copyOf(lines));
  }

  private static void add(List<Reply> lines, String form, String meaning) {
    lines.add(new Reply.Simple(form));
    meaning.lines().forEach(line -> lines.add(new Reply.Simple("    " + line)));
  }
}
