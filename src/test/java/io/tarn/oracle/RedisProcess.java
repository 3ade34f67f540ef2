// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A redis-server of our own on a free port, without persistence; ended by {@link #close}. */
public final class RedisProcess implements AutoCloseable {

  /** What the process is called. */
  public static final String NAME = "redis-server";

  /** The version whose bytes are the reference. */
  public static final String VERSION = "7.0.15";

  private static final String HOST = "127.0.0.1";
  private static final int START_ATTEMPTS = 200;

  private final Process process;
  private final Path directory;
  private final int port;

  private RedisProcess(Process process, Path directory, int port) {
    this.process = process;
    this.directory = directory;
    this.port = port;
  }

  /** True when the program is on the path and of the reference version. */
  public static boolean isInstalled() throws IOException, InterruptedException {
    for (String directory : System.getenv("PATH").split(File.pathSeparator, -1)) {
      Path program = Path.of(directory, NAME);
      if (Files.isExecutable(program)) {
        Process asked = new ProcessBuilder(program.toString(), "--version").start();
        String answer = new String(asked.getInputStream().readAllBytes());
        asked.waitFor();
        return answer.contains("v=" + VERSION);
      }
    }
    return false;
  }

  /** Starts a server and waits until it answers. */
  public static RedisProcess start() throws IOException, InterruptedException {
    int port = freePort();
    Path directory = Files.createTempDirectory("tarn-oracle");
    Process process =
        new ProcessBuilder(
                NAME, "--bind", HOST, "--port", "" + port, "--save", "", "--appendonly", "no")
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    RedisProcess server = new RedisProcess(process, directory, port);
    for (int attempt = 0; attempt < START_ATTEMPTS && process.isAlive(); attempt++) {
      try (RespConnection connection = new RespConnection(HOST, port)) {
        connection.call("PING".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        return server;
      } catch (IOException notYet) {
        process.waitFor(25, TimeUnit.MILLISECONDS);
      }
    }
    server.close();
    throw new IOException(NAME + " does not answer: port=" + port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      return socket.getLocalPort();
    }
  }

  public String host() {
    return HOST;
  }

  public int port() {
    return port;
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    process.onExit().join();
    Files.deleteIfExists(directory);
  }
}
