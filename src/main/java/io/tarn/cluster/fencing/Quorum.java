// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.fencing;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which part of a divided cluster goes on: the majority, or, of two equal halves, the one with the
 * member of the lowest address. It is the rule of Pekko's split brain resolver ({@code
 * keep-majority}), so that leases and downing agree. Members of all roles count: a {@code client}
 * node is a witness.
 *
 * <p>Two nodes. When the network between them breaks, or a machine vanishes with its kernel, the
 * node with the lower address goes on and the other stops: so the loss of the machine with the
 * lower address stops the cluster. A process that dies alone is survived by either node, because
 * the machine's kernel says so ({@link CrashWatch}). A third member in the role {@code client}
 * makes every single loss survivable.
 */
final class Quorum {

  private Quorum() {}

  /**
   * True when {@code part} goes on without the rest.
   *
   * @param members in order of their addresses; not empty
   */
  static boolean has(List<String> members, Collection<String> part) {
    Set<String> present = new HashSet<>(members);
    present.retainAll(part);
    int twice = 2 * present.size();
    return twice > members.size() || (twice == members.size() && present.contains(members.get(0)));
  }
}
