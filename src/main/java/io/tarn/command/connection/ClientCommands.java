// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.connection;

import static io.tarn.command.Flag.ADMIN;
import static io.tarn.command.Flag.LOADING;
import static io.tarn.command.Flag.NOSCRIPT;
import static io.tarn.command.Flag.STALE;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.Connection;
import io.tarn.command.Connection.ReplyMode;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Handler;
import io.tarn.command.Help;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.command.blocking.Waiter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The subcommands of CLIENT. */
final class ClientCommands {

  private static final Reply NO_REDIRECTION = Reply.Int.of(-1);
  private static final Reply TRACKING_OFF =
      new Reply.Mapping(
          List.of(
              Reply.Bulk.of("flags"),
              new Reply.Unordered(List.of(Reply.Bulk.of("off"))),
              Reply.Bulk.of("redirect"),
              NO_REDIRECTION,
              Reply.Bulk.of("prefixes"),
              Reply.EMPTY_ARRAY));

  private ClientCommands() {}

  static Command container() {
    return Command.named("client", -2)
        .categories("slow")
        .docs("connection", "2.4.0", "Depends on the subcommand", "Commands about connections")
        .subcommands(rows())
        .runs((execution, arguments) -> Errors.unknownSubcommand(arguments));
  }

  private static List<Command> rows() {
    return List.of(
        plain("caching", 3, "6.0.0", "Says whether the next command's keys are tracked")
            .runs(ClientCommands::caching),
        plain("getname", 2, "2.6.9", "Answers the name of this connection")
            .runs(ClientCommands::getName),
        plain("getredir", 2, "6.0.0", "Answers where invalidation messages are sent")
            .runs((execution, arguments) -> NO_REDIRECTION),
        Command.named("client|help", 2)
            .flags(LOADING, STALE)
            .categories("slow", "connection")
            .docs("connection", "5.0.0", "O(1)", "Lists the subcommands of CLIENT")
            .runs((execution, arguments) -> help()),
        plain("id", 2, "5.0.0", "Answers the number of this connection")
            .runs((execution, arguments) -> Reply.Int.of(execution.connection().id())),
        plain("info", 2, "6.2.0", "Describes this connection").runs(ClientCommands::info),
        admin("kill", -3, "2.4.0", "O(N), N connections", "Closes connections")
            .runs(ClientKill::run),
        admin("list", -2, "2.4.0", "O(N), N connections", "Describes the connections")
            .runs(ClientCommands::list),
        admin(
                "no-evict",
                3,
                "7.0.0",
                "O(1)",
                "Exempts this connection from being dropped for memory")
            .runs(toggle(Connection::noEvict)),
        plain("no-touch", 3, "7.2.0", "Keeps this connection's commands from marking keys as used")
            .runs(toggle(Connection::noTouch)),
        admin("pause", -3, "2.9.50", "O(1)", "Holds back requests for some time")
            .runs(ClientCommands::pause),
        plain("reply", 3, "3.2.0", "Says whether this connection wants answers")
            .runs(ClientCommands::reply),
        plain("setinfo", 4, "7.2.0", "Sets name and version of the client's library")
            .runs(ClientCommands::setInfo),
        plain("setname", 3, "2.6.9", "Names this connection").runs(ClientCommands::setName),
        plain("tracking", -3, "6.0.0", "Switches client-side caching")
            .runs(ClientCommands::tracking),
        plain("trackinginfo", 2, "6.2.0", "Describes the state of client-side caching")
            .runs((execution, arguments) -> TRACKING_OFF),
        admin("unblock", -3, "5.0.0", "O(1)", "Ends the waiting of another connection")
            .runs(ClientCommands::unblock),
        admin("unpause", 2, "6.2.0", "O(1)", "Ends CLIENT PAUSE").runs(ClientCommands::unpause));
  }

  private static Command.Builder plain(String name, int arity, String since, String summary) {
    return Command.named("client|" + name, arity)
        .flags(NOSCRIPT, LOADING, STALE)
        .categories("slow", "connection")
        .docs("connection", since, "O(1)", summary);
  }

