// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** {@code tarn demo} as a process, with its nodes. */
class DemoIT {

  private static final Pattern NODE =
      Pattern.compile("demo \\| node\\d resp=127.0.0.1:(\\d+) http=127.0.0.1:\\d+ node=\\S+");
  private static final long LIMIT_SECONDS = 60;
  private static final int LIMIT_MILLIS = 30_000;

  @Test
  void demo_twoNodes_areOneClusterUntilTerm() throws Exception {
    Process demo = start("--nodes", "2");
    try (BufferedReader reader = reader(demo)) {
      List<Integer> ports = awaitReady(reader);
      List<ProcessHandle> nodes = demo.children().toList();
      assertEquals(2, ports.size());
      assertEquals(2, nodes.size());
      try (Jedis first = new Jedis("127.0.0.1", ports.get(0), LIMIT_MILLIS);
          Jedis second = new Jedis("127.0.0.1", ports.get(1), LIMIT_MILLIS)) {
        for (int i = 0; i < 100; i++) {
          assertEquals("OK", first.set("key:" + i, "value:" + i));
        }
        for (int i = 0; i < 100; i++) {
          assertEquals("value:" + i, second.get("key:" + i));
        }
      }
      demo.toHandle().destroy();
      awaitEnd(demo, reader);
      assertEquals(0, demo.exitValue());
      assertNoneLeft(nodes);
    } finally {
      end(demo);
    }
  }

  @Test
  void demo_nodeKilled_reportsItAndGoesOn() throws Exception {
    Process demo = start("--nodes", "3");
    try (BufferedReader reader = reader(demo)) {
      List<Integer> ports = awaitReady(reader);
      List<ProcessHandle> nodes = demo.children().toList();
      try (Jedis last = new Jedis("127.0.0.1", ports.get(2), LIMIT_MILLIS)) {
        last.shutdown();
      }
      assertEquals("demo | node3 has ended with status 0; left: 2", await(reader, "demo | "));
      try (Jedis first = new Jedis("127.0.0.1", ports.get(0), LIMIT_MILLIS)) {
        assertEquals("PONG", first.ping());
      }
      ProcessHandle killed =
          nodes.stream().filter(ProcessHandle::isAlive).findFirst().orElseThrow();
      killed.destroyForcibly();
      String report = await(reader, "demo | ");
      assertTrue(report.endsWith("has ended with status 137; left: 1"), report);
      demo.toHandle().destroy();
      awaitEnd(demo, reader);
      assertEquals(1, demo.exitValue());
      assertNoneLeft(nodes);
    } finally {
      end(demo);
    }
  }

  @Test
  void admin_drainUndrainMove_changeWhoLeads() throws Exception {
    Process demo = start("--nodes", "3", "--set", "shards=16");
    try (BufferedReader reader = reader(demo)) {
      List<Integer> ports = awaitReady(reader);
      Thread.ofVirtual().start(() -> drain(reader));
      try (Jedis first = new Jedis("127.0.0.1", ports.get(0), LIMIT_MILLIS)) {
        for (int i = 0; i < 500; i++) {
          assertEquals("OK", first.set("key:" + i, "value:" + i));
        }
        String third = "127.0.0.1:" + ports.get(2);
        awaitTrue(() -> admin(ports.get(1), "status").equals("0 healthy\n"));
        assertTrue(
            admin(ports.get(1), "drain", "--dry-run", third).contains(": leader from 127.0.0.1:"));
        assertTrue(leads(ports.get(0), third) > 0);
        assertEquals("0 OK\n", admin(ports.get(1), "drain", third));
        awaitTrue(() -> leads(ports.get(0), third) == 0);
        assertTrue(admin(ports.get(0), "nodes").contains("draining"));
        assertEquals("0 OK\n", admin(ports.get(1), "undrain", third));
        awaitTrue(() -> leads(ports.get(0), third) >= 5);
        for (String address : List.of(third, "127.0.0.1:" + ports.get(0))) {
          assertEquals("0 OK\n", admin(ports.get(1), "move", "7", address));
          awaitTrue(
              () -> admin(ports.get(2), "shards").contains("\n7      7168-8191    " + address));
        }
        awaitTrue(() -> admin(ports.get(1), "status").equals("0 healthy\n"));
        for (int i = 0; i < 500; i++) {
          assertEquals("value:" + i, first.get("key:" + i));
        }
      }
    } finally {
      end(demo);
    }
  }

