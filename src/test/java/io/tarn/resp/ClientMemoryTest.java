// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tarn.command.Errors;
import io.tarn.slab.Slab;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients make the door hold counts to the budget, and no longer than it is held. */
@Timeout(60)
class ClientMemoryTest {

  private final Slab slab = new Slab(0, 1);
  private final Connections connections = new Connections();
  private final StubRequests requests = new StubRequests(slab);
  private RespServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop();
    }
  }

  @Test
  void change_withinAStep_isNotTold() {
    ClientMemory memory = new ClientMemory(slab);
    memory.change(ClientMemory.STEP_BYTES - 1);
    assertEquals(0, slab.chargedBytes());
    memory.change(1);
    assertEquals(ClientMemory.STEP_BYTES, slab.chargedBytes());
    memory.change(10);
    memory.change(-ClientMemory.STEP_BYTES);
    assertEquals(ClientMemory.STEP_BYTES, slab.chargedBytes());
    memory.change(-10);
    assertEquals(0, slab.chargedBytes());
    assertThrows(IllegalStateException.class, () -> memory.change(-1));
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void hold_unfinishedRequests_isChargedAndTakenBack(Transport transport) throws IOException {
    start(transport);
    List<Socket> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        Socket client = connect();
        clients.add(client);
        send(client, "*3\r\n$3\r\nSET\r\n$60000\r\n" + "k".repeat(60_000) + "\r\n$50000\r\nv");
      }
      until(() -> slab.chargedBytes() >= 20 * 60_000 - 2 * ClientMemory.STEP_BYTES);
      send(clients.get(0), "v".repeat(49_999) + "\r\n");
      expect(clients.get(0), "+OK\r\n");
      clients.get(1).setSoLinger(true, 0);
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
    until(() -> connections.count() == 0 && slab.chargedBytes() == 0);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void hold_answersThatAreNotRead_isChargedAndTakenBack(Transport transport) throws IOException {
    start(transport);
    List<Socket> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        Socket client = connect();
        clients.add(client);
        send(client, i % 2 == 0 ? "MANY 200\r\n" : "VIEW 900000\r\n".repeat(30));
      }
      until(() -> slab.chargedBytes() > 10_000_000);
      byte[] rest = new byte[20_000];
      for (int i = 0; i < 100; i++) {
        clients.get(0).getInputStream().readNBytes(rest, 0, rest.length);
      }
      clients.get(2).setSoLinger(true, 0);
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
    until(() -> connections.count() == 0 && slab.chargedBytes() == 0 && slab.usedBytes() == 0);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void hold_answersThatAreReadLate_isTakenBackWhileTheClientStays(Transport transport)
      throws IOException {
    start(transport);
    try (Socket client = connect()) {
      send(client, "MANY 200\r\n");
      until(() -> slab.chargedBytes() > 1_000_000);
      String item = "$100000\r\n" + "\0".repeat(100_000) + "\r\n";
      expect(client, "*200\r\n" + item.repeat(200));
      until(() -> slab.chargedBytes() == 0);
      send(client, "PING\r\n");
      expect(client, "+PONG\r\n");
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void read_bigArgumentAtTheBudget_asksForRoom(Transport transport) throws IOException {
    slab.budgetBytes(4 << 20);
    long ballast = slab.allocate(0, 3 << 20);
    AtomicLong asked = new AtomicLong();
    requests.makesRoom(
        bytes -> {
          if (asked.getAndSet(bytes) == 0) {
            slab.free(ballast);
            return true;
          }
          return false;
        });
    start(transport);
    String request = "*2\r\n$6\r\nLENGTH\r\n$3000000\r\n" + "x".repeat(3_000_000) + "\r\n";
    try (Socket client = connect()) {
      send(client, request);
      expect(client, ":3000000\r\n");
      assertTrue(asked.get() > 0);
      long other = slab.allocate(0, 3 << 20);
      send(client, request + "PING\r\n");
      String refusal = Errors.OUT_OF_MEMORY.message();
      expect(client, "-" + refusal + "\r\n+PONG\r\n");
      slab.free(other);
    }
    until(() -> slab.usedBytes() == 0);
  }

  private void start(Transport transport) throws IOException {
    assumeTrue(transport.isAvailable());
    server =
        RespServer.start(
            RespSettings.of("127.0.0.1", 0, name(transport), 2),
            new StubEnvironment(connections, slab),
            thread -> requests,
            connections);
  }

  private static String name(Transport transport) {
    return transport.name().toLowerCase(Locale.ROOT);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void send(Socket client, String bytes) throws IOException {
    client.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void expect(Socket client, String bytes) throws IOException {
    byte[] got = client.getInputStream().readNBytes(bytes.length());
    assertEquals(bytes, new String(got, StandardCharsets.ISO_8859_1));
  }

  private static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "not in time");
      Thread.onSpinWait();
    }
  }
}
