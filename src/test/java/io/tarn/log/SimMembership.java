// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who is a member. What a majority of the members has not heard for long is downed, and that
 * majority knows it at once; others hear of it from them. A node joins when all members hear each
 * other and know who the members are.
 */
final class SimMembership {

  private final Simulation simulation;
  private Set<SimProcess> members = new TreeSet<>();
  private int version = 1;
  int downed;

  SimMembership(Simulation simulation) {
    this.simulation = simulation;
  }

  Set<SimProcess> members() {
    return members;
  }

  int version() {
    return version;
  }

  void begin(Set<SimProcess> first) {
    members.addAll(first);
    for (SimProcess member : first) {
      member.learn(members, version);
    }
  }

  void check() {
    boolean known = false;
    for (SimProcess member : members) {
      known |= member.isAlive() && member.version == version;
    }
    if (!known && simulation.world.isWhole()) {
      for (SimProcess member : List.copyOf(members)) {
        member.learn(members, version);
      }
    }
    for (SimProcess suspect : List.copyOf(members)) {
      int votes = 0;
      for (SimProcess voter : members) {
        votes += mayVote(voter) && voter != suspect && voter.misses(suspect) ? 1 : 0;
      }
      if (votes >= members.size() / 2 + 1) {
        down(suspect);
      }
    }
  }

  private static boolean mayVote(SimProcess voter) {
    return voter.isAlive() && !voter.isPaused();
  }

  private void down(SimProcess suspect) {
    downed++;
    simulation.world.trace(() -> "membership: node " + suspect.number + " is downed");
    Set<SimProcess> before = members;
    members = new TreeSet<>(members);
    members.remove(suspect);
    version++;
    for (SimProcess voter : before) {
      if (mayVote(voter) && voter != suspect && voter.misses(suspect)) {
        voter.learn(members, version);
      }
    }
    simulation.oracle.gone(suspect);
  }

  /** True when all is so quiet that a new incarnation of a machine may join. */
  boolean canJoin() {
    for (SimProcess member : members) {
      if (member.isAlive() && (member.isPaused() || member.version != version)) {
        return false;
      }
    }
    return simulation.world.isWhole();
  }

  /** Lets a new incarnation of a machine join. Who is dead is no member any longer. */
  void join(SimProcess joining) {
    Set<SimProcess> next = new TreeSet<>(members);
    boolean replaces = next.removeIf(member -> !member.isAlive());
    next.add(joining);
    members = next;
    version++;
    int joinedVersion = version;
    for (SimProcess member : next) {
      if (replaces || member == joining) {
        member.learn(next, joinedVersion);
      } else {
        long delay = simulation.world.random.nextLong(100 * SimWorld.MILLI);
        simulation.world.later(delay, member, () -> member.learn(next, joinedVersion));
      }
    }
    simulation.world.trace(() -> "membership: node " + joining.number + " joins");
  }
}
