// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import io.tarn.cluster.link.Channel;
import io.tarn.cluster.link.Links;
import io.tarn.cluster.link.Receiver;
import io.tarn.cluster.placement.Copy;
import io.tarn.cluster.placement.Holder;
import io.tarn.cluster.placement.MoveLimits;
import io.tarn.cluster.placement.PlacementView;
import io.tarn.cluster.placement.Plan;
import io.tarn.cluster.placement.Rebalance;
import io.tarn.cluster.placement.Snapshot;
import io.tarn.cluster.placement.Wishes;
import io.tarn.cluster.view.ClusterView;
import io.tarn.command.ClusterAdmin;
import io.tarn.command.Reply;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what an operator asks: tells the node that is to be emptied, which then says so in
 * its reports, and tells all who shall lead what, as wishes for whoever is the coordinator. Any
 * thread.
 *
 * <pre>
 *   DRAIN  kind 1 | on 1                 to the node itself
 *   MOVE   kind 1 | shard 4 | name       to all; the name is that of {@link Holder}, in UTF-8
 * </pre>
 */
final class ClusterOrders implements ClusterAdmin, Receiver {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterOrders.class);

  private static final byte DRAIN = 0;
  private static final byte MOVE = 1;
  private static final int MOST_NAME_BYTES = 300;
  private static final MoveLimits ALL = new MoveLimits(Integer.MAX_VALUE, Integer.MAX_VALUE);

  /**
   * What orders are carried out with.
   *
   * @param number finds the number of a member by its id, or {@link ClusterView#NOBODY}
   * @param drain empties this node, or fills it again
   */
  record Parts(
      Links links,
      MemberView members,
      Wishes wishes,
      int shards,
      int replicas,
      ToIntFunction<String> number,
      Consumer<Boolean> drain) {}

  private final Parts parts;

  ClusterOrders(Parts parts) {
    this.parts = parts;
  }

  @Override
  public Reply move(int shard, String nodeId, boolean dryRun) {
    int number = parts.number().applyAsInt(nodeId);
    String name = parts.members().name(number);
    Holder holder = name == null ? null : parts.members().now().holders().get(name);
    if (name == null || holder == null) {
      return Reply.error("that node holds no data (its role is not cache)");
    }
    if (holder.state() != Holder.State.UP) {
      return Reply.error("that node takes nothing now: it is " + said(holder.state()));
    }
    if (dryRun) {
      Map<Integer, String> wishes = parts.wishes().now();
      wishes.put(shard, name);
      return lines(parts.members().now().holders(), wishes);
    }
    parts.wishes().put(shard, name);
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    byte[] order =
        ByteBuffer.allocate(1 + Integer.BYTES + bytes.length)
            .put(MOVE)
            .putInt(shard)
            .put(bytes)
            .array();
    int missed = 0;
    for (int peer : parts.links().all()) {
      missed += parts.links().send(peer, Channel.ADMIN, order, 0, order.length) ? 0 : 1;
    }
    return missed == 0
        ? Reply.OK
        : Reply.error(missed + " nodes could not be told; ask again when all are online");
  }

  @Override
  public Reply drain(String nodeId, boolean on, boolean dryRun) {
    int number = parts.number().applyAsInt(nodeId);
    String name = parts.members().name(number);
    Map<String, Holder> holders = new HashMap<>(parts.members().now().holders());
    Holder holder = name == null ? null : holders.get(name);
    if (name == null || holder == null) {
      return Reply.error("that node holds no data (its role is not cache)");
    }
    if (on && holders.values().stream().noneMatch(other -> isTaker(other, name))) {
      return Reply.error("no other node could take what that node holds");
    }
    if (dryRun) {
      Holder.State then = on ? Holder.State.LEAVING : Holder.State.UP;
      boolean settled = holder.state() == Holder.State.UP || holder.state() == Holder.State.LEAVING;
      holders.put(name, new Holder(name, holder.weight(), settled ? then : holder.state()));
      return lines(holders, parts.wishes().now());
    }
    if (number == ClusterView.SELF) {
      parts.drain().accept(on);
      return Reply.OK;
    }
    byte[] order = {DRAIN, (byte) (on ? 1 : 0)};
    return parts.links().send(number, Channel.ADMIN, order, 0, order.length)
        ? Reply.OK
        : Reply.error("that node cannot be told now");
  }

  private static boolean isTaker(Holder holder, String except) {
    return holder.state() == Holder.State.UP && !holder.name().equals(except);
  }

  private static String said(Holder.State state) {
    return switch (state) {
      case JOINING -> "joining";
      case UP -> "up";
      case LEAVING -> "leaving or draining";
      case EXITING -> "exiting";
      case UNREACHABLE -> "unreachable";
      case DOWN -> "down";
    };
  }

  /* What the coordinator would begin with, if it saw what this node sees. */
  private Reply lines(Map<String, Holder> holders, Map<Integer, String> wishes) {
    PlacementView.Facts facts = parts.members().now();
    Map<Copy, String> allocation = parts.members().allocation();
    Snapshot snapshot =
        new Snapshot(parts.shards(), parts.replicas(), holders, allocation, facts.holdings());
    Plan plan = Rebalance.plan(snapshot, wishes, ALL);
    List<Reply> lines = new ArrayList<>();
    plan.moves().forEach((copy, to) -> lines.add(line(copy, allocation.get(copy), to)));
    plan.helpers()
        .forEach(
            (copy, to) ->
                lines.add(
                    Reply.Bulk.of(
                        "shard " + copy.shard() + ": is copied to " + to + ", then led there")));
    plan.drops()
        .forEach(
            copy ->
                lines.add(
                    Reply.Bulk.of(
                        "shard "
                            + copy.shard()
                            + ": a replica is dropped on "
                            + allocation.get(copy))));
    if (lines.isEmpty()) {
      lines.add(Reply.Bulk.of("nothing moves now" + reason(holders)));
    }
    return new Reply.Array(lines);
  }

  private static Reply line(Copy copy, @Nullable String from, String to) {
    String what = copy.isPrimary() ? "leader" : "replica";
    return Reply.Bulk.of("shard " + copy.shard() + ": " + what + " from " + from + " to " + to);
  }

  private static String reason(Map<String, Holder> holders) {
    for (Holder holder : holders.values()) {
      switch (holder.state()) {
        case JOINING, UNREACHABLE, DOWN -> {
          return ": " + holder.name() + " is " + said(holder.state());
        }
        case UP, LEAVING, EXITING -> {}
      }
    }
    return "";
  }

  @Override
  public void received(int peer, byte[] array, int offset, int length) {
    byte kind = length == 0 ? -1 : array[offset];
    if (kind == DRAIN && length == 2) {
      parts.drain().accept(array[offset + 1] != 0);
      return;
    }
    int nameBytes = length - 1 - Integer.BYTES;
    if (kind == MOVE && nameBytes > 0 && nameBytes <= MOST_NAME_BYTES) {
      int shard = ByteBuffer.wrap(array, offset + 1, Integer.BYTES).getInt();
      if (shard >= 0 && shard < parts.shards()) {
        int begin = offset + 1 + Integer.BYTES;
        parts.wishes().put(shard, new String(array, begin, nameBytes, StandardCharsets.UTF_8));
        return;
      }
    }
    LOG.warn("an order was refused: peer={} kind={} length={}", peer, kind, length);
  }

  @Override
  public void reset(int peer) {
    // An order that was lost can be seen not to be carried out, and be given again.
  }

  @Override
  public void lost(int peer) {
    // Nothing is kept of a peer.
  }
}
