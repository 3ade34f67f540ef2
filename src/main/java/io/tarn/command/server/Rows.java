// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import static io.tarn.command.Flag.ADMIN;
import static io.tarn.command.Flag.LOADING;
import static io.tarn.command.Flag.NOSCRIPT;
import static io.tarn.command.Flag.STALE;

import io.tarn.command.Command;
import io.tarn.command.Errors;
import io.tarn.command.Reply;
import java.util.List;

/** Beginnings of rows that several server commands share. */
final class Rows {

  private Rows() {}

  /** A container command, which itself only says that a subcommand is unknown. */
  static Command container(String name, String since, String summary, List<Command> subcommands) {
    return Command.named(name, -2)
        .categories("slow")
        .docs("server", since, "Depends on the subcommand", summary)
        .subcommands(subcommands)
        .runs((execution, arguments) -> Errors.unknownSubcommand(arguments));
  }

  /** A subcommand that adjusts or inspects the server. */
  static Command.Builder admin(String name, int arity, String since, String summary) {
    return Command.named(name, arity)
        .flags(ADMIN, NOSCRIPT, LOADING, STALE)
        .categories("admin", "slow", "dangerous")
        .docs("server", since, "O(N), N the length of the answer", summary);
  }

  /** A container's HELP. */
  static Command help(String container, String since, Reply text) {
    return Command.named(container + "|help", 2)
        .flags(LOADING, STALE)
        .categories("slow")
        .docs("server", since, "O(1)", "Lists the subcommands")
        .runs((execution, arguments) -> text);
  }
}
