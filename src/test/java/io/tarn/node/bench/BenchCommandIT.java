// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.node.wire.RespSkipper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole generator against a server that answers every request with the same reply. */
class BenchCommandIT {

  @TempDir private Path directory;
  private ServerSocket server;
  private volatile String reply = "$2\r\nhi\r\n";

  @BeforeEach
  void serve() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> answer(client));
      }
    } catch (IOException e) {
      // The test has ended.
    }
  }

  private void answer(Socket client) {
    try (client;
        InputStream in = client.getInputStream();
        OutputStream out = client.getOutputStream()) {
      RespSkipper requests = new RespSkipper((word, length) -> {});
      byte[] bytes = new byte[8192];
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        int count = requests.skip(ByteBuffer.wrap(bytes, 0, read));
        out.write(reply.repeat(count).getBytes(StandardCharsets.ISO_8859_1));
      }
    } catch (IOException e) {
      // The client has gone.
    }
  }

  private JsonNode bench(int status, String... options) throws IOException {
    Path json = directory.resolve("result.json");
    List<String> arguments =
        new ArrayList<>(List.of("--port", "" + server.getLocalPort(), "--json", json.toString()));
    arguments.addAll(List.of(options));
    assertEquals(
        status, new CommandLine(new BenchCommand()).execute(arguments.toArray(String[]::new)));
    return Files.exists(json)
        ? new ObjectMapper().readTree(json.toFile())
        : new ObjectMapper().createObjectNode();
  }

  @Test
  void call_requests_sendsExactlyThatMany() throws IOException {
    JsonNode result =
        bench(
            0,
            "--requests",
            "10001",
            "--warmup",
            "0",
            "--pipeline",
            "16",
            "--threads",
            "2",
            "--connections",
            "5");
    assertEquals(10_001, result.path("requests").asLong());
    assertEquals(0, result.path("errorCount").asLong());
    assertEquals(10_001L * "$2\r\nhi\r\n".length(), result.path("bytesReceived").asLong());
    assertTrue(result.path("latencyMicros").path("p99").asDouble() > 0);
  }

  @Test
  void call_fixedRate_sendsWhatFallsDue() throws IOException {
    JsonNode result =
        bench(0, "--seconds", "0.5", "--warmup", "0.1", "--rate", "2000", "--connections", "4");
    assertEquals(1000, result.path("requests").asLong() + result.path("unanswered").asLong(), 1);
  }

  @Test
  void call_errorReplies_countsThemByWord() throws IOException {
    reply = "-OOM no room\r\n";
    JsonNode result =
        bench(
            0,
            "--requests",
            "100",
            "--warmup",
            "0",
            "--connections",
            "2",
            "--command",
            "SET key:__key__ __value__");
    assertEquals(100, result.path("errors").path("OOM").asLong());
  }

  @Test
  void call_notResp_losesConnections() throws IOException {
    reply = "HTTP/1.1 400\r\n";
    assertEquals(
        3,
        bench(1, "--requests", "10", "--warmup", "0", "--connections", "3")
            .path("disconnected")
            .asInt());
  }

  @Test
  void call_wrongOptionOrNoServer_exitsWithTwo() throws IOException {
    bench(2, "--pipeline", "0");
    bench(2, "--distribution", "normal");
    bench(2, "--requests", "5", "--seconds", "5");
    server.close();
    bench(2, "--requests", "5");
  }
}
