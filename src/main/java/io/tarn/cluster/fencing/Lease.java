// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.fencing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How long a node may serve without hearing from the others. It pings all members; the lease ends
 * {@link #LIMIT} after the time at which the newest ping was sent that a {@link Quorum} has
 * answered.
 *
 * <p>A member that the answering node holds for unreachable or downed gets no answer ({@link
 * #answers}). So a node that has been answered was not about to be downed when it sent that ping.
 *
 * <p>A node alone always has the lease. A member that joins counts at once, but for a while the
 * quorum of the members without it is needed as well, because others may not know of it yet. One
 * that left or was downed does not count any more: all agreed to that.
 *
 * <p>Pure; not thread-safe. Times are {@link System#nanoTime} of this node only: clocks are never
 * compared, and only their rates must be alike.
 */
public final class Lease {

  /** How long an answered ping lasts. The package's page says why. */
  public static final Duration LIMIT = Duration.ofMillis(600);

  /** How often members are pinged. */
  public static final Duration PING_INTERVAL = Duration.ofMillis(100);

  private static final long FOREVER_NANOS = 1L << 61;

  private record Earlier(List<String> members, long untilNanos) {}

  private final String self;
  private final long limitNanos;
  private List<String> members;
  private final List<Earlier> earlier = new ArrayList<>();
  private final Map<String, Long> answeredNanos = new HashMap<>();

  /** Creates the lease of a node that knows of no other. */
  public Lease(String self, Duration limit) {
    this.self = self;
    this.limitNanos = limit.toNanos();
    this.members = List.of(self);
  }

  /**
   * Takes the members: all that are up or leaving, of every role and this node among them.
   *
   * @param inOrder in order of their addresses ({@code Member.addressOrdering})
   */
  public void members(List<String> inOrder, long nowNanos) {
    if (!inOrder.contains(self)) {
      throw new IllegalArgumentException("self is not a member: self=" + self + " " + inOrder);
    }
    if (inOrder.equals(members)) {
      return;
    }
    Set<String> staying = new HashSet<>(inOrder);
    if (!members.containsAll(inOrder)) {
      earlier.add(new Earlier(members, nowNanos + 2 * limitNanos));
    }
    earlier.replaceAll(
        one ->
            new Earlier(
                one.members().stream().filter(staying::contains).toList(), one.untilNanos()));
    earlier.removeIf(one -> one.members().isEmpty());
    answeredNanos.keySet().retainAll(staying);
    members = List.copyOf(inOrder);
  }

  /** Notes that a member has answered the ping that was sent to it at {@code sentNanos}. */
  public void answered(String member, long sentNanos) {
    if (!member.equals(self) && members.contains(member)) {
      answeredNanos.merge(member, sentNanos, (a, b) -> a - b >= 0 ? a : b);
    }
  }

  /** True when a ping may be answered: whoever is held for lost must not think otherwise. */
  public static boolean answers(boolean member, boolean reachable, boolean downed) {
    return member && reachable && !downed;
  }

  /**
   * Returns when the lease ends, as far as is known now: to be compared by subtraction. It has
   * ended if that is not after {@code nowNanos}.
   */
  public long validUntilNanos(long nowNanos) {
    long until = until(members, nowNanos);
    for (Iterator<Earlier> i = earlier.iterator(); i.hasNext(); ) {
      Earlier one = i.next();
      if (nowNanos - one.untilNanos() >= 0) {
        i.remove();
        continue;
      }
      long other = until(one.members(), nowNanos);
      if (other - until < 0) {
        until = other;
      }
    }
    return until;
  }

  private long until(List<String> all, long nowNanos) {
    Set<String> heard = new HashSet<>(Set.of(self));
    if (Quorum.has(all, heard)) {
      return nowNanos + FOREVER_NANOS;
    }
    List<String> newestFirst =
        all.stream()
            .filter(answeredNanos::containsKey)
            .sorted(
                Comparator.comparing((String m) -> nowNanos - answeredNanos.getOrDefault(m, 0L)))
            .toList();
    for (String member : newestFirst) {
      heard.add(member);
      if (Quorum.has(all, heard)) {
        return answeredNanos.getOrDefault(member, 0L) + limitNanos;
      }
    }
    return nowNanos - 1;
  }
}
