// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tarn.command.Connection;
import io.tarn.command.Parameter;
import io.tarn.slab.Slab;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The door over real sockets, on every transport that the machine has. */
@Timeout(60)
class RespServerTest {

  private final Slab slab = new Slab(0, 1);
  private final Connections connections = new Connections();
  private final StubRequests requests = new StubRequests(slab);
  private final StubEnvironment environment = new StubEnvironment(connections, slab);
  private RespServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop();
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void read_pipelineInPieces_isAnsweredInOrder(Transport transport) throws IOException {
    start(transport);
    try (Socket client = connect()) {
      send(client, "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$5\r\nhel");
      send(
          client,
          "lo\r\n*2\r\n$3\r\nGET\r\n$1\r\nk\r\nPING\r\nLATER x\r\nGET k\r\nLATER y\r\nPING\r\n");
      expect(
          client, "+OK\r\n$5\r\nhello\r\n+PONG\r\n$1\r\nx\r\n$5\r\nhello\r\n$1\r\ny\r\n+PONG\r\n");
    }
    until(() -> connections.count() == 0);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void read_manyTinyFragments_areUnderstood(Transport transport) throws IOException {
    start(transport);
    try (Socket client = connect()) {
      client.setTcpNoDelay(true);
      String request = "*2\r\n$4\r\nECHO\r\n$3\r\nabc\r\n";
      for (int i = 0; i < 2_000; i++) {
        send(client, request.substring(i % request.length(), i % request.length() + 1));
      }
      expect(client, "$3\r\nabc\r\n".repeat(2_000 / request.length()));
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void read_malformed_isToldAndClosed(Transport transport) throws IOException {
    start(transport);
    try (Socket client = connect()) {
      send(client, "PING\r\n*1\r\n+PING\r\n");
      expect(client, "+PONG\r\n-ERR Protocol error: expected '$', got '+'\r\n");
      assertEquals(-1, client.getInputStream().read());
    }
    try (Socket client = connect()) {
      send(client, "*2\r\n$4\r\nECHO\r\n$536870913\r\n");
      expect(client, "-ERR Protocol error: invalid bulk length\r\n");
      assertEquals(-1, client.getInputStream().read());
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void read_http_isClosedWithoutAnswer(Transport transport) throws IOException {
    start(transport);
    try (Socket client = connect()) {
      send(client, "POST / HTTP/1.1\r\nHost: localhost\r\n\r\nSET a b\r\n");
      assertEquals(-1, readOrReset(client));
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void run_failingHandler_answersWithoutDetailsAndGoesOn(Transport transport) throws IOException {
    start(transport);
    try (Socket client = connect()) {
      send(client, "PING\r\nBOOM\r\nMUTE\r\nPING\r\n");
      expect(client, "+PONG\r\n-ERR internal error\r\n-ERR internal error\r\n+PONG\r\n");
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void run_replyModesAndQuit_areKept(Transport transport) throws IOException {
    start(transport);
    try (Socket client = connect()) {
      send(
          client,
          "REPLY SKIP\r\nPING\r\nECHO a\r\nREPLY OFF\r\nPING\r\nREPLY ON\r\nQUIT\r\nPING\r\n");
      expect(client, "$1\r\na\r\n+OK\r\n+OK\r\n");
      assertEquals(-1, readOrReset(client));
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void write_bigValues_arriveWhole(Transport transport) throws IOException {
    start(transport);
    try (Socket client = connect()) {
      String big = "k".repeat(1_000_000);
      send(client, "*3\r\n$3\r\nSET\r\n$1000000\r\n" + big + "\r\n$1\r\nv\r\n");
      send(client, "*2\r\n$3\r\nGET\r\n$1000000\r\n" + big + "\r\n");
      expect(client, "+OK\r\n$1\r\nv\r\n");
      for (int length : new int[] {70_000, 900_000, 20_000_000}) {
        send(client, "VIEW " + length + "\r\nPING\r\n");
        expect(client, "$" + length + "\r\n" + "v".repeat(length) + "\r\n+PONG\r\n");
      }
      send(client, "*2\r\n$6\r\nLENGTH\r\n$30000000\r\n" + "x".repeat(30_000_000) + "\r\n");
      expect(client, ":30000000\r\n");
    }
    until(() -> slab.usedBytes() == 0);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void write_clientThatDoesNotRead_isHeldBackAndServedLater(Transport transport)
      throws IOException {
    start(transport);
    try (Socket client = connect()) {
      int views = 200;
      send(client, "VIEW 300000\r\n".repeat(views));
      until(() -> output() > 200_000);
      assertTrue(output() < 4_000_000, "output=" + output());
      byte[] one =
          ("$300000\r\n" + "v".repeat(300_000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < views; i++) {
        assertArrayEquals(one, client.getInputStream().readNBytes(one.length));
      }
    }
    until(() -> slab.usedBytes() == 0);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void write_moreThanTheOutputLimit_dropsTheClient(Transport transport) throws IOException {
    start(transport, 1 << 20);
    try (Socket client = connect()) {
      send(client, "MANY 300\r\n");
      until(() -> connections.count() == 0);
    }
    try (Socket client = connect()) {
      send(client, "PING\r\n");
      expect(client, "+PONG\r\n");
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void close_inTheMiddleOfEverything_leavesNothingBehind(Transport transport) throws IOException {
    start(transport);
    for (int i = 0; i < 30; i++) {
      try (Socket client = connect()) {
        client.setSoLinger(true, 0);
        send(client, "LATER a\r\nVIEW 5000000\r\n*2\r\n$4\r\nECHO\r\n$2000000\r\nabc");
      }
    }
    until(() -> connections.count() == 0 && slab.usedBytes() == 0);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void accept_aThousandClients_areServed(Transport transport) throws IOException {
    start(transport);
    List<Socket> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 1_000; i++) {
        clients.add(connect());
      }
      for (Socket client : clients) {
        send(client, "PING\r\n");
      }
      for (Socket client : clients) {
        expect(client, "+PONG\r\n");
      }
      assertEquals(1_000, connections.count());
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
    until(() -> connections.count() == 0);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void check_idleAndStalledClients_areClosed(Transport transport) throws IOException {
    start(transport);
    long nowMillis = System.currentTimeMillis();
    ClientLimits limits =
        new ClientLimits(
            RespSettings.of("127.0.0.1", 0, "auto", 1), environment.parameters(), connections);
    try (Socket idle = connect();
        Socket stalled = connect()) {
      send(idle, "PING\r\n");
      expect(idle, "+PONG\r\n");
      send(stalled, "VIEW 9000000\r\n");
      until(() -> output() > 1_000_000);
      limits.check(nowMillis);
      limits.check(nowMillis + 59_000);
      assertEquals(2, connections.count());
      /* The socket may still have taken some since the last look: then the time begins anew. */
      AtomicLong later = new AtomicLong(nowMillis + 120_000);
      until(
          () -> {
            limits.check(later.getAndAdd(61_000));
            return connections.count() == 1;
          });
      Parameter timeout = environment.parameters().find("timeout");
      environment.parameters().set(List.of(timeout), List.of("100"));
      limits.check(nowMillis + 99_000);
      assertEquals(1, connections.count());
      limits.check(nowMillis + 200_000);
      until(() -> connections.count() == 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void run_whilePaused_waits(Transport transport) throws IOException {
    start(transport);
    try (Socket client = connect()) {
      environment.parameters().pause().begin(System.currentTimeMillis() + 100_000_000, false);
      send(client, "ECHO a\r\nPING\r\n");
      client.setSoTimeout(100);
      assertThrows(SocketTimeoutException.class, () -> client.getInputStream().read());
      client.setSoTimeout(20_000);
      environment.parameters().pause().end();
      expect(client, "$1\r\na\r\n+PONG\r\n");
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void accept_beyondMaxclients_isRefused(Transport transport) throws IOException {
    start(transport);
    Parameter most = environment.parameters().find("maxclients");
    environment.parameters().set(List.of(most), List.of("1"));
    try (Socket first = connect()) {
      send(first, "PING\r\n");
      expect(first, "+PONG\r\n");
      try (Socket second = connect()) {
        expect(second, "-ERR max number of clients reached\r\n");
        assertEquals(-1, second.getInputStream().read());
      }
      send(first, "PING\r\n");
      expect(first, "+PONG\r\n");
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void start_onATakenPort_saysSo(Transport transport) throws IOException {
    start(transport);
    RespSettings same = RespSettings.of("127.0.0.1", server.port(), name(transport), 1);
    PortInUseException taken =
        assertThrows(
            PortInUseException.class,
            () -> RespServer.start(same, environment, thread -> requests, connections));
    assertEquals("127.0.0.1:" + server.port() + " is in use", taken.getMessage());
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void clients_areClosedAtOnce_untilTheServerMayServe(Transport transport) throws IOException {
    assumeTrue(transport.isAvailable());
    AtomicBoolean serves = new AtomicBoolean();
    RespSettings settings = RespSettings.of("127.0.0.1", 0, name(transport), 1);
    server = RespServer.start(settings, environment, thread -> requests, connections, serves::get);
    try (Socket early = connect()) {
      assertEquals(-1, readOrReset(early));
    }
    serves.set(true);
    try (Socket client = connect()) {
      send(client, "PING\r\n");
      expect(client, "+PONG\r\n");
    }
  }

  private void start(Transport transport) throws IOException {
    start(transport, RespSettings.DEFAULT_OUTPUT_LIMIT_BYTES);
  }

  private void start(Transport transport, long outputLimitBytes) throws IOException {
    assumeTrue(transport.isAvailable());
    RespSettings settings =
        new RespSettings("127.0.0.1", 0, name(transport), 2, 511, outputLimitBytes, 60);
    server = RespServer.start(settings, environment, thread -> requests, connections);
  }

  private static String name(Transport transport) {
    return transport.name().toLowerCase(Locale.ROOT);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private long output() {
    return connections.all().stream().mapToLong(Connection::outputBufferBytes).sum();
  }

  private static void send(Socket client, String bytes) throws IOException {
    client.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void expect(Socket client, String bytes) throws IOException {
    byte[] got = client.getInputStream().readNBytes(bytes.length());
    assertEquals(bytes, new String(got, StandardCharsets.ISO_8859_1));
  }

  private static int readOrReset(Socket client) {
    try {
      return client.getInputStream().read();
    } catch (IOException reset) {
      return -1;
    }
  }

  private static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "not in time");
      Thread.onSpinWait();
    }
  }
}
