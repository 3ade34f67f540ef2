// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.fencing;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who has found whose port refused, and when that is enough. Pure; not thread-safe.
 *
 * <p>A refusal comes from the kernel of the machine, so one is proof enough in a sound network; a
 * firewall that rejects (instead of dropping) can feign one. So a {@link Quorum} of all members
 * must have found it, which only one side of a division can be. Of two members the other one is
 * enough: otherwise no crash of the lower address would be survived. A firewall between just two
 * nodes must therefore drop, not reject.
 */
final class Refusals {

  /** How long a refusal counts. */
  static final long VALID_NANOS = 2_000_000_000L;

  /* By suspect, then by who found it. */
  private final Map<String, Map<String, Long>> found = new HashMap<>();

  /** Notes that a member's port has refused. */
  void refused(String observer, String suspect, long nowNanos) {
    found.computeIfAbsent(suspect, _ -> new HashMap<>()).put(observer, nowNanos);
  }

  /** Notes that an observer has found the port open after all. */
  void open(String observer, String suspect) {
    Map<String, Long> by = found.get(suspect);
    if (by != null) {
      by.remove(observer);
    }
  }

  /** Forgets members that are none any more. */
  void retain(List<String> members) {
    Set<String> staying = new HashSet<>(members);
    found.keySet().retainAll(staying);
    found.values().forEach(by -> by.keySet().retainAll(staying));
  }

  /** True when enough of the members, in order of their addresses, have found it refused. */
  boolean isDead(String suspect, List<String> members, long nowNanos) {
    Map<String, Long> by = found.get(suspect);
    if (by == null || !members.contains(suspect)) {
      return false;
    }
    by.values().removeIf(at -> nowNanos - at > VALID_NANOS);
    Set<String> observers = new HashSet<>(by.keySet());
    observers.remove(suspect);
    observers.retainAll(members);
    return members.size() == 2 ? !observers.isEmpty() : Quorum.has(members, observers);
  }
}