  private static Command.Builder admin(
      String name, int arity, String since, String complexity, String summary) {
    return Command.named("client|" + name, arity)
        .flags(ADMIN, NOSCRIPT, LOADING, STALE)
        .categories("admin", "slow", "dangerous", "connection")
        .docs("connection", since, complexity, summary);
  }

  private interface Switch {
    void set(Connection connection, boolean on);
  }

  private static Handler toggle(Switch change) {
    return (execution, arguments) -> {
      boolean on = arguments.is(2, "on");
      if (!on && !arguments.is(2, "off")) {
        return Errors.SYNTAX;
      }
      change.set(execution.connection(), on);
      return Reply.OK;
    };
  }

  private static Reply caching(Execution execution, Arguments arguments) {
    return Reply.error(
        "CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or OPTOUT"
            + " mode enabled");
  }

  private static Reply getName(Execution execution, Arguments arguments) {
    String name = execution.connection().name();
    return name.isEmpty() ? Reply.NULL : Reply.Bulk.of(name);
  }

  private static Reply setName(Execution execution, Arguments arguments) {
    if (!ClientName.isValid(arguments, 2)) {
      return ClientName.INVALID;
    }
    execution.connection().name(arguments.text(2));
    return Reply.OK;
  }

  private static Reply setInfo(Execution execution, Arguments arguments) {
    boolean name = arguments.is(2, "lib-name");
    if (!name && !arguments.is(2, "lib-ver")) {
      return Reply.error("Unrecognized option '" + Errors.echo(arguments, 2) + "'");
    }
    if (!ClientName.isValid(arguments, 3)) {
      return Reply.error(
          Errors.echo(arguments, 2) + " cannot contain spaces, newlines or special characters.");
    }
    if (name) {
      execution.connection().libraryName(arguments.text(3));
    } else {
      execution.connection().libraryVersion(arguments.text(3));
    }
    return Reply.OK;
  }

  private static Reply info(Execution execution, Arguments arguments) {
    return new Reply.Verbatim("txt", ClientLine.of(execution.connection(), execution.nowMillis()));
  }

  private static Reply list(Execution execution, Arguments arguments) {
    int count = arguments.count();
    List<Connection> chosen = new ArrayList<>(execution.environment().connections());
    chosen.sort(Comparator.comparingLong(Connection::id));
    if (count == 4 && arguments.is(2, "TYPE")) {
      String type = ClientType.of(arguments, 3);
      if (type == null) {
        return ClientType.unknown(arguments, 3);
      }
      if (!type.equals(ClientType.NORMAL)) {
        chosen.clear();
      }
    } else if (count > 3 && arguments.is(2, "ID")) {
      List<Connection> all = List.copyOf(chosen);
      chosen.clear();
      for (int i = 3; i < count; i++) {
        if (!Numbers.isLong(arguments, i)) {
          return Reply.error("Invalid client ID");
        }
        long id = Numbers.parseLong(arguments, i);
        all.stream().filter(connection -> connection.id() == id).forEach(chosen::add);
      }
    } else if (count != 2) {
      return Errors.SYNTAX;
    }
    return new Reply.Verbatim(
        "txt",
        chosen.stream()
            .map(connection -> ClientLine.of(connection, execution.nowMillis()))
            .collect(Collectors.joining()));
  }

  private static Reply reply(Execution execution, Arguments arguments) {
    Connection connection = execution.connection();
    if (arguments.is(2, "on")) {
      connection.replyMode(ReplyMode.ON);
      return Reply.OK;
    }
    if (arguments.is(2, "off")) {
      connection.replyMode(ReplyMode.OFF);
      return Reply.NONE;
    }
    if (arguments.is(2, "skip")) {
      if (connection.replyMode() != ReplyMode.OFF) {
        connection.replyMode(ReplyMode.SKIP);
      }
      return Reply.NONE;
    }
    return Errors.SYNTAX;
  }

