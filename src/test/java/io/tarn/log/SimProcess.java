// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * One incarnation of a node: a clock of its own, the members it knows, a lease, and its part of
 * each shard. When it crashes all that is gone.
 */
final class SimProcess implements StreamOut, Comparable<SimProcess> {

  private static final int PING_MILLIS = 250;

  final Simulation simulation;
  final SimWorld world;
  final int machine;
  final int number;
  final SimShard[] shards;
  final LogMemory memory;

  private boolean alive = true;
  long pausedUntilNanos;
  private final double clockRate;
  private final long clockOffset;
  private final byte[] scratch;

  Set<SimProcess> members = new TreeSet<>();
  int version;

  /** When each process was last heard, and the latest own ping that it answered; own clock. */
  private final long[] heardNanos = new long[Simulation.MOST_PROCESSES];

  private final long[] grantedNanos = new long[Simulation.MOST_PROCESSES];
  private long pingNanos;

  SimProcess(Simulation simulation, int machine, int number) {
    this.simulation = simulation;
    this.world = simulation.world;
    this.machine = machine;
    this.number = number;
    this.clockRate = 0.99 + 0.02 * world.random.nextDouble();
    this.clockOffset = world.random.nextLong(1_000_000 * SimWorld.MILLI);
    this.scratch = new byte[simulation.settings.frameBytes()];
    this.memory = new LogMemory(Simulation.SLAB, simulation.memoryBytes, Simulation.SEGMENT_BYTES);
    this.shards = new SimShard[simulation.shardCount];
    for (int i = 0; i < shards.length; i++) {
      shards[i] = new SimShard(this, i, memory);
    }
    Arrays.fill(heardNanos, now());
    Arrays.fill(grantedNanos, Long.MIN_VALUE);
    pingNanos = now();
    world.later(world.random.nextInt(40) * SimWorld.MILLI, this, this::tick);
  }

  @Override
  public int compareTo(SimProcess other) {
    return Integer.compare(number, other.number);
  }

  boolean isAlive() {
    return alive;
  }

  boolean isPaused() {
    return pausedUntilNanos > world.now();
  }

  long now() {
    return clockOffset + (long) (world.now() * clockRate);
  }

  void trace(Supplier<String> line) {
    world.trace(() -> "node " + number + " (machine " + machine + "): " + line.get());
  }

  /** Dies at once: all that it held is gone. */
  void crash(String why) {
    if (alive) {
      trace(() -> "dies: " + why);
      alive = false;
      for (SimShard shard : shards) {
        shard.copy.close();
      }
      simulation.oracle.gone(this);
    }
  }

  // ---- membership and the lease

  boolean hasLease() {
    int needed = members.size() / 2 + 1;
    long[] times = new long[members.size()];
    int count = 0;
    for (SimProcess member : members) {
      times[count++] = member == this ? now() : grantedNanos[member.number];
    }
    if (count < needed) {
      return false;
    }
    Arrays.sort(times);
    long granted = times[count - needed];
    return granted != Long.MIN_VALUE && now() - granted < simulation.leaseNanos();
  }

  /** True when it would have another member downed. */
  boolean misses(SimProcess other) {
    return now() - heardNanos[other.number] > Simulation.DOWN_NANOS
        || (!other.alive && world.hears(this, other) && simulation.refusalsAreSeen(other));
  }

  void learn(Set<SimProcess> theMembers, int theVersion) {
    if (theVersion <= version) {
      return;
    }
    for (int other = 0; other < simulation.started(); other++) {
      if (!theMembers.contains(simulation.process(other))) {
        for (SimShard shard : shards) {
          shard.removed(other);
        }
      }
    }
    for (SimProcess member : theMembers) {
      if (!members.contains(member)) {
        heardNanos[member.number] = now();
      }
    }
    members = new TreeSet<>(theMembers);
    version = theVersion;
    if (!members.contains(this)) {
      crash("was downed");
    }
  }

  /* Who is a member no longer, and knows only others that are gone, finds it out at any member. */
  private void ping() {
    Set<SimProcess> pinged = new TreeSet<>(members);
    pinged.addAll(simulation.membership.members());
    for (SimProcess member : pinged) {
      if (member != this) {
        long sent = now();
        Set<SimProcess> theirs = members;
        int theirVersion = version;
        long[] leads = leads();
        world.post(this, member, () -> member.pinged(this, sent, theirs, theirVersion, leads));
      }
    }
  }

