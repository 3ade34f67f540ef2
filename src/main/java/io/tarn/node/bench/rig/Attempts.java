// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.rig;

import java.io.IOException;

/** Runs the parts of a measurement one after the other; a part that fails is said and left out. */
public final class Attempts {

  /** One part. */
  @FunctionalInterface
  public interface Part {
    void run() throws IOException, InterruptedException;
  }

  private int failed;

  /** Runs a part; true when it came to its end. */
  public boolean run(String name, Part part) throws InterruptedException {
    System.err.println(name);
    try {
      part.run();
      return true;
    } catch (IOException e) {
      failed++;
      System.err.println("skipped: " + name + ": " + e.getMessage());
      return false;
    }
  }

  /** The exit status of the whole: 0, or 1 when a part failed. */
  public int status() {
    return failed == 0 ? 0 : 1;
  }
}