  /* Or the demo would wait for somebody to read its lines. */
  private static void drain(BufferedReader reader) {
    try {
      while (reader.readLine() != null) {}
    } catch (IOException closed) {
      // The test has ended.
    }
  }

  /* Exit status, a space, and what was printed. */
  private static String admin(int port, String... words) {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<String> line = new ArrayList<>(List.of("admin"));
    line.addAll(Arrays.asList(words));
    line.addAll(List.of("-p", Integer.toString(port)));
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setOut(out);
      int status = Main.commandLine().execute(line.toArray(String[]::new));
      return status + " " + bytes.toString(StandardCharsets.UTF_8);
    } finally {
      System.setOut(before);
    }
  }

  private static int leads(int port, String address) {
    return admin(port, "nodes")
        .lines()
        .filter(line -> line.contains("  " + address + "  "))
        .mapToInt(line -> Integer.parseInt(line.split(" +")[6]))
        .findAny()
        .orElseThrow();
  }

  private static void awaitTrue(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - deadline < 0, "not within seconds=" + LIMIT_SECONDS);
      Thread.onSpinWait(); // each look asks a node, and so waits
    }
  }

  @Test
  void demo_settingThatIsRefused_leavesNothing() throws Exception {
    Process demo = start("--nodes", "2", "--set", "nonsense=1");
    try (BufferedReader reader = reader(demo)) {
      List<String> lines = awaitEnd(demo, reader);
      assertEquals(2, demo.exitValue());
      assertTrue(
          lines.stream().anyMatch(line -> line.contains("unknown setting tarn.nonsense")),
          lines.toString());
      assertEquals(List.of(), demo.descendants().toList());
    } finally {
      end(demo);
    }
  }

  private static Process start(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.tarn.node.Main"));
    command.addAll(List.of("demo", "--resp-port", "0", "--http-port", "0", "--node-port", "0"));
    command.addAll(Arrays.asList(options));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static BufferedReader reader(Process demo) {
    return new BufferedReader(new InputStreamReader(demo.getInputStream(), StandardCharsets.UTF_8));
  }

  private static List<Integer> awaitReady(BufferedReader reader) throws IOException {
    List<Integer> ports = new ArrayList<>();
    String line = await(reader, "demo | ready");
    while (!line.equals("demo | Ctrl-C stops all")) {
      Matcher node = NODE.matcher(line);
      if (node.matches()) {
        ports.add(Integer.parseInt(node.group(1)));
      }
      line = await(reader, "demo | ");
    }
    return ports;
  }

  private static String await(BufferedReader reader, String beginning) throws IOException {
    List<String> before = new ArrayList<>();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.startsWith(beginning)) {
        return line;
      }
      before.add(line);
    }
    throw new IOException("the demo has ended: " + before);
  }

  private static List<String> awaitEnd(Process demo, BufferedReader reader) throws Exception {
    List<String> lines = new ArrayList<>();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      lines.add(line);
    }
    assertTrue(demo.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "still running: " + lines);
    return lines;
  }

  private static void assertNoneLeft(List<ProcessHandle> nodes) {
    assertEquals(List.of(), nodes.stream().filter(ProcessHandle::isAlive).toList());
  }

  /* Nothing of a test that failed stays. */
  private static void end(Process demo) {
    demo.descendants().forEach(ProcessHandle::destroyForcibly);
    demo.destroyForcibly();
  }
}