  private static Reply pause(Execution execution, Arguments arguments) {
    boolean writesOnly = arguments.count() == 4 && arguments.is(3, "write");
    if (arguments.count() > 4) {
      return Errors.wrongSubcommandUse(arguments);
    }
    if (arguments.count() == 4 && !writesOnly && !arguments.is(3, "all")) {
      return Reply.error("CLIENT PAUSE mode must be WRITE or ALL");
    }
    if (!Numbers.isLong(arguments, 2)) {
      return Reply.error("timeout is not an integer or out of range");
    }
    long millis = Numbers.parseLong(arguments, 2);
    if (millis < 0) {
      return Reply.error("timeout is negative");
    }
    long until = execution.nowMillis() + Math.min(millis, Long.MAX_VALUE - execution.nowMillis());
    execution.environment().parameters().pause().begin(until, writesOnly);
    return Reply.OK;
  }

  private static Reply unpause(Execution execution, Arguments arguments) {
    execution.environment().parameters().pause().end();
    return Reply.OK;
  }

  private static Reply unblock(Execution execution, Arguments arguments) {
    if (arguments.count() > 4) {
      return Errors.wrongSubcommandUse(arguments);
    }
    boolean error = arguments.count() == 4 && arguments.is(3, "error");
    if (arguments.count() == 4 && !error && !arguments.is(3, "timeout")) {
      return Reply.error("CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
    }
    if (!Numbers.isLong(arguments, 2)) {
      return Errors.NOT_AN_INTEGER;
    }
    long id = Numbers.parseLong(arguments, 2);
    for (Connection connection : execution.environment().connections()) {
      Waiter waiter = connection.id() == id ? connection.waiter() : null;
      if (waiter != null) {
        return (error ? waiter.unblock() : waiter.timeOut()) ? Reply.ONE : Reply.ZERO;
      }
    }
    return Reply.ZERO;
  }

  private static Reply tracking(Execution execution, Arguments arguments) {
    if (arguments.count() == 3 && arguments.is(2, "off")) {
      return Reply.OK;
    }
    return arguments.is(2, "on")
        ? Reply.error("client-side caching is not supported by this server yet")
        : Errors.SYNTAX;
  }

  private static Reply help() {
    return Help.of(
        "CLIENT",
        "CACHING (YES|NO)",
        "Track the keys of the next command, or not, in the modes OPTIN and OPTOUT.",
        "GETNAME",
        "Answer the name of this connection.",
        "GETREDIR",
        "Answer the connection that gets the invalidation messages, -1 for none.",
        "ID",
        "Answer the number of this connection.",
        "INFO",
        "Describe this connection in one line.",
        "KILL <ip:port>",
        "Close the connection from an address.",
        "KILL <option> <value> [<option> <value> [...]]",
        """
        Close the connections for which all options hold:
        ADDR <ip:port>, LADDR <ip:port>, TYPE (NORMAL|MASTER|REPLICA|PUBSUB),
        USER <name>, ID <number>; SKIPME (YES|NO) spares this one (default: yes).""",
        "LIST [TYPE (NORMAL|MASTER|REPLICA|PUBSUB)] [ID <number> [...]]",
        "Describe the connections, one a line.",
        "NO-EVICT (ON|OFF)",
        "Exempt this connection from being dropped when memory is short.",
        "NO-TOUCH (ON|OFF)",
        "Do not mark the keys that this connection uses as used.",
        "PAUSE <milliseconds> [WRITE|ALL]",
        "Hold back all requests, or those that write.",
        "REPLY (ON|OFF|SKIP)",
        "Send answers to this connection, send none, or leave out the next one.",
        "SETINFO (LIB-NAME|LIB-VER) <value>",
        "Set name or version of the client's library.",
        "SETNAME <name>",
        "Name this connection.",
        "TRACKING (ON|OFF)",
        "Switch client-side caching.",
        "TRACKINGINFO",
        "Describe the state of client-side caching.",
        "UNBLOCK <number> [TIMEOUT|ERROR]",
        "End the waiting of another connection.",
        "UNPAUSE",
        "End a pause.");
  }
}
