// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/**
 * Looks whether an address can be listened on, before anything is started. A port that is taken
 * between this look and the real bind still ends in a {@link StartException}, only later.
 */
final class PortProbe {

  private PortProbe() {}

  /** Refuses a host that is no address of this machine, and ports that are in use. */
  static void check(NodeSettings settings) throws StartException {
    InetAddress address;
    try {
      address = InetAddress.getByName(settings.host());
    } catch (UnknownHostException unknown) {
      throw new StartException("tarn.host=" + settings.host() + " is not a known host", unknown);
    }
    check(address, 0, settings.host(), "tarn.host");
    check(address, settings.resp().port(), settings.host(), "tarn.resp.port");
    check(address, settings.http().port(), settings.host(), "tarn.http.port");
    check(address, settings.node().port(), settings.host(), "tarn.node.port");
  }

  private static void check(InetAddress address, int port, String host, String key)
      throws StartException {
    if (port == 0 && !key.equals("tarn.host")) {
      return;
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(address, port));
    } catch (IOException refused) {
      throw new StartException(
          port == 0
              ? "tarn.host=" + host + " cannot be listened on: " + refused.getMessage()
              : "cannot listen on " + host + ":" + port + " (" + key + "): " + refused.getMessage(),
          refused);
    }
  }
}
