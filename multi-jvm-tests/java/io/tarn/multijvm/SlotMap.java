// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import io.tarn.keyspace.HashSlot;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Who owns and who follows each slot, as one server tells it. */
final class SlotMap {

  private static final int ASK_MILLIS = 2000;
  private static final int SLOTS_PER_SHARD = 64;

  private final Endpoint[] owners = new Endpoint[HashSlot.COUNT];
  private final int[] followers = new int[HashSlot.COUNT];

  private SlotMap() {}

  /** Asks a server. A slot that it leaves out has a null owner. */
  static SlotMap ask(Endpoint endpoint) throws IOException {
    Object reply = Wire.ask(endpoint, ASK_MILLIS, "CLUSTER", "SLOTS");
    SlotMap map = new SlotMap();
    for (Object entry : list(reply)) {
      List<?> range = list(entry);
      List<?> owner = list(range.get(2));
      int first = ((Long) range.get(0)).intValue();
      int last = ((Long) range.get(1)).intValue();
      int port = ((Long) owner.get(1)).intValue();
      String host = owner.get(0) instanceof String text && !text.isEmpty() ? text : endpoint.host();
      Arrays.fill(map.owners, first, last + 1, new Endpoint(host, port));
      Arrays.fill(map.followers, first, last + 1, range.size() - 3);
    }
    return map;
  }

  private static List<?> list(Object reply) throws IOException {
    if (reply instanceof List<?> list) {
      return list;
    }
    throw new IOException("not a list: " + reply);
  }

  /** The owner of a slot; null when the server knows none. */
  Endpoint owner(int slot) {
    return owners[slot];
  }

  /** In how many shards another map names another owner. */
  int differences(SlotMap other) {
    int count = 0;
    for (int slot = 0; slot < owners.length; slot += SLOTS_PER_SHARD) {
      count += Objects.equals(owners[slot], other.owners[slot]) ? 0 : 1;
    }
    return count;
  }

  /** How many shards each owner has. */
  Map<Endpoint, Integer> shards() {
    Map<Endpoint, Integer> counts = new HashMap<>();
    for (int slot = 0; slot < owners.length; slot += SLOTS_PER_SHARD) {
      if (owners[slot] != null) {
        counts.merge(owners[slot], 1, Integer::sum);
      }
    }
    return counts;
  }

  /**
   * What is still missing until all nodes tell of one whole cluster: all of them members and heard,
   * each slot owned, followed as often as there are nodes for it, and owned by the same node for
   * all of them, with as many shards for each node but for one.
   *
   * @return "" when nothing is missing
   */
  static String flaw(List<Node> nodes, int replicas) {
    SlotMap first = null;
    for (Node node : nodes) {
      try {
        String members = members(node.resp(), nodes.size());
        if (!members.isEmpty()) {
          return node + ": " + members;
        }
        SlotMap map = ask(node.resp());
        String flaw = map.flaw(nodes, first, Math.min(replicas, nodes.size() - 1));
        if (!flaw.isEmpty()) {
          return node + ": " + flaw;
        }
        first = map;
      } catch (IOException notYet) {
        return node + ": " + notYet.getMessage();
      }
    }
    return "";
  }

  private String flaw(List<Node> nodes, SlotMap other, int copies) {
    for (int slot = 0; slot < owners.length; slot++) {
      if (owners[slot] == null) {
        return "nobody owns slot " + slot;
      }
      if (followers[slot] < copies) {
        return "slot " + slot + " has " + followers[slot] + " copies in sync";
      }
      if (other != null && !owners[slot].equals(other.owners[slot])) {
        return "nodes disagree on the owner of slot " + slot;
      }
    }
    Map<Endpoint, Integer> counts = shards();
    Set<Endpoint> holders = new HashSet<>(nodes.stream().map(Node::resp).toList());
    int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    int least = counts.values().stream().mapToInt(Integer::intValue).min().orElse(0);
    boolean even = counts.keySet().equals(holders) && most - least <= 1;
    return even ? "" : "not in balance: " + counts;
  }

  /* CLUSTER NODES has one line a member; the third word has the flags. */
  private static String members(Endpoint endpoint, int expected) throws IOException {
    Object reply = Wire.ask(endpoint, ASK_MILLIS, "CLUSTER", "NODES");
    if (!(reply instanceof String text)) {
      return "CLUSTER NODES answers " + reply;
    }
    List<String> lines = text.lines().toList();
    boolean failing = lines.stream().anyMatch(line -> line.split(" ")[2].contains("fail"));
    return lines.size() == expected && !failing ? "" : "members are " + lines;
  }
}
