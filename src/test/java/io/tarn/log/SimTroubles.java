// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import java.util.Arrays;
import java.util.List;

/** What goes wrong in a simulation, and that it stops. */
final class SimTroubles {

  private static final long CALM_MEMORY_BYTES = 64 << 10;

  private final Simulation simulation;
  private final SimWorld world;
  private final int pauseMillis;
  private boolean over;

  SimTroubles(Simulation simulation) {
    this.simulation = simulation;
    this.world = simulation.world;
    this.pauseMillis = 200 + world.random.nextInt(1_500);
  }

  void begin() {
    if (world.chance(600)) {
      world.lossPerMille = world.random.nextInt(80);
    }
    if (world.chance(500)) {
      world.doublePerMille = world.random.nextInt(80);
    }
    if (world.chance(500)) {
      world.latePerMille = world.random.nextInt(100);
    }
    for (int machine = 0; machine < simulation.machines; machine++) {
      watch(machine);
    }
    world.later(1_200 * SimWorld.MILLI, null, this::next);
  }

  void end() {
    over = true;
    world.lossPerMille = 0;
    world.doublePerMille = 0;
    world.latePerMille = 0;
    world.heal();
    simulation.memoryBytes = CALM_MEMORY_BYTES;
    for (SimProcess process : simulation.running()) {
      process.memory.limitBytes(CALM_MEMORY_BYTES);
    }
  }

  /* Starts a machine's process again when it has died. */
  private void watch(int machine) {
    world.later((200 + world.random.nextInt(600)) * SimWorld.MILLI, null, () -> watch(machine));
    boolean runs = false;
    for (SimProcess process : simulation.running()) {
      runs |= process.machine == machine;
    }
    if (!runs && simulation.membership.canJoin() && (over || world.chance(400))) {
      simulation.membership.join(simulation.start(machine));
    }
  }

  private void next() {
    if (over) {
      return;
    }
    world.later(
        (pauseMillis + world.random.nextInt(pauseMillis)) * SimWorld.MILLI, null, this::next);
    List<SimProcess> running = simulation.running();
    if (running.isEmpty()) {
      return;
    }
    SimProcess victim = running.get(world.random.nextInt(running.size()));
    switch (world.random.nextInt(8)) {
      case 0 -> victim.crash("killed");
      case 1 -> {
        long millis = 100 + world.random.nextInt(world.chance(500) ? 700 : 4_000);
        victim.trace(() -> "pauses for ms=" + millis);
        victim.pausedUntilNanos = world.now() + millis * SimWorld.MILLI;
      }
      case 2, 3 -> {
        for (int machine = 0; machine < simulation.machines; machine++) {
          world.group[machine] = world.random.nextInt(world.chance(300) ? 3 : 2);
        }
        int millis = 200 + world.random.nextInt(world.chance(500) ? 900 : 5_000);
        world.trace(() -> "partition " + Arrays.toString(world.group));
        world.later(
            millis * SimWorld.MILLI,
            null,
            () -> {
              world.trace(() -> "heals");
              world.heal();
            });
      }
      case 4, 5, 6 -> simulation.coordinator.move(world.random.nextInt(simulation.shardCount));
      default -> {
        SimProcess other = running.get(world.random.nextInt(running.size()));
        for (int shard = 0; shard < simulation.shardCount; shard++) {
          victim.shards[shard].lost(other.number);
          other.shards[shard].lost(victim.number);
        }
      }
    }
  }
}
