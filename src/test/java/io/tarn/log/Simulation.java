// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import io.tarn.slab.Slab;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * One simulated cluster and its bad day, all from a seed: a time of troubles, then a calm in which
 * everything must come to order.
 */
final class Simulation {

  static final int MOST_PROCESSES = 64;
  static final int SEGMENT_BYTES = 128;
  static final int LARGEST_UNIT = 600;
  static final Slab SLAB = new Slab(0, 1);
  static final long DOWN_NANOS = 1_600 * SimWorld.MILLI;
  private static final long LEASE_NANOS = 900 * SimWorld.MILLI;
  private static final long TROUBLE_MILLIS = 14_000;
  private static final long CALM_MILLIS = 40_000;

  final SimFault fault;
  final SimWorld world;
  final StreamSettings settings;
  final int machines;
  final int shardCount;
  final int replicas;
  long memoryBytes;
  final SimOracle oracle;
  final SimMembership membership;
  final SimCoordinator coordinator;
  private final List<SimProcess> processes = new ArrayList<>();
  private final SimTroubles troubles;
  private final int writesPerSecond;
  private boolean calm;
  private long calmSinceMillis;

  Simulation(long seed, SimFault fault, boolean tracing) {
    this.fault = fault;
    this.world = new SimWorld(seed, tracing);
    this.machines = 3 + world.random.nextInt(3);
    this.shardCount = 1 + world.random.nextInt(3);
    this.replicas = 1 + world.random.nextInt(2);
    int frame = 48 << world.random.nextInt(3);
    this.memoryBytes = 1024L << world.random.nextInt(4);
    this.settings =
        new StreamSettings(
            frame,
            frame * (1 + world.random.nextInt(6)),
            world.random.nextInt(3) * 128,
            4096,
            1 << 20,
            200 * SimWorld.MILLI,
            900 * SimWorld.MILLI,
            200 * SimWorld.MILLI,
            4_000 * SimWorld.MILLI,
            300 * SimWorld.MILLI,
            2_000 * SimWorld.MILLI);
    this.writesPerSecond = 20 << world.random.nextInt(4);
    world.trace(
        () ->
            "machines="
                + machines
                + " shards="
                + shardCount
                + " replicas="
                + replicas
                + " memory="
                + memoryBytes
                + " writes="
                + writesPerSecond
                + " "
                + settings);
    this.oracle = new SimOracle(this);
    this.membership = new SimMembership(this);
    this.coordinator = new SimCoordinator(this);
    this.troubles = new SimTroubles(this);
  }

  /** Runs the day; throws a {@link SimOracle.Violation}, or returns what it was like. */
  String run() {
    TreeSet<SimProcess> first = new TreeSet<>();
    for (int machine = 0; machine < machines; machine++) {
      first.add(start(machine));
    }
    membership.begin(first);
    coordinator.begin();
    world.later(100 * SimWorld.MILLI, null, this::write);
    troubles.begin();
    long end = world.now() + TROUBLE_MILLIS * SimWorld.MILLI;
    try {
      while (world.step(end)) {
        // the next event
      }
      calm = true;
      calmSinceMillis = world.millis();
      world.trace(() -> "calm");
      troubles.end();
      settle();
    } finally {
      for (SimProcess process : processes) {
        process.crash("the day is over");
      }
    }
    return "writes="
        + oracle.accepted
        + " acknowledged="
        + oracle.acknowledged
        + " adoptions="
        + oracle.adoptions
        + " downed="
        + membership.downed
        + " checkpoints="
        + oracle.checkpoints;
  }

  private void settle() {
    long end = world.now() + CALM_MILLIS * SimWorld.MILLI;
    String disorder = "";
    while (world.now() < end) {
      long next = world.now() + 250 * SimWorld.MILLI;
      while (world.step(next)) {
        // the next event
      }
      disorder = disorder();
      if (disorder.isEmpty()) {
        return;
      }
    }
    SimOracle.fail("no order after the calm: " + disorder);
  }

  /* Returns what is not in order yet, nothing when all is. */
  private String disorder() {
    if (membership.members().size() < machines) {
      return "members=" + membership.members().size();
    }
    for (int shard = 0; shard < shardCount; shard++) {
      int leading = 0;
      int following = 0;
      for (SimProcess member : membership.members()) {
        SimShard part = member.shards[shard];
        if (part.leader != null) {
          leading++;
          if (part.leader.inSync() != replicas) {
            return "shard=" + shard + " inSync=" + part.leader.inSync();
          }
        } else if (part.role != SimShard.Role.NONE) {
          following++;
        }
      }
      if (leading != 1 || following != replicas) {
        return "shard=" + shard + " leading=" + leading + " following=" + following;
      }
    }
    return "";
  }

  SimProcess start(int machine) {
    if (processes.size() == MOST_PROCESSES) {
      throw new IllegalStateException("processes=" + processes.size());
    }
    SimProcess process = new SimProcess(this, machine, processes.size());
    processes.add(process);
    return process;
  }

  int started() {
    return processes.size();
  }

  SimProcess process(int number) {
    return processes.get(number);
  }

  /** Returns the processes that run, members or not. */
  List<SimProcess> running() {
    return processes.stream().filter(SimProcess::isAlive).toList();
  }

  boolean isCalm() {
    return calm && world.millis() > calmSinceMillis + 3_000;
  }

  long leaseNanos() {
    return fault == SimFault.LONG_LEASE ? 4 * DOWN_NANOS : LEASE_NANOS;
  }

  /** True when peers find that a dead process refuses connections. */
  boolean refusalsAreSeen(SimProcess process) {
    return process.number % 2 == 0;
  }

  private void write() {
    world.later(world.random.nextLong(2_000 * SimWorld.MILLI / writesPerSecond), null, this::write);
    int shard = world.random.nextInt(shardCount);
    List<SimProcess> leading = new ArrayList<>();
    for (SimProcess process : processes) {
      if (process.isAlive() && !process.isPaused() && process.shards[shard].leader != null) {
        leading.add(process);
      }
    }
    if (!leading.isEmpty()) {
      SimProcess process = leading.get(world.random.nextInt(leading.size()));
      int first = world.random.nextInt(SimKeys.KEYS);
      int second = world.random.nextInt(SimKeys.KEYS);
      int[] keys =
          world.chance(200) && first != second ? new int[] {first, second} : new int[] {first};
      int padding = world.chance(50) ? world.random.nextInt(500) : world.random.nextInt(40);
      process.shards[shard].write(keys, padding, world.chance(600));
    }
  }
}
