// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import static io.tarn.command.Flag.LOADING;
import static io.tarn.command.Flag.STALE;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.CommandTable;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Glob;
import io.tarn.command.Help;
import io.tarn.command.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** COMMAND, which describes the command table, and its subcommands. */
final class CommandCommand {

  private CommandCommand() {}

  static Command container() {
    return Command.named("command", -1)
        .flags(LOADING, STALE)
        .categories("slow", "connection")
        .docs("server", "2.8.13", "O(N), N commands", "Describes all commands")
        .subcommands(
            List.of(
                row("count", 2, "2.8.13", "Counts the commands").runs(CommandCommand::count),
                row("docs", -2, "7.0.0", "Answers the documentation of commands")
                    .runs(CommandCommand::docs),
                row("getkeys", -4, "2.8.13", "Picks the keys out of a whole command")
                    .runs(CommandKeys::run),
                row("getkeysandflags", -4, "7.0.0", "As GETKEYS, with what is done to each key")
                    .runs(CommandKeys::runWithFlags),
                row("help", 2, "5.0.0", "Lists the subcommands").runs((e, a) -> help()),
                row("info", -2, "2.8.13", "Describes some commands").runs(CommandCommand::info),
                row("list", -2, "7.0.0", "Answers the names of commands")
                    .runs(CommandCommand::list)))
        .runs(CommandCommand::all);
  }

  private static Command.Builder row(String name, int arity, String since, String summary) {
    return Command.named("command|" + name, arity)
        .flags(LOADING, STALE)
        .categories("slow", "connection")
        .docs("server", since, "O(N), N the length of the answer", summary);
  }

  private static CommandTable table(Execution execution) {
    return execution.environment().commands();
  }

  /** Returns the row that an argument names, "container|sub" for a subcommand, or null. */
  static CommandTable.@Nullable Entry find(Execution execution, Arguments arguments, int i) {
    return table(execution).find(arguments.text(i).toLowerCase(Locale.ROOT));
  }

  private static Reply all(Execution execution, Arguments arguments) {
    if (arguments.count() > 1) {
      return Errors.unknownSubcommand(arguments);
    }
    return new Reply.Array(table(execution).commands().stream().map(CommandEntry::info).toList());
  }

  private static Reply count(Execution execution, Arguments arguments) {
    return Reply.Int.of(table(execution).commands().size());
  }

  private static Reply info(Execution execution, Arguments arguments) {
    List<Reply> items = new ArrayList<>();
    if (arguments.count() == 2) {
      table(execution).commands().forEach(entry -> items.add(CommandEntry.info(entry)));
    }
    for (int i = 2; i < arguments.count(); i++) {
      CommandTable.Entry entry = find(execution, arguments, i);
      items.add(entry == null ? Reply.NULL : CommandEntry.info(entry));
    }
    return new Reply.Array(items);
  }

  private static Reply docs(Execution execution, Arguments arguments) {
    List<CommandTable.Entry> chosen = new ArrayList<>();
    if (arguments.count() == 2) {
      chosen.addAll(table(execution).commands());
    }
    for (int i = 2; i < arguments.count(); i++) {
      CommandTable.Entry entry = find(execution, arguments, i);
      if (entry != null) {
        chosen.add(entry);
      }
    }
    List<Reply> items = new ArrayList<>();
    for (CommandTable.Entry entry : chosen) {
      items.add(Reply.Bulk.of(entry.command().name()));
      items.add(CommandEntry.docs(entry));
    }
    return new Reply.Mapping(items);
  }

  private static Reply list(Execution execution, Arguments arguments) {
    if (arguments.count() == 2) {
      return names(table(execution).commands(), command -> true);
    }
    if (arguments.count() != 5 || !arguments.is(2, "filterby")) {
      return Errors.SYNTAX;
    }
    List<CommandTable.Entry> all = table(execution).entries();
    if (arguments.is(3, "module")) {
      return Reply.EMPTY_ARRAY;
    }
    if (arguments.is(3, "aclcat")) {
      String category = arguments.text(4).toLowerCase(Locale.ROOT);
      return names(all, command -> command.categories().contains(category));
    }
    if (arguments.is(3, "pattern")) {
      Glob pattern = Glob.ignoringCase(arguments.bytes(4));
      return names(all, command -> pattern.matches(command.name()));
    }
    return Errors.SYNTAX;
  }

  private static Reply names(List<CommandTable.Entry> entries, Predicate<Command> chosen) {
    return new Reply.Array(
        entries.stream()
            .map(CommandTable.Entry::command)
            .filter(chosen)
            .map(command -> Reply.Bulk.of(command.name()))
            .toList());
  }

  private static Reply help() {
    return Help.of(
        "COMMAND",
        "(no subcommand)",
        "Describe all commands.",
        "COUNT",
        "Count the commands.",
        "DOCS [<name> ...]",
        "Answer the documentation of some or all commands.",
        "GETKEYS <whole command>",
        "Answer the keys of a command.",
        "GETKEYSANDFLAGS <whole command>",
        "Answer the keys of a command and what it does to each.",
        "INFO [<name> ...]",
        "Describe some or all commands.",
        "LIST [FILTERBY (MODULE <name>|ACLCAT <category>|PATTERN <pattern>)]",
        "Answer the names of commands.");
  }
}
