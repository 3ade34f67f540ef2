// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** The process: what it prints, how it refuses, how it ends. */
class MainIT {

  @TempDir Path directory;

  @Test
  void server_ready_servesThenLeavesOnTerm() throws Exception {
    try (ServerProcess server = ServerProcess.onFreePorts()) {
      Matcher ready = server.awaitReady();
      assertEquals("127.0.0.1", ready.group(1));
      assertNotEquals("0", ready.group(2));
      try (Jedis jedis = new Jedis("127.0.0.1", Integer.parseInt(ready.group(2)))) {
        assertEquals("OK", jedis.set("a", "b"));
        assertEquals("b", jedis.get("a"));
      }
      String web = "http://127.0.0.1:" + ready.group(4);
      assertEquals(200, get(web + "/health/ready").statusCode());
      assertEquals(200, get(web + "/health/live").statusCode());
      HttpResponse<String> missing = get(web + "/nothing");
      assertEquals(404, missing.statusCode());
      assertEquals(
          List.of("application/problem+json"), missing.headers().allValues("Content-Type"));
      assertTrue(missing.body().contains("\"status\":404"), missing.body());
      server.terminate();
      assertEquals(0, server.awaitExit());
      assertEquals(List.of(), server.output());
      assertEquals(List.of(), server.errors());
    }
  }

  @Test
  void server_shutdownCommand_endsWithStatusZero() throws Exception {
    try (ServerProcess server = ServerProcess.onFreePorts()) {
      Matcher ready = server.awaitReady();
      try (Jedis jedis = new Jedis("127.0.0.1", Integer.parseInt(ready.group(2)))) {
        jedis.shutdown();
      }
      assertEquals(0, server.awaitExit());
      assertEquals(List.of(), server.errors());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--resp-port", "--http-port", "--node-port"})
  void server_portInUse_isOneLineAndStatusTwo(String option) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        ServerProcess server =
            ServerProcess.onFreePorts(option, Integer.toString(taken.getLocalPort()))) {
      assertRefused(server, "127.0.0.1:" + taken.getLocalPort());
    }
  }

  @Test
  void server_unknownFlag_isOneLineAndStatusTwo() throws Exception {
    try (ServerProcess server = ServerProcess.start("server", "--flag")) {
      assertRefused(server, "'--flag'");
    }
  }

  @Test
  void unknownSubcommand_isOneLineAndStatusTwo() throws Exception {
    try (ServerProcess server = ServerProcess.start("serve")) {
      assertRefused(server, "'serve'");
    }
  }

  @Test
  void server_badSetting_isOneLineAndStatusTwo() throws Exception {
    try (ServerProcess server = ServerProcess.start("server", "--set", "resp.port=many")) {
      assertRefused(server, "tarn.resp.port=\"many\"");
    }
  }

  @Test
  void server_badConfigFile_isOneLineAndStatusTwo() throws Exception {
    Path file = Files.writeString(directory.resolve("bad.conf"), "tarn {\n nonsense = 1\n}\n");
    try (ServerProcess server = ServerProcess.start("server", "--config", file.toString())) {
      assertRefused(server, file + ":2");
    }
  }

  @Test
  void server_dataDirectory_isRefusedAsNotAvailableYet() throws Exception {
    try (ServerProcess server = ServerProcess.start("server", "--data-dir", "x")) {
      assertRefused(server, "not available yet");
    }
  }

  @Test
  void server_hostOfAnotherMachine_isOneLineAndStatusTwo() throws Exception {
    try (ServerProcess server = ServerProcess.onFreePorts("--host", "192.0.2.1")) {
      assertRefused(server, "tarn.host=192.0.2.1");
    }
  }

  private static void assertRefused(ServerProcess server, String part) throws Exception {
    assertEquals(2, server.awaitExit(), server.errors().toString());
    assertEquals(1, server.errors().size(), server.errors().toString());
    assertTrue(server.errors().get(0).startsWith("tarn: "), server.errors().toString());
    assertTrue(server.errors().get(0).contains(part), server.errors().toString());
    assertEquals(List.of(), server.output());
  }

  private static HttpResponse<String> get(String address) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(address)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
