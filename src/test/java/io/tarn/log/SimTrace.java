// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

/** Where a simulation that is watched writes what happens. */
final class SimTrace {

  private SimTrace() {}

  @SuppressWarnings("SystemOut")
  static void line(long millis, String line) {
    System.out.println(millis + " ms  " + line);
  }
}
