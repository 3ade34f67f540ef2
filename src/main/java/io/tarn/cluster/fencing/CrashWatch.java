// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.fencing;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out that the process of a member has died, long before its silence would tell: its machine
 * refuses connections to the port between nodes. Any thread.
 *
 * <pre>
 *   {@link #suspect}   a link broke, or nothing was heard for a while
 *      → knock at the port, some times a second, at most {@link #WATCH}
 *      → refused: tell all members (they knock too), and note it
 *      → enough have found it refused ({@link Refusals}): down it
 * </pre>
 *
 * <p>A member is its address and the number of its incarnation. A restarted process listens on the
 * same port again, which only means that the knock finds it open, and the old incarnation is then
 * removed as Pekko does it. A process that hangs, or a backlog that is full, refuses nothing. A
 * member that is leaving of its own accord closes its port as well: {@code members} must not list
 * those that are exiting.
 */
public final class CrashWatch {

  /** Longest time of knocking after a suspicion. Silence is for the failure detector. */
  public static final Duration WATCH = Duration.ofSeconds(3);

  private static final Duration KNOCK_LIMIT = Duration.ofMillis(200);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final byte VERSION = 1;
  private static final int MOST_HOST_BYTES = 255;
  private static final Logger LOG = LoggerFactory.getLogger(CrashWatch.class);

  /**
   * A member in one incarnation.
   *
   * @param uid of its actor system
   */
  public record Suspect(String host, int port, long uid) {
    String key() {
      return host + ":" + port + "#" + uid;
    }
  }

  /** The way to the other members. */
  public interface Messenger {
    /** Sends a few bytes to all other members, as fast as it goes; may lose them. */
    void tellAll(byte[] message);
  }

  private final Suspect self;
  private final Messenger messenger;
  private final Consumer<Suspect> down;
  private final LongSupplier clock;
  private final Executor knockers;
  private final Refusals refusals = new Refusals();
  private final Map<String, Suspect> members = new HashMap<>();
  private List<String> order;
  private final Set<String> watched = new HashSet<>();
  private final Set<String> downed = new HashSet<>();

  /**
   * Creates the watch of a node.
   *
   * @param down downs that incarnation: {@code Cluster.manager().tell(Down(address))}, after
   *     looking that the member there still has this uid
   */
  public CrashWatch(Suspect self, Messenger messenger, Consumer<Suspect> down) {
    this(
        self,
        messenger,
        down,
        System::nanoTime,
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("tarn-knock-", 0).factory()));
  }

  CrashWatch(
      Suspect self,
      Messenger messenger,
      Consumer<Suspect> down,
      LongSupplier clock,
      Executor knockers) {
    this.self = self;
    this.messenger = messenger;
    this.down = down;
    this.clock = clock;
    this.knockers = knockers;
    this.order = List.of(self.key());
  }

  /** Takes the members that are up or leaving, of every role, in order of their addresses. */
  public synchronized void members(List<Suspect> inOrder) {
    members.clear();
    inOrder.forEach(member -> members.put(member.key(), member));
    order = inOrder.stream().map(Suspect::key).toList();
    refusals.retain(order);
    downed.retainAll(members.keySet());
  }

  /** Begins to knock at a member's port, unless that goes on already. */
  public void suspect(Suspect member) {
    synchronized (this) {
      if (member.equals(self)
          || !members.containsKey(member.key())
          || downed.contains(member.key())
          || !watched.add(member.key())) {
        return;
      }
    }
    knockers.execute(() -> watch(member));
  }

  /**
   * Takes what another member's {@link Messenger#tellAll} has sent.
   *
   * @throws IllegalArgumentException for bytes that make no sense
   */
  public void received(Suspect from, byte[] message) {
    Suspect dead = decode(message);
    boolean enough;
    synchronized (this) {
      if (!members.containsKey(dead.key()) || !members.containsKey(from.key())) {
        return;
      }
      refusals.refused(from.key(), dead.key(), clock.getAsLong());
      enough = isEnough(dead);
    }
    if (enough) {
      down(dead);
    } else {
      suspect(dead);
    }
  }

  private void watch(Suspect member) {
    long begin = clock.getAsLong();
    try {
      while (clock.getAsLong() - begin < WATCH.toNanos() && isMember(member)) {
        switch (PortKnock.at(member.host(), member.port(), KNOCK_LIMIT)) {
          case REFUSED -> {
            if (found(member)) {
              return;
            }
          }
          case OPEN -> opened(member);
          case UNKNOWN -> {}
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    } finally {
      synchronized (this) {
        watched.remove(member.key());
      }
    }
  }

  private synchronized boolean isMember(Suspect member) {
    return members.containsKey(member.key()) && !downed.contains(member.key());
  }

  private synchronized void opened(Suspect member) {
    refusals.open(self.key(), member.key());
  }

  private boolean found(Suspect member) {
    messenger.tellAll(encode(member));
    boolean enough;
    synchronized (this) {
      refusals.refused(self.key(), member.key(), clock.getAsLong());
      enough = isEnough(member);
    }
    if (enough) {
      down(member);
    }
    return enough;
  }

  private boolean isEnough(Suspect member) {
    return refusals.isDead(member.key(), order, clock.getAsLong()) && downed.add(member.key());
  }

  private void down(Suspect member) {
    LOG.warn("the process of a member has died: its port refuses: member={}", member.key());
    down.accept(member);
  }

  /* version 1 | uid 8 | port 4 | host: the rest, UTF-8 */
  static byte[] encode(Suspect suspect) {
    byte[] host = suspect.host().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(1 + 8 + 4 + host.length)
        .put(VERSION)
        .putLong(suspect.uid())
        .putInt(suspect.port())
        .put(host)
        .array();
  }

  static Suspect decode(byte[] message) {
    try {
      ByteBuffer in = ByteBuffer.wrap(message);
      byte version = in.get();
      long uid = in.getLong();
      int port = in.getInt();
      byte[] host = new byte[in.remaining()];
      in.get(host);
      if (version != VERSION || host.length > MOST_HOST_BYTES || port < 1 || port > 65_535) {
        throw new IllegalArgumentException(
            "not a refusal: version=" + version + " port=" + port + " bytes=" + message.length);
      }
      return new Suspect(new String(host, StandardCharsets.UTF_8), port, uid);
    } catch (BufferUnderflowException tooShort) {
      throw new IllegalArgumentException("not a refusal: bytes=" + message.length, tooShort);
    }
  }
}
