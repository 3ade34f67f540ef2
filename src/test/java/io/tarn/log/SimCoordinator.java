// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Places the shards, from the oldest member that has a lease, by letters that may be lost and by
 * what it was told some time ago. Where a shard's leader belongs is remembered whoever coordinates.
 */
final class SimCoordinator {

  /** What a process said of its shards, some time ago. */
  private record Report(SimShard.Role[] roles, Copy[] copies, int[] inSync) {}

  private static final int TURN_MILLIS = 100;
  private static final int LEAVE_MILLIS = 2_000;
  private static final int REPORT_PER_MILLE = 300;

  private final Simulation simulation;
  private final SimWorld world;
  private final @Nullable SimProcess[] homes;
  private final long[] leftMillis;
  private final Map<SimProcess, Report> reports = new LinkedHashMap<>();

  SimCoordinator(Simulation simulation) {
    this.simulation = simulation;
    this.world = simulation.world;
    this.homes = new SimProcess[simulation.shardCount];
    this.leftMillis = new long[simulation.shardCount];
  }

  void begin() {
    world.later(TURN_MILLIS * SimWorld.MILLI, null, this::turn);
  }

  @Nullable SimProcess home(int shard) {
    return homes[shard];
  }

  private void turn() {
    world.later(TURN_MILLIS * SimWorld.MILLI, null, this::turn);
    simulation.membership.check();
    SimProcess acting = acting();
    if (acting != null) {
      for (SimProcess member : acting.members) {
        if (!reports.containsKey(member) || world.chance(REPORT_PER_MILLE)) {
          report(acting, member);
        }
      }
      reports.keySet().removeIf(process -> !acting.members.contains(process));
      for (int shard = 0; shard < homes.length; shard++) {
        place(acting, shard);
      }
    }
  }

  private @Nullable SimProcess acting() {
    for (SimProcess member : simulation.membership.members()) {
      if (member.isAlive() && !member.isPaused() && member.hasLease()) {
        return member;
      }
    }
    return null;
  }

  private void report(SimProcess acting, SimProcess member) {
    if (member.isAlive() && !member.isPaused() && world.hears(member, acting)) {
      SimShard.Role[] roles = new SimShard.Role[homes.length];
      Copy[] copies = new Copy[homes.length];
      int[] inSync = new int[homes.length];
      for (SimShard shard : member.shards) {
        roles[shard.shard] = shard.role;
        copies[shard.shard] = shard.copy.facts();
        inSync[shard.shard] = shard.leader == null ? 0 : shard.leader.inSync();
      }
      reports.put(member, new Report(roles, copies, inSync));
    }
  }

  private void place(SimProcess acting, int shard) {
    SimProcess home = homes[shard];
    if (home == null || !acting.members.contains(home)) {
      home = best(acting, shard);
      homes[shard] = home;
      SimProcess chosen = home;
      world.trace(() -> "coordinator: shard " + shard + " shall be led by node " + chosen.number);
    }
    Report report = reports.get(home);
    if (report == null
        || report.roles[shard] == SimShard.Role.NONE
        || report.roles[shard] == SimShard.Role.FOLLOWING) {
      SimProcess chosen = home;
      int[] others = numbersBut(acting, home);
      int version = acting.version;
      world.post(acting, home, () -> chosen.shards[shard].adopt(known(chosen, others, version)));
      report(acting, home);
    }
    placeFollowers(acting, shard, home, report);
  }

  private void placeFollowers(
      SimProcess acting, int shard, SimProcess home, @Nullable Report homeReport) {
    List<SimProcess> following = new ArrayList<>();
    List<SimProcess> free = new ArrayList<>();
    for (SimProcess member : acting.members) {
      Report report = reports.get(member);
      if (member != home && report != null) {
        boolean idle = report.roles[shard] == SimShard.Role.NONE;
        (idle ? free : following).add(member);
      }
    }
    int wanted = Math.min(simulation.replicas, acting.members.size() - 1);
    if (following.size() < wanted && !free.isEmpty()) {
      SimProcess chosen = free.get(world.random.nextInt(free.size()));
      world.post(acting, chosen, () -> chosen.shards[shard].becomeFollower());
      report(acting, chosen);
    } else if (following.size() > wanted
        && homeReport != null
        && homeReport.inSync[shard] > wanted
        && world.millis() - leftMillis[shard] > LEAVE_MILLIS) {
      leftMillis[shard] = world.millis();
      SimProcess chosen = following.get(world.random.nextInt(following.size()));
      world.post(acting, chosen, () -> chosen.shards[shard].leave());
    }
  }

  private SimProcess best(SimProcess acting, int shard) {
    Map<Integer, Copy> copies = new HashMap<>();
    for (SimProcess member : acting.members) {
      Report report = reports.get(member);
      if (report != null) {
        copies.put(member.number, report.copies[shard]);
      }
    }
    Integer best = Promotion.best(copies, acting.number);
    if (best != null) {
      return simulation.process(best);
    }
    List<SimProcess> all = List.copyOf(acting.members);
    return all.get(world.random.nextInt(all.size()));
  }

  private static int[] numbersBut(SimProcess acting, SimProcess home) {
    return acting.members.stream().filter(m -> m != home).mapToInt(m -> m.number).toArray();
  }

  /* All that may hold a copy, as far as the coordinator knew or the process itself knows. */
  private static int[] known(SimProcess process, int[] numbers, int version) {
    IntStream own = Arrays.stream(numbersBut(process, process));
    return version <= process.version
        ? own.toArray()
        : IntStream.concat(Arrays.stream(numbers), own).distinct().toArray();
  }

  /** A process that was to lead says that another one holds more. */
  void yielded(SimShard from, int better) {
    SimProcess to = simulation.process(better);
    from.process.trace(() -> "shard " + from.shard + " gives way to node " + better);
    tell(from, to);
  }

  /** A leader has handed over. */
  void handedOver(SimShard from, SimProcess to) {
    from.process.trace(() -> "shard " + from.shard + " hands over to node " + to.number);
    tell(from, to);
  }

  private void tell(SimShard from, SimProcess to) {
    SimProcess acting = acting();
    if (acting != null) {
      world.post(
          from.process,
          acting,
          () -> {
            if (homes[from.shard] == from.process && acting.members.contains(to)) {
              homes[from.shard] = to;
            }
          });
    }
  }

  /** Has a shard move to a follower that is said to be in sync. */
  void move(int shard) {
    SimProcess acting = acting();
    SimProcess home = homes[shard];
    if (acting == null || home == null) {
      return;
    }
    List<SimProcess> targets = new ArrayList<>();
    for (SimProcess member : acting.members) {
      Report report = reports.get(member);
      if (member != home
          && report != null
          && report.roles[shard] == SimShard.Role.FOLLOWING
          && report.copies[shard].complete()) {
        targets.add(member);
      }
    }
    if (!targets.isEmpty()) {
      SimProcess to = targets.get(world.random.nextInt(targets.size()));
      world.post(acting, home, () -> home.shards[shard].handOver(to));
    }
  }
}
