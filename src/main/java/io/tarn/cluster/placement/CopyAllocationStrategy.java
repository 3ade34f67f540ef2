// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.placement;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.sharding.ShardCoordinator;
import org.apache.pekko.dispatch.Futures;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/**
 * Answers the coordinator of sharding from {@link Placement} and {@link Rebalance}. Each node makes
 * one; that of the oldest member is asked.
 *
 * <p>A primary is moved by having its leader hand it over to a replica. Sharding is told
 * afterwards: what is led elsewhere than it is placed is handed off in sharding's sense, which
 * nobody waits for, and placed where it is led.
 *
 * <p>What it has answered is not in the coordinator's state until that has been written, so it is
 * remembered for a while, and counts. Where a planned move shall end is remembered likewise; if the
 * coordinator fails meanwhile, the copy goes where {@link Placement} wants it, and the next round
 * plans again.
 *
 * <p>"Nowhere now" is an answer that comes later: with the next question, or the next look for what
 * to rebalance, from when the copy can be somewhere. A failed one would be told as an error, with
 * its stack, for each copy.
 *
 * <p>A primary whose data several nodes have goes to the one that is furthest, and positions in
 * reports are old; so the members are asked first. They are asked as well while some have not
 * reported at all, as just after a failover of the coordinator. Neither takes longer than {@link
 * #ASK_LIMIT}; then what is known must do.
 */
public final class CopyAllocationStrategy extends ShardCoordinator.AbstractShardAllocationStrategy {

  /** Longest wait for reports before a copy is placed. */
  public static final Duration ASK_LIMIT = Duration.ofSeconds(1);

  /** How long a cluster that is being formed waits for the nodes it should have. */
  public static final Duration FORMING_LIMIT = Duration.ofSeconds(5);

  /** How long a shard that shall be handed over may take to be. */
  private static final long TRANSFER_NANOS = Duration.ofSeconds(1).toNanos();

  /** Most shards in a round whose placement follows their leaders. */
  private static final int MOST_ASTRAY = 16;

  private static final long REMEMBERED_NANOS = Duration.ofSeconds(10).toNanos();

  /**
   * What the cluster shall be like.
   *
   * @param shards how many there are
   * @param replicas how many further copies of each are wanted
   * @param expected nodes that an entirely new cluster waits for before it places the first copy,
   *     at most {@link #FORMING_LIMIT}: or the first node would get everything
   */
  public record Terms(int shards, int replicas, int expected) {}

  private record Remembered(String node, long nanos) {}

  private final Address self;
  private final Terms terms;
  private final MoveLimits limits;
  private final PlacementView view;
  private final Wishes wishes;
  private final BiConsumer<Integer, String> transfers;
  private final Consumer<Copy> starter;
  private final LongSupplier clock;
  private final Object lock = new Object();
  private final Map<Copy, Remembered> answered = new HashMap<>();
  private final Map<Copy, Remembered> planned = new HashMap<>();
  private final Map<Integer, Remembered> transferring = new HashMap<>();
  private final Map<Copy, CompletableFuture<ActorRef>> nowhere = new HashMap<>();
  private @Nullable Long askedFirstNanos;

  /**
   * Creates the strategy of a node.
   *
   * @param self the node's own address: refs of its own region do not say it
   * @param wishes which nodes an operator wants to lead which shards
   * @param transfers has the leader of a shard hand it over to a node; called on the coordinator's
   *     thread
   * @param starter starts a copy beyond those wanted (sends it anything through the shard region);
   *     called on the coordinator's thread
   * @param clock nanoseconds, from anywhere
   */
  public CopyAllocationStrategy(
      Address self,
      Terms terms,
      MoveLimits limits,
      PlacementView view,
      Wishes wishes,
      BiConsumer<Integer, String> transfers,
      Consumer<Copy> starter,
      LongSupplier clock) {
    this.self = self;
    this.terms = terms;
    this.limits = limits;
    this.view = view;
    this.wishes = wishes;
    this.transfers = transfers;
    this.starter = starter;
    this.clock = clock;
  }

  /** Returns the name that a member has in {@link Holder} and {@link Holding}. */
  public static String name(Address address) {
    return address.getHost().orElseThrow() + ":" + address.getPort().orElseThrow();
  }

