// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import io.tarn.command.Arguments;
import io.tarn.command.Execution;
import io.tarn.command.Reply;
import java.util.EnumSet;
import java.util.Set;

/** INFO: the sections asked for, in a fixed order. */
final class InfoCommand {

  private static final Set<InfoSection> ALL = EnumSet.complementOf(EnumSet.of(InfoSection.MODULES));
  private static final Set<InfoSection> STANDARD =
      EnumSet.complementOf(EnumSet.of(InfoSection.COMMANDSTATS, InfoSection.LATENCYSTATS));

  private InfoCommand() {}

  static Reply run(Execution execution, Arguments arguments) {
    Set<InfoSection> chosen = EnumSet.noneOf(InfoSection.class);
    if (arguments.count() == 1) {
      chosen.addAll(STANDARD);
    }
    for (int i = 1; i < arguments.count(); i++) {
      if (arguments.is(i, "default")) {
        chosen.addAll(STANDARD);
      } else if (arguments.is(i, "all")) {
        chosen.addAll(ALL);
      } else if (arguments.is(i, "everything")) {
        chosen.addAll(EnumSet.allOf(InfoSection.class));
      }
      for (InfoSection section : InfoSection.values()) {
        if (arguments.is(i, section.title())) {
          chosen.add(section);
        }
      }
    }
    InfoText text = new InfoText();
    for (InfoSection section : chosen) {
      text.title(section.title());
      section.write(execution, text);
    }
    return new Reply.Verbatim("txt", text.toString());
  }
}
