// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.CommandTable;
import io.tarn.command.Execution;
import io.tarn.command.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** COMMAND GETKEYS and GETKEYSANDFLAGS, whose argument 2 is the name of the command in question. */
final class CommandKeys {

  /** Where the command in question begins. */
  private static final int START = 2;

  private CommandKeys() {}

  static Reply run(Execution execution, Arguments arguments) {
    return keys(execution, arguments, false);
  }

  static Reply runWithFlags(Execution execution, Arguments arguments) {
    return keys(execution, arguments, true);
  }

  private static Reply keys(Execution execution, Arguments arguments, boolean withFlags) {
    CommandTable.Entry entry = CommandCommand.find(execution, arguments, START);
    if (entry != null && entry.isContainer()) {
      String subcommand = arguments.text(START + 1).toLowerCase(Locale.ROOT);
      entry = execution.environment().commands().find(entry.command().name() + "|" + subcommand);
    }
    if (entry == null) {
      return Reply.error("Invalid command specified");
    }
    Command command = entry.command();
    List<CommandTraits.KeyAccess> groups = CommandTraits.keys(command);
    if (groups.isEmpty() || groups.getFirst().access().contains(CommandTraits.NOT_KEY)) {
      return Reply.error("The command has no key arguments");
    }
    int count = arguments.count() - START;
    if (!command.accepts(count)) {
      return Reply.error("Invalid number of arguments specified for command");
    }
    List<Reply> items = new ArrayList<>();
    for (CommandTraits.KeyAccess group : groups) {
      Reply flags = withFlags ? flags(command, group, arguments) : Reply.NULL;
      for (int n = 0; n < group.keys().count(arguments, START); n++) {
        Reply key =
            new Reply.Bulk(arguments.bytes(START + group.keys().position(arguments, START, n)));
        items.add(withFlags ? Reply.Array.of(key, flags) : key);
      }
    }
    return new Reply.Array(items);
  }

  private static Reply flags(Command command, CommandTraits.KeyAccess group, Arguments arguments) {
    List<String> access = group.access();
    if (access.contains("variable_flags")) {
      access =
          switch (command.name()) {
            case "set" ->
                has(arguments, "get", 5)
                    ? List.of("RW", "access", "update")
                    : List.of("OW", "update");
            case "bitfield" ->
                has(arguments, "set", 4) || has(arguments, "incrby", 4)
                    ? List.of("RW", "access", "update")
                    : List.of("RO", "access");
            default -> access;
          };
    }
    return new Reply.Unordered(access.stream().map(Reply.Simple::new).toList());
  }

  private static boolean has(Arguments arguments, String word, int from) {
    for (int i = from; i < arguments.count(); i++) {
      if (arguments.is(i, word)) {
        return true;
      }
    }
    return false;
  }
}
