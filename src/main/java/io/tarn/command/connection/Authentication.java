// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.connection;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Numbers;
import io.tarn.command.RedisCompatibility;
import io.tarn.command.Reply;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** HELLO and AUTH. There is one user, "default", whose password is requirepass. */
final class Authentication {

  private static final String USER = "default";

  private static final Reply.Failure WRONG_PASSWORD =
      new Reply.Failure("WRONGPASS invalid username-password pair or user is disabled.");
  private static final Reply.Failure NO_SUCH_PROTOCOL =
      new Reply.Failure("NOPROTO unsupported protocol version");
  private static final Reply.Failure LOGIN_FIRST =
      new Reply.Failure(
          "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO"
              + " <proto> AUTH <user> <pass> option can be used to authenticate the client and"
              + " select the RESP protocol version at the same time");

  private Authentication() {}

  static Reply auth(Execution execution, Arguments arguments) {
    int count = arguments.count();
    if (count > 3) {
      return Errors.SYNTAX;
    }
    if (count == 2 && execution.environment().parameters().requirePass().isEmpty()) {
      return Reply.error(
          "AUTH <password> called without any password configured for the default user. Are you"
              + " sure your configuration is correct?");
    }
    boolean right =
        (count == 2 || isUser(arguments, 1)) && isPassword(execution, arguments, count - 1);
    if (!right) {
      return WRONG_PASSWORD;
    }
    execution.connection().authenticated(true);
    return Reply.OK;
  }

  /* Everything is checked before anything changes, except that a right password stays in force
   * when no later step fails; that is the order in which Redis does it. */
  static Reply hello(Execution execution, Arguments arguments) {
    Connection connection = execution.connection();
    int count = arguments.count();
    long protocol = connection.protocol();
    if (count > 1) {
      if (!Numbers.isLong(arguments, 1)) {
        return Reply.error("Protocol version is not an integer or out of range");
      }
      protocol = Numbers.parseLong(arguments, 1);
      if (protocol != 2 && protocol != 3) {
        return NO_SUCH_PROTOCOL;
      }
    }
    int user = 0;
    int name = 0;
    for (int i = 2; i < count; i++) {
      if (arguments.is(i, "AUTH") && i + 2 < count) {
        user = i + 1;
        i += 2;
      } else if (arguments.is(i, "SETNAME") && i + 1 < count) {
        name = ++i;
        if (!ClientName.isValid(arguments, name)) {
          return ClientName.INVALID;
        }
      } else {
        return Reply.error("Syntax error in HELLO option '" + Errors.echo(arguments, i) + "'");
      }
    }
    if (user > 0) {
      if (!isUser(arguments, user) || !isPassword(execution, arguments, user + 1)) {
        return WRONG_PASSWORD;
      }
      connection.authenticated(true);
    }
    if (!connection.authenticated()) {
      return LOGIN_FIRST;
    }
    if (name > 0) {
      connection.name(arguments.text(name));
    }
    connection.protocol((int) protocol);
    return facts(connection);
  }

  private static Reply facts(Connection connection) {
    return new Reply.Mapping(
        List.of(
            Reply.Bulk.of("server"),
            Reply.Bulk.of("redis"),
            Reply.Bulk.of("version"),
            Reply.Bulk.of(RedisCompatibility.VERSION),
            Reply.Bulk.of("proto"),
            Reply.Int.of(connection.protocol()),
            Reply.Bulk.of("id"),
            Reply.Int.of(connection.id()),
            Reply.Bulk.of("mode"),
            Reply.Bulk.of(RedisCompatibility.MODE),
            Reply.Bulk.of("role"),
            Reply.Bulk.of("master"),
            Reply.Bulk.of("modules"),
            Reply.EMPTY_ARRAY));
  }

  private static boolean isUser(Arguments arguments, int i) {
    return arguments.text(i).equals(USER);
  }

  /* The time of the comparison does not tell how much of a guess is right. */
  private static boolean isPassword(Execution execution, Arguments arguments, int i) {
    String password = execution.environment().parameters().requirePass();
    return password.isEmpty()
        || MessageDigest.isEqual(
            password.getBytes(StandardCharsets.ISO_8859_1), arguments.bytes(i));
  }
}
