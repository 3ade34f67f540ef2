// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

/** The address for other nodes could not be bound. */
public final class PortInUseException extends Exception {

  private final String host;
  private final int port;

  /** Creates the failure to bind {@code host:port}. */
  public PortInUseException(String host, int port, Throwable cause) {
    super("cannot listen for other nodes on " + host + ":" + port, cause);
    this.host = host;
    this.port = port;
  }

  /** Returns the address that was asked for. */
  public String host() {
    return host;
  }

  /** Returns the port that was asked for. */
  public int port() {
    return port;
  }
}
