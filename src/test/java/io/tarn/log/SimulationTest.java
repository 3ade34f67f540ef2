// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * Ten thousand bad days of small clusters: see {@link SimOracle} for what must never happen, and
 * {@link Simulation} for what must be in order afterwards. {@code -Dtarn.simulation.seeds} runs
 * more, {@code -Dtarn.simulation.from} others.
 */
class SimulationTest {

  private static final long FROM = Long.getLong("tarn.simulation.from", 0);
  private static final long SEEDS = Long.getLong("tarn.simulation.seeds", 10_000);

  /** Seeds within which a broken protocol must be found out. */
  private static final int FAULTY_SEEDS = 2_000;

  @Test
  void everySeed_noFault_keepsWhatWasPromised() {
    long acknowledged = 0;
    long adoptions = 0;
    long downed = 0;
    for (long seed = FROM; seed < FROM + SEEDS; seed++) {
      Simulation simulation = new Simulation(seed, SimFault.NONE, false);
      try {
        simulation.run();
      } catch (RuntimeException | Error problem) {
        fail("seed " + seed + ": " + problem.getMessage() + "; " + again(seed), problem);
      }
      acknowledged += simulation.oracle.acknowledged;
      adoptions += simulation.oracle.adoptions;
      downed += simulation.membership.downed;
    }
    assertTrue(acknowledged > 20 * SEEDS, "acknowledged=" + acknowledged);
    assertTrue(adoptions > 3 * SEEDS, "adoptions=" + adoptions);
    assertTrue(downed > SEEDS / 2, "downed=" + downed);
  }

  @Test
  void oneSeed_twice_isTheSameDay() {
    for (long seed = 0; seed < 20; seed++) {
      String once = new Simulation(seed, SimFault.NONE, false).run();
      assertEquals(once, new Simulation(seed, SimFault.NONE, false).run(), "seed " + seed);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void everyFault_isFoundOut(SimFault fault) {
    for (long seed = 0; seed < FAULTY_SEEDS; seed++) {
      try {
        new Simulation(seed, fault, false).run();
      } catch (SimOracle.Violation found) {
        return;
      }
    }
    fail(fault + " was not noticed in seeds=" + FAULTY_SEEDS);
  }

  private static String again(long seed) {
    return "see it with the main class io.tarn.log.SimulationMain and the argument " + seed;
  }
}