  private long[] leads() {
    long[] epochs = new long[shards.length];
    for (SimShard shard : shards) {
      epochs[shard.shard] = shard.leader == null ? 0 : shard.leader.epoch();
    }
    return epochs;
  }

  private void pinged(
      SimProcess from, long sent, Set<SimProcess> theirs, int theirVersion, long[] leads) {
    learn(theirs, theirVersion);
    if (!alive) {
      return;
    }
    Set<SimProcess> mine = members;
    int mineVersion = version;
    if (members.contains(from)) {
      heard(from, leads);
      world.post(this, from, () -> from.answered(this, sent, mine, mineVersion));
    } else if (theirVersion < version) {
      world.post(this, from, () -> from.learn(mine, mineVersion));
    }
  }

  private void answered(SimProcess from, long sent, Set<SimProcess> theirs, int theirVersion) {
    learn(theirs, theirVersion);
    if (alive && members.contains(from)) {
      grantedNanos[from.number] = Math.max(grantedNanos[from.number], sent);
    }
  }

  private void heard(SimProcess from, long[] leads) {
    heardNanos[from.number] = now();
    for (SimShard shard : shards) {
      if (leads[shard.shard] != 0) {
        shard.heardOfLeader(from, leads[shard.shard]);
      }
    }
  }

  // ---- the stream

  private void tick() {
    if (now() >= pingNanos) {
      pingNanos = now() + PING_MILLIS * SimWorld.MILLI;
      ping();
    }
    for (SimShard shard : shards) {
      shard.pump();
    }
    simulation.oracle.memory(this);
    world.later((30 + world.random.nextInt(20)) * SimWorld.MILLI, this, this::tick);
  }

  @Override
  public int room(int node) {
    return 1 << 20;
  }

  @Override
  public byte[] scratch() {
    return scratch;
  }

  @Override
  public void send(int node, StreamMessage message) {
    sendStream(simulation.process(node), message);
  }

  void sendStream(SimProcess to, StreamMessage message) {
    byte[] bytes = new byte[StreamCodec.length(message)];
    int length = StreamCodec.encode(message, bytes, 0);
    world.post(
        this,
        to,
        () -> {
          if (to.members.contains(this)) {
            to.arrived(this, StreamCodec.decode(bytes, 0, length));
          }
        });
  }

  private static String brief(StreamMessage message) {
    return message instanceof StreamMessage.Data data
        ? "Data["
            + data.shard()
            + " session="
            + data.session()
            + " at="
            + data.position()
            + " length="
            + data.length()
            + " end="
            + data.end()
            + " walkEnd="
            + data.walkEnd()
            + "]"
        : message.toString();
  }

  /* Here the faults are made: see SimFault. */
  private void arrived(SimProcess from, StreamMessage message) {
    SimShard shard = shards[message.shard()];
    if (Boolean.getBoolean("tarn.simulation.letters")) {
      trace(() -> "from node " + from.number + " " + brief(message));
    }
    switch (simulation.fault) {
      case ACKNOWLEDGE_BEFORE_APPLYING -> {
        if (message instanceof StreamMessage.Data data && data.length() > 0) {
          long next = data.position() + data.length();
          Copy facts = shard.copy.facts();
          if (shard.follower != null && facts.complete() && data.position() == facts.position()) {
            sendStream(
                from,
                new StreamMessage.Acknowledge(
                    data.shard(), data.epoch(), data.session(), next, next, true, false, false));
            world.later(400 * SimWorld.MILLI, this, () -> shard.receive(from, message));
            return;
          }
        }
      }
      case COMPLETE_EARLY -> {
        if (message instanceof StreamMessage.Data data && data.length() > 0) {
          shard.receive(from, withWalkEnd(data, data.position() + 1));
          return;
        }
      }
      case PROMOTE_INCOMPLETE -> {
        if (message instanceof StreamMessage.Answer word && word.copy().epoch() > 0) {
          Copy claimed = new Copy(word.copy().epoch(), word.copy().position(), true);
          shard.receive(
              from, new StreamMessage.Answer(word.shard(), word.round(), word.promised(), claimed));
          return;
        }
      }
      case NONE, BREAK_PROMISE, LONG_LEASE, ADOPT_WITHOUT_ASKING -> {}
    }
    shard.receive(from, message);
  }

  private static StreamMessage.Data withWalkEnd(StreamMessage.Data data, long walkEnd) {
    return new StreamMessage.Data(
        data.shard(),
        data.epoch(),
        data.session(),
        data.position(),
        data.end(),
        walkEnd,
        data.array(),
        data.offset(),
        data.length());
  }
}
