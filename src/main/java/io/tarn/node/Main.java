// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import io.tarn.node.admin.AdminCommand;
import io.tarn.node.bench.BenchCommand;
import io.tarn.node.cli.CliCommand;
import io.tarn.node.demo.DemoCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** What {@code ./tarn} starts: one subcommand each for the server and the tools. */
@Command(
    name = "tarn",
    description = "Tarn, a distributed cache that speaks Redis's protocol.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = CommandLine.HelpCommand.class,
    footer = {
      "",
      "From a checkout there are also: ./tarn test (build and run all tests), ./tarn fmt (format the"
          + " sources), ./tarn build."
    })
public final class Main implements Runnable {

  @CommandLine.Spec CommandLine.Model.CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli fills the field
  Main() {}

  /** Runs the subcommand that the arguments name and exits with its status. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** Returns the command line with all its subcommands. */
  static CommandLine commandLine() {
    CommandLine line =
        new CommandLine(new Main())
            .addSubcommand(new ServerCommand())
            .addSubcommand(new DemoCommand())
            .addSubcommand(new CliCommand())
            .addSubcommand(new AdminCommand())
            .addSubcommand(new BenchCommand())
            .addSubcommand(new TrainCommand());
    line.setOverwrittenOptionsAllowed(true);
    line.setParameterExceptionHandler(Main::refuse);
    line.setExecutionExceptionHandler(Main::report);
    return line;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int refuse(CommandLine.ParameterException wrong, String[] arguments) {
    String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
    System.err.println(
        oneLine(String.valueOf(wrong.getMessage())) + " (see " + command + " --help)");
    return ExitCode.USAGE;
  }

  private static int report(Exception failure, CommandLine line, CommandLine.ParseResult parsed) {
    System.err.println(oneLine(failure.toString()));
    return ExitCode.SOFTWARE;
  }

  private static String oneLine(String message) {
    return "tarn: " + message.replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }
}
