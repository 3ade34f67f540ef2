// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tarn.slab.Slab;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A leader and followers of one shard joined by queues, with a clock that is set by hand. Node 0
 * leads, nodes 1 and up follow. What is held of a shard here is just the list of its units.
 */
final class StreamBench implements AutoCloseable {

  static final long MILLI = 1_000_000;

  static final StreamSettings SETTINGS =
      new StreamSettings(
          64,
          256,
          128,
          500,
          10_000,
          100 * MILLI,
          500 * MILLI,
          150 * MILLI,
          5_000 * MILLI,
          200 * MILLI,
          1_600 * MILLI);

  /** What a node holds: units as texts. A checkpoint is a unit "=" with all of them. */
  static final class Held implements UnitApplier, CheckpointSource {
    final ShardCopy copy;
    List<String> units = new ArrayList<>();
    int resets;
    int completed;
    int walks;
    boolean refuse;
    int pieces = 1;
    private int piece;
    private boolean receiving;

    Held(ShardCopy copy) {
      this.copy = copy;
    }

    @Override
    public void reset() {
      resets++;
      units.clear();
      receiving = true;
    }

    @Override
    public boolean apply(byte[] array, int offset, int length) {
      if (refuse) {
        return false;
      }
      String unit = new String(array, offset, length, UTF_8);
      if (!unit.startsWith("=")) {
        if (!receiving || !units.isEmpty()) {
          units.add(unit);
        }
      } else if (receiving && unit.length() > 1) {
        units = new ArrayList<>(Arrays.asList(unit.split("=", -1)));
      }
      return true;
    }

    @Override
    public void complete() {
      completed++;
      receiving = false;
      units.remove("");
    }

    @Override
    public void begin() {
      walks++;
      piece = 0;
    }

    @Override
    public boolean next() {
      piece++;
      byte[] bytes = bytes(piece < pieces ? "=" : "=" + String.join("=", units));
      copy.log().append(bytes, 0, bytes.length);
      return piece == pieces;
    }
  }

  /** What is on the way between two nodes. */
  record Letter(int from, int to, byte[] bytes) {
    StreamMessage message() {
      return StreamCodec.decode(bytes, 0, bytes.length);
    }
  }

  final Slab slab = new Slab(0, 1);
  final LogMemory memory = new LogMemory(slab, 64 << 10, 128);
  final Deque<Letter> letters = new ArrayDeque<>();
  final Map<Integer, Held> held = new HashMap<>();
  final Map<Integer, Follower> followers = new HashMap<>();
  Leader leader;
  long now = 1_000 * MILLI;

  /** Letters that are lost. */
  Predicate<Letter> lost = letter -> false;

  private final byte[] scratch = new byte[SETTINGS.frameBytes()];

  StreamBench(int followerCount) {
    leader = Leader.adopt(node(0).copy, 1 << 16, node(0), SETTINGS, now);
    for (int node = 1; node <= followerCount; node++) {
      follower(node);
    }
  }

  Held node(int node) {
    return held.computeIfAbsent(node, unused -> new Held(new ShardCopy(7, memory)));
  }

  Follower follower(int node) {
    Follower follower = new Follower(node(node).copy, node(node), SETTINGS);
    followers.put(node, follower);
    follower.follow(0, leader.epoch(), now);
    return follower;
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  long write(String unit) {
    node(0).units.add(unit);
    byte[] bytes = bytes(unit);
    return node(0).copy.log().append(bytes, 0, bytes.length);
  }

  StreamOut out(int from) {
    return new StreamOut() {
      @Override
      public int room(int node) {
        return 1 << 20;
      }

      @Override
      public void send(int node, StreamMessage message) {
        byte[] bytes = new byte[StreamCodec.length(message)];
        StreamCodec.encode(message, bytes, 0);
        Letter letter = new Letter(from, node, bytes);
        if (!lost.test(letter)) {
          letters.add(letter);
        }
      }

      @Override
      public byte[] scratch() {
        return scratch;
      }
    };
  }

  /** Lets everybody send what is due, and delivers, until nothing is on the way. */
  void settle() {
    for (int round = 0; round < 10_000; round++) {
      while (leader.pump(now, out(0))) {
        // more
      }
      followers.forEach((node, follower) -> follower.pump(now, out(node)));
      if (letters.isEmpty()) {
        return;
      }
      while (!letters.isEmpty()) {
        deliver(letters.poll());
      }
    }
    throw new AssertionError("it never settles");
  }

  void deliver(Letter letter) {
    switch (letter.message()) {
      case StreamMessage.ToLeader word -> leader.receive(letter.from, word, now);
      case StreamMessage.ToFollower word -> {
        Follower follower = followers.get(letter.to);
        if (follower != null) {
          follower.receive(letter.from, word, now);
        }
      }
      case StreamMessage.ToCopy word -> throw new AssertionError("" + word);
    }
  }

  /** Time passes, in steps in which everybody is pumped. */
  void pass(long millis) {
    for (long done = 0; done < millis; done += 50) {
      now += 50 * MILLI;
      settle();
    }
  }

  @Override
  public void close() {
    held.values().forEach(one -> one.copy.close());
    slab.close();
  }
}
