// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.tarn.slab.Slab;
import java.util.concurrent.CountDownLatch;

/**
 * Serves {@link StubRequests}: {@code StubServer PORT TRANSPORT LOOPS}, to measure the door alone.
 */
final class StubServer {

  private StubServer() {}

  public static void main(String[] words) throws Exception {
    Connections connections = new Connections();
    StubRequests requests = new StubRequests(null);
    RespServer server =
        RespServer.start(
            RespSettings.of(
                "127.0.0.1", Integer.parseInt(words[0]), words[1], Integer.parseInt(words[2])),
            new StubEnvironment(connections, new Slab(0, 1)),
            thread -> requests,
            connections);
    System.out.println("ready " + server.port() + " " + server.transport());
    new CountDownLatch(1).await();
  }
}
