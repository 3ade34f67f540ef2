// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.connection;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import org.jspecify.annotations.Nullable;

/** CLIENT KILL: one address, or a filter whose conditions must all hold. */
final class ClientKill {

  private static final Reply.Failure BAD_ID = Reply.error("client-id should be greater than 0");

  private long id;
  private @Nullable String type;
  private @Nullable String address;
  private @Nullable String localAddress;
  private boolean skipMe = true;

  private ClientKill() {}

  static Reply run(Execution execution, Arguments arguments) {
    ClientKill filter = new ClientKill();
    if (arguments.count() == 3) {
      filter.address = arguments.text(2);
      filter.skipMe = false;
      return filter.close(execution) > 0 ? Reply.OK : Reply.error("No such client");
    }
    Reply.Failure failure = filter.parse(arguments);
    return failure != null ? failure : Reply.Int.of(filter.close(execution));
  }

  private Reply.@Nullable Failure parse(Arguments arguments) {
    for (int i = 2; i < arguments.count(); i += 2) {
      if (i + 1 == arguments.count()) {
        return Errors.SYNTAX;
      }
      String value = arguments.text(i + 1);
      if (arguments.is(i, "ID")) {
        id = Numbers.isLong(arguments, i + 1) ? Numbers.parseLong(arguments, i + 1) : 0;
        if (id < 1) {
          return BAD_ID;
        }
      } else if (arguments.is(i, "TYPE")) {
        type = ClientType.of(arguments, i + 1);
        if (type == null) {
          return ClientType.unknown(arguments, i + 1);
        }
      } else if (arguments.is(i, "ADDR")) {
        address = value;
      } else if (arguments.is(i, "LADDR")) {
        localAddress = value;
      } else if (arguments.is(i, "USER")) {
        if (!value.equals("default")) {
          return Reply.error("No such user '" + Errors.echo(arguments, i + 1) + "'");
        }
      } else if (arguments.is(i, "SKIPME") && arguments.is(i + 1, "yes")) {
        skipMe = true;
      } else if (arguments.is(i, "SKIPME") && arguments.is(i + 1, "no")) {
        skipMe = false;
      } else {
        return Errors.SYNTAX;
      }
    }
    return null;
  }

  private int close(Execution execution) {
    int closed = 0;
    for (Connection connection : execution.environment().connections()) {
      if (matches(connection)) {
        if (connection != execution.connection()) {
          connection.close();
          closed++;
        } else if (!skipMe) {
          connection.closeAfterReplies();
          closed++;
        }
      }
    }
    return closed;
  }

  private boolean matches(Connection connection) {
    return (id == 0 || connection.id() == id)
        && (type == null || type.equals(ClientType.of(connection)))
        && (address == null || connection.remoteAddress().equals(address))
        && (localAddress == null || connection.localAddress().equals(localAddress));
  }
}
