// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The JavaScript clients ioredis and node-redis, each script of {@code src/test/resources/clients}
 * in a process of its own. Needs node 20 or newer on the PATH, and the packages in {@code
 * target/clients}, where {@code .ci/run} installs them; without either it is skipped.
 */
class NodeClientsIT {

  @RegisterExtension static final ServerUnderTest SERVER = new ServerUnderTest();

  private static final Path SCRIPTS = Path.of("src/test/resources/clients").toAbsolutePath();
  private static final Path PACKAGES = Path.of("target/clients/node_modules").toAbsolutePath();
  private static final long LIMIT_SECONDS = 120;

  @TempDir private Path directory;

  @BeforeAll
  static void lookForNode() throws Exception {
    int major = nodeVersion();
    assumeTrue(major >= 20, "node 20 or newer is not on the PATH: found " + major);
    for (String name : List.of("ioredis", "redis")) {
      assumeTrue(
          Files.isDirectory(PACKAGES.resolve(name)),
          "the package " + name + " is not in target/clients: .ci/run installs it");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ioredis-types.js, 2",
    "ioredis-types.js, 3",
    "ioredis-conversations.js, 2",
    "ioredis-conversations.js, 3",
    "node-redis-types.js, 2",
    "node-redis-types.js, 3",
    "node-redis-conversations.js, 2",
    "node-redis-conversations.js, 3",
  })
  void script(String name, String protocol) throws Exception {
    Path output = directory.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder("node", "--test-reporter=spec", SCRIPTS.resolve(name).toString());
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "NODE_PATH",
                PACKAGES.toString(),
                "TARN_HOST",
                SERVER.host(),
                "TARN_PORT",
                Integer.toString(SERVER.port()),
                "TARN_RESP",
                protocol,
                "TARN_NEWER",
                SERVER.knows("hsetex") ? "yes" : "no"));
    Process process = builder.start();
    boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    String said = Files.readString(output);
    assertTrue(ended, () -> name + " did not end in " + LIMIT_SECONDS + " s:\n" + said);
    assertEquals(0, process.exitValue(), () -> name + " with RESP" + protocol + ":\n" + said);
    assertTrue(said.contains("fail 0"), () -> name + " ran no test:\n" + said);
  }

  /* The major version of the node on the PATH, 0 when there is none. */
  private static int nodeVersion() throws InterruptedException {
    try {
      Process process = new ProcessBuilder("node", "--version").start();
      String version = process.inputReader().readLine();
      process.waitFor();
      return version == null ? 0 : Integer.parseInt(version.replaceAll("v(\\d+)\\..*", "$1"));
    } catch (IOException missing) {
      return 0;
    }
  }
}