  @Override
  public Future<ActorRef> allocateShard(
      ActorRef requester, String shardId, Map<ActorRef, IndexedSeq<String>> current) {
    Copy copy = Copy.parse(shardId);
    Map<String, ActorRef> regions = regions(current);
    Map<Copy, String> allocation = allocation(current);
    PlacementView.Facts facts = view.now();
    if (isForming(allocation, regions.size())) {
      return FutureConverters.asScala(later(copy));
    }
    answerLate(regions, allocation, facts);
    if (facts.complete() && !isContested(copy, facts)) {
      return decide(copy, regions, allocation, facts)
          .map(Futures::successful)
          .orElseGet(() -> FutureConverters.asScala(later(copy)));
    }
    return FutureConverters.asScala(
        view.asked(ASK_LIMIT)
            .thenCompose(
                asked ->
                    decide(copy, regions, allocation, asked)
                        .map(CompletableFuture::completedFuture)
                        .orElseGet(() -> later(copy))));
  }

  private CompletableFuture<ActorRef> later(Copy copy) {
    synchronized (lock) {
      return nowhere.computeIfAbsent(copy, _ -> new CompletableFuture<>());
    }
  }

  /* Places those that could be nowhere when they were asked for. */
  private void answerLate(
      Map<String, ActorRef> regions, Map<Copy, String> allocation, PlacementView.Facts facts) {
    Map<CompletableFuture<ActorRef>, ActorRef> placed = new HashMap<>();
    synchronized (lock) {
      for (Copy copy : List.copyOf(nowhere.keySet())) {
        decide(copy, regions, allocation, facts)
            .ifPresent(
                region -> {
                  CompletableFuture<ActorRef> answer = nowhere.remove(copy);
                  if (answer != null) {
                    placed.put(answer, region);
                  }
                });
      }
    }
    placed.forEach(CompletableFuture::complete);
  }

  @Override
  public Future<Set<String>> rebalance(
      Map<ActorRef, IndexedSeq<String>> current, Set<String> moving) {
    Map<Copy, String> allocation = allocation(current);
    PlacementView.Facts facts = view.now();
    Map<String, ActorRef> regions = regions(current);
    if (!isForming(allocation, regions.size()) && facts.complete()) {
      answerLate(regions, allocation, facts);
    }
    Plan plan;
    Map<Integer, String> ordered = new TreeMap<>();
    Set<String> ids = new HashSet<>();
    synchronized (lock) {
      forget(allocation);
      forgetTransfers(facts);
      if (!moving.isEmpty()
          || !facts.complete()
          || !answered.isEmpty()
          || !transferring.isEmpty()) {
        return Futures.successful(Set.of());
      }
      wishes.keepOnly(facts.holders().keySet());
      Map<Copy, String> effective = Ahead.effective(allocation, facts.leaders());
      plan = Rebalance.plan(snapshot(regions, effective, facts), wishes.now(), limits);
      long now = clock.getAsLong();
      Map<Copy, String> later = new TreeMap<>(plan.helpers());
      for (Copy copy : plan.handedOff()) {
        String node = plan.moves().get(copy);
        if (copy.isPrimary() && node != null) {
          ordered.put(copy.shard(), node);
          transferring.put(copy.shard(), new Remembered(node, now));
        } else if (Objects.equals(allocation.get(copy), effective.get(copy))) {
          ids.add(copy.format());
          if (node != null) {
            later.put(copy, node);
          }
        }
      }
      if (ordered.isEmpty()) {
        Map<Copy, String> astray = Ahead.astray(allocation, effective, MOST_ASTRAY);
        later.putAll(astray);
        astray.keySet().forEach(copy -> ids.add(copy.format()));
      }
      later.forEach((copy, node) -> planned.put(copy, new Remembered(node, now)));
    }
    ordered.forEach(transfers);
    plan.helpers().keySet().forEach(starter);
    return Futures.successful(ids);
  }

  private void forgetTransfers(PlacementView.Facts facts) {
    long now = clock.getAsLong();
    transferring
        .entrySet()
        .removeIf(
            entry ->
                entry.getValue().node().equals(facts.leaders().get(entry.getKey()))
                    || now - entry.getValue().nanos() > TRANSFER_NANOS);
  }

