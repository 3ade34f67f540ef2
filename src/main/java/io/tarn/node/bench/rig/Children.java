// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.rig;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The processes started here. They end with this one, also on Ctrl-C. */
public final class Children {

  /** A server that does not leave within this time is killed. */
  static final long LEAVE_SECONDS = 10;

  private final Set<Process> running = ConcurrentHashMap.newKeySet();

  private volatile boolean closing;

  /** No processes yet. */
  public Children() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::endAll, "end-children"));
  }

  private void endAll() {
    closing = true;
    running.forEach(Process::destroyForcibly);
  }

  /** Starts a process that ends with this one at the latest. */
  public Process start(ProcessBuilder builder) throws IOException {
    Process process = builder.start();
    running.add(process);
    if (closing) {
      process.destroyForcibly();
    }
    return process;
  }

  /** Asks a process to leave and waits until it has. */
  public void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(LEAVE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    running.remove(process);
  }

  /** Runs a program to its end and gives back what it printed. */
  public String run(ProcessBuilder builder, long limitSeconds)
      throws IOException, InterruptedException {
    Process process = start(builder.redirectErrorStream(true));
    Thread watch =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    if (!process.waitFor(limitSeconds, TimeUnit.SECONDS)) {
                      process.destroyForcibly();
                    }
                  } catch (InterruptedException e) {
                    process.destroyForcibly();
                  }
                });
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    int status = process.waitFor();
    watch.join();
    running.remove(process);
    if (status != 0) {
      throw new IOException(
          String.join(" ", builder.command())
              + " ended with status "
              + status
              + ": "
              + output.strip());
    }
    return output;
  }
}
