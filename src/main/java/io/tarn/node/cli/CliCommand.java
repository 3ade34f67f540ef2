// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.cli;

import io.tarn.node.wire.ArgumentSplitter;
import io.tarn.node.wire.Credentials;
import io.tarn.node.wire.RespRequest;
import io.tarn.node.wire.WireReply;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code ./tarn cli}: with a command, runs it; without one, reads commands from the terminal or,
 * line by line, from what is piped in. Exit status: 0 done, 1 when a reply was an error, 2 when
 * there was no connection.
 *
 * <p>Replies are shown for people on a terminal and raw elsewhere, unless {@code --raw} or {@code
 * --no-raw} says so.
 */
@Command(
    name = "cli",
    description = "Sends commands to a RESP server, interactively or just one.",
    showDefaultValues = true,
    sortOptions = false)
public final class CliCommand implements Callable<Integer> {

  @Option(
      names = {"-h", "--host"},
      paramLabel = "HOST",
      description = "Where the server is.")
  private String host = "127.0.0.1";

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      description = "Its RESP port.")
  private int port = 6379;

  @Option(names = "--user", paramLabel = "NAME", description = "User for AUTH.")
  private String user = "";

  @Option(
      names = {"-a", "--password"},
      paramLabel = "PASSWORD",
      description = "Password for AUTH; better in the environment as REDISCLI_AUTH.")
  private @Nullable String password;

  @Option(
      names = {"-3", "--resp3"},
      description = "Speak RESP3.")
  private boolean resp3;

  @Option(names = "--raw", description = "Show replies as they are.")
  private boolean raw;

  @Option(
      names = "--no-raw",
      description = "Show replies with their types, also when not on a terminal.")
  private boolean pretty;

  @Option(names = "-x", description = "Take the last argument from standard input.")
  private boolean lastFromInput;

  @Option(names = "--help", usageHelp = true, description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "The command and its arguments.")
  private List<String> words = new ArrayList<>();

  /**
   * What follows the command's name belongs to the command, even if it looks like one of our
   * options.
   */
  @Spec
  void configure(CommandSpec spec) {
    spec.parser().stopAtPositional(true);
  }

  @Override
  public Integer call() throws IOException {
    if (port < 1 || port > 65_535) {
      return refuse("port must be 1 to 65535, not " + port);
    }
    String fromEnvironment = System.getenv().getOrDefault("REDISCLI_AUTH", "");
    Credentials credentials = new Credentials(user, password == null ? fromEnvironment : password);
    boolean onTerminal = isOnTerminal();
    ReplyPrinter printer = raw || !(pretty || onTerminal) ? new RawPrinter() : new PrettyPrinter();
    try (CliSession session = new CliSession(host, port, credentials, resp3)) {
      if (!words.isEmpty()) {
        return runOnce(session, printer);
      }
      if (onTerminal) {
        new Shell(session, printer, historyFile()).run();
        return 0;
      }
      return runLines(session, printer);
    }
  }

  /**
   * Whether both standard input and output are a terminal. Java 25 gives no console otherwise, Java
   * 22 gave one.
   */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isOnTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  private int runOnce(CliSession session, ReplyPrinter printer) throws IOException {
    List<byte[]> arguments = new ArrayList<>(RespRequest.of(words.toArray(String[]::new)));
    if (lastFromInput) {
      arguments.add(System.in.readAllBytes());
    }
    return run(session, arguments, printer);
  }

  private int runLines(CliSession session, ReplyPrinter printer) throws IOException {
    int status = 0;
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (ArgumentSplitter.split(line) instanceof ArgumentSplitter.Words(List<byte[]> arguments)) {
        if (arguments.isEmpty()) {
          continue;
        }
        int ended = run(session, arguments, printer);
        if (ended == 2) {
          return 2;
        }
        status = Math.max(status, ended);
      } else {
        System.err.println("tarn cli: not a command: " + line);
        status = 1;
      }
    }
    return status;
  }

  private static int run(CliSession session, List<byte[]> arguments, ReplyPrinter printer) {
    PrintStream out = System.out;
    try {
      session.ensureConnected().ifPresent(notice -> System.err.println("tarn cli: " + notice));
      if (CliSession.isStreaming(arguments)) {
        session.send(arguments);
        while (!out.checkError()) {
          out.writeBytes(printer.print(session.receive()));
          out.flush();
        }
        return 0;
      }
      WireReply reply = session.call(arguments);
      out.writeBytes(printer.print(reply));
      out.flush();
      return reply instanceof WireReply.Failure ? 1 : 0;
    } catch (IOException e) {
      return refuse(e.getMessage());
    }
  }

  /** In the user's home, for the user alone to read. */
  private static Path historyFile() {
    Path file = Path.of(System.getProperty("user.home", "."), ".tarn_history");
    try {
      if (Files.notExists(file)) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
    } catch (IOException | UnsupportedOperationException e) {
      // A home that cannot be written to costs the history, not the client.
    }
    return file;
  }

  private static int refuse(@Nullable String reason) {
    System.err.println("tarn cli: " + reason);
    return 2;
  }
}
