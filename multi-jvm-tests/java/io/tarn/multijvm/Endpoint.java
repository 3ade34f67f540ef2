// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

/** Where a server is reached by Redis clients. */
record Endpoint(String host, int port) {

  static Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    return new Endpoint(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
