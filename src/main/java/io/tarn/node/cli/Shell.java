// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.cli;

import io.tarn.node.wire.ArgumentSplitter;
import io.tarn.node.wire.RespRequest;
import io.tarn.node.wire.WireReply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp;

/** The interactive loop: read a line, run it, show the reply. */
final class Shell {

  /** Lines that the history keeps, in memory and in its file. */
  static final int HISTORY_LINES = 1000;

  private static final String HELP =
      """
      COMMAND [ARGUMENT...]   send it to the server; "..." takes \\n \\r \\t \\xHH \\" and '...' takes \\'
      help COMMAND            what the server says about a command
      help @GROUP             the commands of a group
      clear                   clear the screen
      quit                    leave (also exit, Ctrl-D)
      """;

  private final CliSession session;
  private final ReplyPrinter printer;
  private final ReplyPrinter raw = new RawPrinter();
  private final Terminal terminal;
  private final LineReader reader;
  private CommandCatalog catalog = CommandCatalog.EMPTY;

  Shell(CliSession session, ReplyPrinter printer, Path historyFile) throws IOException {
    this.session = session;
    this.printer = printer;
    this.terminal = TerminalBuilder.builder().system(true).dumb(true).build();
    this.reader =
        LineReaderBuilder.builder()
            .appName("tarn")
            .terminal(terminal)
            .parser(new LineParser())
            .history(new SecretiveHistory())
            .completer((ignored, line, candidates) -> complete(line, candidates))
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.CASE_INSENSITIVE, true)
            .option(LineReader.Option.HISTORY_TIMESTAMPED, false)
            .variable(LineReader.HISTORY_FILE, historyFile)
            .variable(LineReader.HISTORY_SIZE, HISTORY_LINES)
            .variable(LineReader.HISTORY_FILE_SIZE, HISTORY_LINES)
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "> ")
            .build();
  }

  /** Runs until the user leaves. */
  void run() throws IOException {
    terminal.handle(Terminal.Signal.INT, signal -> session.disconnect());
    connect();
    while (true) {
      String line;
      try {
        line =
            reader.readLine(session.isConnected() ? session.address() + "> " : "not connected> ");
      } catch (UserInterruptException e) {
        continue;
      } catch (EndOfFileException e) {
        return;
      }
      switch (ArgumentSplitter.split(line)) {
        case ArgumentSplitter.Words(List<byte[]> words) -> {
          if (!words.isEmpty() && !onCommand(words)) {
            return;
          }
        }
        case ArgumentSplitter.Unclosed() -> say("an opened quote is not closed");
        case ArgumentSplitter.Malformed(int offset, String reason) ->
            say("byte " + offset + ": " + reason);
      }
    }
  }

  /** Runs one command, the client's own or the server's; false when the user wants to leave. */
  private boolean onCommand(List<byte[]> words) {
    List<String> text =
        words.stream().map(word -> new String(word, StandardCharsets.UTF_8)).toList();
    switch (text.getFirst().toLowerCase(Locale.ROOT)) {
      case "quit", "exit" -> {
        return false;
      }
      case "clear" -> terminal.puts(InfoCmp.Capability.clear_screen);
      case "help", "?" -> say(help(String.join(" ", text.subList(1, text.size()))));
      default -> {
        try {
          session.ensureConnected().ifPresent(this::say);
          exchange(words, text);
        } catch (IOException e) {
          say(String.valueOf(e.getMessage()));
        }
      }
    }
    terminal.flush();
    return true;
  }

  private void exchange(List<byte[]> words, List<String> text) throws IOException {
    if (!CliSession.isStreaming(words)) {
      show(session.call(words), isTextReport(text) ? raw : printer);
      return;
    }
    session.send(words);
    say("reading messages; Ctrl-C ends it");
    try {
      while (true) {
        show(session.receive(), printer);
      }
    } catch (IOException e) {
      say(session.isConnected() ? String.valueOf(e.getMessage()) : "stopped");
    }
  }

  /** Commands whose reply is text made for reading, which quoting would spoil. */
  static boolean isTextReport(List<String> words) {
    String first = words.getFirst().toLowerCase(Locale.ROOT);
    String second = words.size() > 1 ? words.get(1).toLowerCase(Locale.ROOT) : "";
    return switch (first) {
      case "info", "lolwut" -> true;
      case "client" -> second.equals("list") || second.equals("info");
      case "cluster" -> second.equals("nodes") || second.equals("info");
      case "memory" -> second.equals("doctor") || second.equals("malloc-stats");
      case "latency" -> second.equals("doctor") || second.equals("graph");
      case "debug" -> second.startsWith("htstats");
      default -> false;
    };
  }

  private void connect() {
    try {
      session.ensureConnected().ifPresent(this::say);
      WireReply docs = session.call(RespRequest.of("COMMAND", "DOCS"));
      catalog = CommandCatalog.fromDocs(docs);
      if (catalog.isEmpty()) {
        catalog = CommandCatalog.fromCommand(session.call(RespRequest.of("COMMAND")));
      }
    } catch (IOException e) {
      say(String.valueOf(e.getMessage()));
    }
  }

  private void complete(ParsedLine line, List<Candidate> candidates) {
    String typed = String.join(" ", line.words().subList(0, line.wordIndex() + 1));
    int done = typed.length() - line.word().length();
    catalog
        .startingWith(typed)
        .forEach(
            (name, entry) -> {
              String rest = name.substring(done);
              if (rest.indexOf(' ') < 0) {
                String summary = entry.summary().isEmpty() ? null : entry.summary();
                candidates.add(new Candidate(rest, rest, null, summary, null, null, true));
              }
            });
  }

  private String help(String about) {
    if (about.isEmpty()) {
      return HELP.stripTrailing();
    }
    if (about.startsWith("@")) {
      StringBuilder out = new StringBuilder();
      catalog
          .startingWith("")
          .forEach(
              (name, entry) -> {
                if (entry.group().equalsIgnoreCase(about.substring(1))) {
                  out.append(name).append("  ").append(entry.summary()).append('\n');
                }
              });
      return out.isEmpty() ? "no group " + about : out.toString().stripTrailing();
    }
    Optional<CommandCatalog.Entry> entry = catalog.find(about);
    if (entry.isEmpty()) {
      return "the server knows no command " + about;
    }
    return "%s\n  %s\n  since %s, group @%s"
        .formatted(
            about.toUpperCase(Locale.ROOT),
            entry.get().summary(),
            entry.get().since(),
            entry.get().group());
  }

  private void show(WireReply reply, ReplyPrinter with) throws IOException {
    terminal.writer().flush();
    terminal.output().write(with.print(reply));
    terminal.output().flush();
  }

  private void say(String text) {
    terminal.writer().println(text);
    terminal.flush();
  }
}
