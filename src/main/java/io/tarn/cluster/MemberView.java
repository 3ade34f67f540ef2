// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import io.tarn.cluster.link.Links;
import io.tarn.cluster.placement.Copy;
import io.tarn.cluster.placement.CopyAllocationStrategy;
import io.tarn.cluster.placement.Holder;
import io.tarn.cluster.placement.Holding;
import io.tarn.cluster.placement.PlacementView;
import io.tarn.cluster.view.ClusterView;
import io.tarn.cluster.view.HeldCopy;
import io.tarn.cluster.view.NodeReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.jspecify.annotations.Nullable;

/** The members and what they have reported, as placement wants to see them. Any thread. */
final class MemberView implements PlacementView {

  private final Cluster cluster;
  private final Links links;
  private final ClusterView view;
  private final Reports reports;

  /** Creates the view; {@link #reported} is to be called when a report has come. */
  MemberView(Cluster cluster, Links links, ClusterView view, Reports reports) {
    this.cluster = cluster;
    this.links = links;
    this.view = view;
    this.reports = reports;
    reports.onReport(this::reported);
  }

  private record Asking(Map<Integer, NodeReport> before, CompletableFuture<Facts> answer) {}

  private final List<Asking> asking = new ArrayList<>();

  @Override
  public Facts now() {
    ClusterEvent.CurrentClusterState state = cluster.state();
    Set<Member> unreachable = new HashSet<>(state.getUnreachable());
    Map<String, Holder> holders = new HashMap<>();
    Map<Integer, String> names = new HashMap<>();
    boolean complete = true;
    for (Member member : state.getMembers()) {
      if (!member.hasRole(ClusterSettings.CACHE_ROLE)) {
        continue;
      }
      int node = number(member);
      NodeReport report = view.report(node);
      String name = CopyAllocationStrategy.name(member.address());
      Holder.State now = state(member, unreachable.contains(member), report);
      boolean counts = now == Holder.State.UP || now == Holder.State.LEAVING;
      complete &= report != null || !counts;
      names.put(node, name);
      double weight = report == null ? Holder.DEFAULT_WEIGHT : report.weight();
      holders.put(name, new Holder(name, weight, now));
    }
    Map<Integer, List<Holding>> holdings = new HashMap<>();
    view.reports()
        .forEach(
            (node, report) -> {
              String name = names.get(node);
              if (name != null) {
                for (HeldCopy copy : report.copies()) {
                  holdings
                      .computeIfAbsent(copy.shard(), _ -> new ArrayList<>())
                      .add(holding(name, copy));
                }
              }
            });
    Map<Integer, String> leaders = new HashMap<>();
    for (int shard = 0; shard < view.shards(); shard++) {
      String name = names.get(view.leader(shard));
      if (name != null) {
        leaders.put(shard, name);
      }
    }
    return new Facts(holders, holdings, leaders, complete);
  }

  /** True when every other member that can hold copies, and can be reached, has reported. */
  boolean isComplete() {
    ClusterEvent.CurrentClusterState state = cluster.state();
    Set<Member> unreachable = state.getUnreachable();
    for (Member member : state.getMembers()) {
      if (member.hasRole(ClusterSettings.CACHE_ROLE)
          && !unreachable.contains(member)
          && (member.status() == MemberStatus.up() || member.status() == MemberStatus.leaving())
          && number(member) != ClusterView.SELF
          && view.report(number(member)) == null) {
        return false;
      }
    }
    return true;
  }

  /** Returns the number of a member by its name, or {@link ClusterView#NOBODY}. */
  int number(String name) {
    for (Member member : cluster.state().getMembers()) {
      if (CopyAllocationStrategy.name(member.address()).equals(name)) {
        return number(member);
      }
    }
    return ClusterView.NOBODY;
  }

  /** Returns the name of a member that can hold copies, as in {@link Holder}, or null. */
  @Nullable String name(int number) {
    for (Member member : cluster.state().getMembers()) {
      if (member.hasRole(ClusterSettings.CACHE_ROLE) && number(member) == number) {
        return CopyAllocationStrategy.name(member.address());
      }
    }
    return null;
  }

  /** Returns where the copies are, by what their nodes report. */
  Map<Copy, String> allocation() {
    Map<Copy, String> allocation = new HashMap<>();
    view.reports()
        .forEach(
            (node, report) -> {
              String name = name(node);
              for (HeldCopy copy : report.copies()) {
                boolean guest = copy.role() == HeldCopy.Role.FOLLOWER && copy.copy() == 0;
                if (name != null && copy.role() != HeldCopy.Role.LEFT_OVER && !guest) {
                  allocation.put(new Copy(copy.shard(), copy.copy()), name);
                }
              }
            });
    return allocation;
  }

  private int number(Member member) {
    if (member.uniqueAddress().equals(cluster.selfMember().uniqueAddress())) {
      return ClusterView.SELF;
    }
    int peer = links.peerOf(member.uniqueAddress());
    return peer >= 0 ? peer : ClusterView.NOBODY;
  }

  private static Holding holding(String name, HeldCopy copy) {
    boolean inSync = copy.complete() && copy.role() != HeldCopy.Role.LEFT_OVER;
    return new Holding(name, copy.complete(), inSync, copy.epoch(), copy.position());
  }

  private static Holder.State state(
      Member member, boolean unreachable, @Nullable NodeReport report) {
    MemberStatus status = member.status();
    if (status == MemberStatus.down()) {
      return Holder.State.DOWN;
    }
    if (unreachable) {
      return Holder.State.UNREACHABLE;
    }
    if (status == MemberStatus.exiting() || status == MemberStatus.removed()) {
      return Holder.State.EXITING;
    }
    if (status == MemberStatus.leaving() || (report != null && report.draining())) {
      return Holder.State.LEAVING;
    }
    return status == MemberStatus.up() ? Holder.State.UP : Holder.State.JOINING;
  }

  @Override
  public CompletionStage<Facts> asked(Duration limit) {
    CompletableFuture<Facts> answer = new CompletableFuture<>();
    synchronized (asking) {
      asking.add(new Asking(view.reports(), answer));
    }
    reports.ask();
    return answer
        .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (facts, late) -> {
              synchronized (asking) {
                asking.removeIf(one -> one.answer() == answer);
              }
              return late == null ? facts : now();
            });
  }

  /* All have reported when nobody's report is still the object that it was. */
  private void reported() {
    List<Asking> answered = new ArrayList<>();
    synchronized (asking) {
      for (Asking one : asking) {
        if (haveAllReportedSince(one.before())) {
          answered.add(one);
        }
      }
      asking.removeAll(answered);
    }
    answered.forEach(one -> one.answer().complete(now()));
  }

  @SuppressWarnings("ReferenceEquality") // each report that came is an object of its own
  private boolean haveAllReportedSince(Map<Integer, NodeReport> before) {
    Map<Integer, NodeReport> present = view.reports();
    for (int peer : links.holders()) {
      NodeReport report = present.get(peer);
      if (report == null || report == before.get(peer)) {
        return false;
      }
    }
    return true;
  }
}
