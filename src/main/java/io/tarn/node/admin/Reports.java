// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.admin;

import io.tarn.node.wire.WireReply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Replies of the command TARN as text for people. */
final class Reports {

  /** Digits of an id that are shown; more than the cluster needs to tell nodes apart. */
  private static final int DIGITS = 12;

  private Reports() {}

  /** Returns the members as a table; the node that was asked has a star. */
  static String nodes(WireReply reply) throws IOException {
    TextTable table =
        new TextTable(
            "NODE", "RESP", "HTTP", "BETWEEN NODES", "ROLE", "WEIGHT", "LEADS", "FOLLOWS", "STATE");
    for (WireReply item : Answers.items(reply)) {
      Map<String, WireReply> node = Answers.mapping(item);
      String host = Answers.text(node, "host");
      table.add(
          shortened(Answers.text(node, "id")) + (Answers.text(node, "self").equals("1") ? "*" : ""),
          host + ":" + Answers.text(node, "resp-port"),
          host + ":" + Answers.text(node, "http-port"),
          host + ":" + Answers.text(node, "node-port"),
          Answers.text(node, "role"),
          Answers.text(node, "weight"),
          Answers.text(node, "leads"),
          Answers.text(node, "follows"),
          Answers.text(node, "state"));
    }
    return table.format();
  }

  /**
   * Returns the shards as a table.
   *
   * @param nodes the reply of TARN NODES, for their addresses
   */
  static String shards(WireReply reply, WireReply nodes) throws IOException {
    Map<String, String> addresses = new HashMap<>();
    for (WireReply item : Answers.items(nodes)) {
      Map<String, WireReply> node = Answers.mapping(item);
      addresses.put(
          Answers.text(node, "id"),
          Answers.text(node, "host") + ":" + Answers.text(node, "resp-port"));
    }
    TextTable table = new TextTable("SHARD", "SLOTS", "LEADER", "EPOCH", "FOLLOWERS");
    for (WireReply item : Answers.items(reply)) {
      Map<String, WireReply> shard = Answers.mapping(item);
      List<String> followers = new ArrayList<>();
      for (WireReply one : Answers.items(shard, "followers")) {
        Map<String, WireReply> follower = Answers.mapping(one);
        String state =
            Answers.text(follower, "in-sync").equals("1")
                ? "in sync"
                : Answers.text(follower, "lag-bytes") + " bytes behind";
        followers.add(named(Answers.text(follower, "node"), addresses) + " (" + state + ")");
      }
      String leader = Answers.text(shard, "leader");
      table.add(
          Answers.text(shard, "shard"),
          Answers.text(shard, "first-slot") + "-" + Answers.text(shard, "last-slot"),
          leader.isEmpty() ? "none" : named(leader, addresses),
          Answers.text(shard, "epoch"),
          followers.isEmpty() ? "none" : String.join(", ", followers));
    }
    return table.format();
  }

  /** Returns one line: "healthy", or "degraded" with the reasons. */
  static String status(WireReply reply) throws IOException {
    Map<String, WireReply> status = Answers.mapping(reply);
    List<String> reasons = new ArrayList<>();
    for (WireReply reason : Answers.items(status, "reasons")) {
      reasons.add(Answers.text(reason));
    }
    String state = Answers.text(status, "state");
    return reasons.isEmpty() ? state + "\n" : state + ": " + String.join("; ", reasons) + "\n";
  }

  /** Returns what an order was answered: the lines of a dry run, or a word. */
  static String order(WireReply reply) throws IOException {
    if (!(reply instanceof WireReply.Sequence(List<WireReply> lines))) {
      return Answers.text(reply) + "\n";
    }
    StringBuilder text = new StringBuilder();
    for (WireReply line : lines) {
      text.append(Answers.text(line)).append('\n');
    }
    return text.toString();
  }

  private static String named(String id, Map<String, String> addresses) {
    return addresses.getOrDefault(id, shortened(id));
  }

  private static String shortened(String id) {
    return id.substring(0, Math.min(DIGITS, id.length()));
  }
}
