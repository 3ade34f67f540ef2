// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Connection;

/** Who asks for what is not asked for by a client: a change that comes from another node. */
final class ApplyingConnection extends Connection {

  ApplyingConnection() {
    super(0, 0);
    authenticated(true);
  }

  @Override
  public String remoteAddress() {
    return "";
  }

  @Override
  public String localAddress() {
    return "";
  }

  @Override
  public long queryBufferBytes() {
    return 0;
  }

  @Override
  public long outputBufferBytes() {
    return 0;
  }

  @Override
  public void closeAfterReplies() {}

  @Override
  public void close() {}
}
