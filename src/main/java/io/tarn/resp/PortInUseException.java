// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import java.io.IOException;

/** The address to serve on is taken by another process. The message is "host:port is in use". */
public final class PortInUseException extends IOException {

  /** Creates the failure for an address. */
  public PortInUseException(String host, int port, Throwable cause) {
    super(host + ":" + port + " is in use", cause);
  }
}
