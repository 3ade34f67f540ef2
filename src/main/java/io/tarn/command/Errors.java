// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import io.tarn.command.Reply.Failure;
import java.util.Locale;

/** The error answers that several commands share, worded as Redis words them. */
public final class Errors {

  public static final Failure SYNTAX = Reply.error("syntax error");
  public static final Failure NOT_AN_INTEGER =
      Reply.error("value is not an integer or out of range");
  public static final Failure NOT_A_FLOAT = Reply.error("value is not a valid float");
  public static final Failure NO_SUCH_KEY = Reply.error("no such key");
  public static final Failure STRING_TOO_LONG =
      Reply.error("string exceeds maximum allowed size (proto-max-bulk-len)");
  public static final Failure INDEX_OUT_OF_RANGE = Reply.error("index out of range");
  public static final Failure WRONG_TYPE =
      new Failure("WRONGTYPE Operation against a key holding the wrong kind of value");
  public static final Failure OUT_OF_MEMORY =
      new Failure("OOM command not allowed when used memory > 'maxmemory'.");
  public static final Failure AUTHENTICATION_REQUIRED =
      new Failure("NOAUTH Authentication required.");

  /** Most bytes of a client's own words that an error repeats. */
  private static final int ECHO_BYTES = 128;

  /** Most bytes that an error repeats of an option. Redis has no such limit. */
  private static final int OPTION_BYTES = 1024;

  private Errors() {}

  /** Returns the answer to a call with a wrong number of arguments; {@code name} in lower case. */
  public static Failure wrongArity(String name) {
    return Reply.error("wrong number of arguments for '" + name + "' command");
  }

  /** Returns what DEBUG, SLOWLOG and the like answer to a subcommand used with wrong arguments. */
  public static Failure wrongSubcommandUse(Arguments arguments) {
    return Reply.error(
        "unknown subcommand or wrong number of arguments for '"
            + echo(arguments, 1, ECHO_BYTES)
            + "'. Try "
            + echo(arguments, 0, Integer.MAX_VALUE).toUpperCase(Locale.ROOT)
            + " HELP.");
  }

  /** Returns the answer to a command that a client of RESP2 may not use while it subscribes. */
  public static Failure notInSubscribeMode(String name) {
    return Reply.error(
        "Can't execute '"
            + name
            + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this"
            + " context");
  }

  /** Returns what an error may repeat of a client's own word. */
  public static String echo(Arguments arguments, int i) {
    return echo(arguments, i, ECHO_BYTES);
  }

  /** Returns the answer to an expiry that is not a valid time; {@code name} in lower case. */
  public static Failure invalidExpire(String name) {
    return Reply.error("invalid expire time in '" + name + "' command");
  }

  /**
   * Returns the answer to a command that is not in the table. It repeats the name and as many
   * arguments as fit in {@link #ECHO_BYTES} bytes, each byte one character.
   */
  public static Failure unknownCommand(Arguments arguments) {
    StringBuilder beginning = new StringBuilder();
    for (int i = 1; i < arguments.count() && beginning.length() < ECHO_BYTES; i++) {
      String word = echo(arguments, i, ECHO_BYTES - beginning.length());
      beginning.append('\'').append(word).append("' ");
    }
    return Reply.error(
        "unknown command '"
            + echo(arguments, 0, ECHO_BYTES)
            + "', with args beginning with: "
            + beginning);
  }

  /** Returns the answer to a container command whose argument 1 names none of its subcommands. */
  public static Failure unknownSubcommand(Arguments arguments) {
    return Reply.error(
        "unknown subcommand '"
            + echo(arguments, 1, ECHO_BYTES)
            + "'. Try "
            + echo(arguments, 0, Integer.MAX_VALUE).toUpperCase(Locale.ROOT)
            + " HELP.");
  }

  /** Returns the answer to an option of EXPIRE that is none; it repeats argument {@code i}. */
  public static Failure unsupportedOption(Arguments arguments, int i) {
    int end = arguments.length(i);
    while (end > 0
        && (arguments.byteAt(i, end - 1) == '\r' || arguments.byteAt(i, end - 1) == '\n')) {
      end--;
    }
    return Reply.error("Unsupported option " + echo(arguments, i, Math.min(end, OPTION_BYTES)));
  }

  /* What an error line may repeat of a client's word: ends at a NUL, as C strings do, and has no
   * line break, which would end the line. */
  private static String echo(Arguments arguments, int i, int limit) {
    int length = Math.min(arguments.length(i), limit);
    StringBuilder text = new StringBuilder(length);
    for (int k = 0; k < length; k++) {
      char c = (char) (arguments.byteAt(i, k) & 0xff);
      if (c == 0) {
        break;
      }
      text.append(c == '\r' || c == '\n' ? ' ' : c);
    }
    return text.toString();
  }
}
