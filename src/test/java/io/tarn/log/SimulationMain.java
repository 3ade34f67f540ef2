// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

/**
 * Runs seeds by hand: one seed with a trace of what happens, or a range of seeds.
 *
 * <pre>
 *   SimulationMain SEED [FAULT]            trace one
 *   SimulationMain FROM COUNT FAULT        run many, print those that fail
 * </pre>
 */
final class SimulationMain {

  private SimulationMain() {}

  public static void main(String[] arguments) {
    long seed = Long.parseLong(arguments[0]);
    if (arguments.length < 3) {
      SimFault fault = arguments.length < 2 ? SimFault.NONE : SimFault.valueOf(arguments[1]);
      Simulation simulation = new Simulation(seed, fault, true);
      SimTrace.line(0, simulation.run());
      return;
    }
    SimFault fault = SimFault.valueOf(arguments[2]);
    int failed = 0;
    long count = Long.parseLong(arguments[1]);
    long began = System.nanoTime();
    for (long i = seed; i < seed + count; i++) {
      try {
        new Simulation(i, fault, false).run();
      } catch (RuntimeException | Error problem) {
        failed++;
        if (failed <= 20) {
          SimTrace.line(0, "seed " + i + ": " + problem);
        }
      }
    }
    SimTrace.line(
        (System.nanoTime() - began) / SimWorld.MILLI, "seeds=" + count + " failed=" + failed);
  }
}
