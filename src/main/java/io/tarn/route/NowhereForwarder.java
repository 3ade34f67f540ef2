// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import java.util.List;

/** The way to no peer. */
final class NowhereForwarder implements Forwarder {

  @Override
  public boolean forward(
      int peer, Manner manner, Connection connection, Arguments arguments, RemoteAnswer answer) {
    return false;
  }

  @Override
  public boolean forwardAll(
      int peer, Connection connection, List<Arguments> requests, RemoteAnswer answer) {
    return false;
  }

  @Override
  public void flush() {}

  @Override
  public void cancel(int peer, RemoteAnswer answer) {}

  @Override
  public void endSession(int peer, Connection connection) {}
}