  private boolean isForming(Map<Copy, String> allocation, int regions) {
    synchronized (lock) {
      if (!allocation.isEmpty() || !answered.isEmpty() || regions >= terms.expected()) {
        return false;
      }
      long now = clock.getAsLong();
      if (askedFirstNanos == null) {
        askedFirstNanos = now;
      }
      return now - askedFirstNanos < FORMING_LIMIT.toNanos();
    }
  }

  /* Several have it in sync: who is furthest matters, and reports of positions are old. */
  private static boolean isContested(Copy copy, PlacementView.Facts facts) {
    return copy.isPrimary()
        && !facts.leaders().containsKey(copy.shard())
        && facts.holdings().getOrDefault(copy.shard(), List.of()).stream()
                .filter(Holding::isUsable)
                .count()
            > 1;
  }

  private Optional<ActorRef> decide(
      Copy copy,
      Map<String, ActorRef> regions,
      Map<Copy, String> allocation,
      PlacementView.Facts facts) {
    synchronized (lock) {
      forget(allocation);
      String leader = facts.leaders().get(copy.shard());
      if (copy.isPrimary() && leader != null && regions.containsKey(leader)) {
        planned.remove(copy);
        answered.put(copy, new Remembered(leader, clock.getAsLong()));
        return Optional.ofNullable(regions.get(leader));
      }
      Remembered before = answered.get(copy);
      if (before != null && regions.containsKey(before.node())) {
        return Optional.ofNullable(regions.get(before.node()));
      }
      Map<Copy, String> known = new TreeMap<>(allocation);
      known.remove(copy);
      answered.forEach((other, remembered) -> known.put(other, remembered.node()));
      Remembered plan = planned.get(copy);
      Optional<String> node =
          Placement.of(snapshot(regions, Ahead.effective(known, facts.leaders()), facts))
              .allocate(copy, plan == null ? null : plan.node());
      node.ifPresent(
          name -> {
            planned.remove(copy);
            answered.put(copy, new Remembered(name, clock.getAsLong()));
          });
      return node.map(regions::get);
    }
  }

  /* What the coordinator's state shows by now, and what is too old to come. */
  private void forget(Map<Copy, String> allocation) {
    long now = clock.getAsLong();
    for (Iterator<Map.Entry<Copy, Remembered>> i = answered.entrySet().iterator(); i.hasNext(); ) {
      Map.Entry<Copy, Remembered> entry = i.next();
      if (allocation.containsKey(entry.getKey())
          || now - entry.getValue().nanos() > REMEMBERED_NANOS) {
        i.remove();
      }
    }
    planned.values().removeIf(remembered -> now - remembered.nanos() > REMEMBERED_NANOS);
  }

  /* A member whose region the coordinator does not know (yet, or any more) can be given nothing. */
  private Snapshot snapshot(
      Map<String, ActorRef> regions, Map<Copy, String> allocation, PlacementView.Facts facts) {
    Map<String, Holder> holders = new TreeMap<>();
    facts
        .holders()
        .forEach(
            (name, holder) ->
                holders.put(
                    name,
                    holder.isUp() && !regions.containsKey(name)
                        ? new Holder(name, holder.weight(), Holder.State.JOINING)
                        : holder));
    return new Snapshot(terms.shards(), terms.replicas(), holders, allocation, facts.holdings());
  }

  private Map<String, ActorRef> regions(Map<ActorRef, IndexedSeq<String>> current) {
    Map<String, ActorRef> regions = new TreeMap<>();
    current.keySet().forEach(region -> regions.put(nameOf(region), region));
    return regions;
  }

  private Map<Copy, String> allocation(Map<ActorRef, IndexedSeq<String>> current) {
    Map<Copy, String> allocation = new TreeMap<>();
    current.forEach(
        (region, ids) -> {
          String name = nameOf(region);
          CollectionConverters.asJava(ids).forEach(id -> allocation.put(Copy.parse(id), name));
        });
    return allocation;
  }

  private String nameOf(ActorRef region) {
    Address address = region.path().address();
    return name(address.hasLocalScope() ? self : address);
  }
}
