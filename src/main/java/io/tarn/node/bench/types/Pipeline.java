// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.types;

import io.tarn.node.bench.rig.RunningServer;
import io.tarn.node.wire.RespClient;
import io.tarn.node.wire.RespRequest;
import io.tarn.node.wire.WireReply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Requests on one connection, sent many at once; their answers are only looked at for errors. */
final class Pipeline implements AutoCloseable {

  private static final int DEPTH = 64;

  private final RespClient client;
  private final OutputStream out;
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream(1 << 16);
  private int count;

  Pipeline(RunningServer server) throws IOException {
    client = server.connect();
    out = client.channel().socket().getOutputStream();
  }

  /**
   * Adds a request; sends when there are many.
   *
   * @throws IOException also when an answer is an error
   */
  void add(String... words) throws IOException {
    waiting.writeBytes(RespRequest.encode(RespRequest.of(words)));
    if (++count == DEPTH) {
      flush();
    }
  }

  /** Sends what waits and takes the answers. */
  void flush() throws IOException {
    waiting.writeTo(out);
    waiting.reset();
    for (; count > 0; count--) {
      if (client.receive() instanceof WireReply.Failure failure) {
        throw new IOException("the load met an error: " + failure.message());
      }
    }
  }

  @Override
  public void close() throws IOException {
    flush();
    client.close();
  }
}
