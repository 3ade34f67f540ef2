// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import io.tarn.cluster.fencing.CrashWatch;
import io.tarn.cluster.fencing.CrashWatch.Suspect;
import io.tarn.cluster.fencing.Lease;
import io.tarn.cluster.fencing.MajorityNews;
import io.tarn.cluster.link.Channel;
import io.tarn.cluster.link.Links;
import io.tarn.cluster.link.Receiver;
import io.tarn.slot.Fence;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pings all members, keeps this node's {@link Lease} and with it the slots' fence, and has a member
 * that is not heard watched for a crash. A thread of its own, so that nothing else delays a ping.
 *
 * <pre>
 *   kind (1)  then
 *   0 PING     nanoTime of the sender (8)
 *   1 PONG     the same (8)
 *   2 REFUSED  what {@link CrashWatch} says
 * </pre>
 */
final class LeaseKeeper implements Receiver, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

  private static final byte PING = 0;
  private static final byte PONG = 1;
  private static final byte REFUSED = 2;

  /** A member not heard of for so long is suspected to have crashed. */
  private static final long SUSPECT_NANOS = 300_000_000L;

  private static final long WATCH_AGAIN_NANOS = 200_000_000L;

  private final Cluster cluster;
  private final Links links;
  private final Fence fence;
  private final Set<String> dead;
  private final Suspect self;
  private final Lease lease;
  private final CrashWatch crashes;
  private final Thread thread;
  private final Map<Integer, Long> heardNanos = new HashMap<>();
  private final Map<Integer, Suspect> suspects = new HashMap<>();
  private final Map<Integer, Long> suspectedNanos = new HashMap<>();
  private Set<UniqueAddress> reachable = Set.of();
  private volatile List<String> others = List.of();
  private volatile boolean stopped;
  private final MajorityNews majority = new MajorityNews();

  /**
   * Creates the keeper of a node.
   *
   * @param dead addresses that the failure detector shall not believe in any more
   */
  LeaseKeeper(Cluster cluster, Links links, Fence fence, Set<String> dead) {
    this.dead = dead;
    this.cluster = cluster;
    this.links = links;
    this.fence = fence;
    this.self = suspect(cluster.selfMember().uniqueAddress());
    this.lease = new Lease(name(self), Lease.LIMIT);
    this.crashes = new CrashWatch(self, this::tellAll, this::down);
    this.thread = Thread.ofPlatform().name("tarn-lease").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    long interval = Lease.PING_INTERVAL.toNanos();
    while (!stopped) {
      try {
        beat(System.nanoTime());
      } catch (RuntimeException | Error broken) {
        LOG.error("a beat failed", broken);
      }
      LockSupport.parkNanos(this, interval);
    }
  }

  private void beat(long nowNanos) {
    takeMembers(nowNanos);
    byte[] ping = ByteBuffer.allocate(9).put(PING).putLong(nowNanos).array();
    for (int peer : links.all()) {
      boolean _ = links.send(peer, Channel.PING, ping, 0, ping.length);
    }
    allow(nowNanos);
    for (Suspect silent : silent(nowNanos)) {
      crashes.suspect(silent);
    }
  }

  private void takeMembers(long nowNanos) {
    var state = cluster.state();
    List<Member> members = new ArrayList<>();
    Set<String> present = new HashSet<>();
    Set<UniqueAddress> heard = new HashSet<>();
    for (Member member : state.getMembers()) {
      present.add(member.address().toString());
      if (member.status() == MemberStatus.up() || member.status() == MemberStatus.leaving()) {
        members.add(member);
        if (!state.getUnreachable().contains(member)) {
          heard.add(member.uniqueAddress());
        }
      }
    }
    dead.retainAll(present);
    members.sort(Comparator.comparing(Member::address, Member.addressOrdering()));
    List<Suspect> suspected =
        members.stream().map(member -> suspect(member.uniqueAddress())).toList();
    synchronized (this) {
      reachable = heard;
      if (suspected.contains(self)) {
        lease.members(suspected.stream().map(LeaseKeeper::name).toList(), nowNanos);
      }
      suspects.keySet().removeIf(peer -> links.addressOf(peer) == null);
      for (Member member : members) {
        int peer = links.peerOf(member.uniqueAddress());
        if (peer >= 0) {
          suspects.put(peer, suspect(member.uniqueAddress()));
          var _ = heardNanos.putIfAbsent(peer, nowNanos);
        }
      }
      heardNanos.keySet().retainAll(suspects.keySet());
      suspectedNanos.keySet().retainAll(suspects.keySet());
    }
    crashes.members(suspected);
    if (suspected.contains(self) && suspected.size() > 1) {
      others =
          suspected.stream()
              .filter(member -> !member.equals(self))
              .map(member -> member.host() + ":" + member.port())
              .toList();
    }
  }

  /** Returns "host:port" of the other members as they were last known, while there were any. */
  List<String> others() {
    return others;
  }

  private synchronized List<Suspect> silent(long nowNanos) {
    List<Suspect> silent = new ArrayList<>();
    suspects.forEach(
        (peer, suspect) -> {
          boolean quiet = nowNanos - heardNanos.getOrDefault(peer, nowNanos) > SUSPECT_NANOS;
          Long before = suspectedNanos.get(peer);
          if (quiet && (before == null || nowNanos - before > WATCH_AGAIN_NANOS)) {
            suspectedNanos.put(peer, nowNanos);
            silent.add(suspect);
          }
        });
    return silent;
  }

  private void allow(long nowNanos) {
    MajorityNews.News news;
    synchronized (this) {
      fence.allowUntil(lease.validUntilNanos(nowNanos), nowNanos);
      news = majority.look(!fence.check(nowNanos), suspects.isEmpty(), nowNanos);
    }
    switch (news) {
      case NOTHING -> {}
      case LOST ->
          LOG.warn("this node does not hear from the majority: it serves nothing until it does");
      case FOUND -> LOG.warn("this node hears from the majority again");
    }
  }

  @Override
  public void received(int peer, byte[] array, int offset, int length) {
    long now = System.nanoTime();
    byte kind = length == 0 ? -1 : array[offset];
    if (kind == REFUSED) {
      refused(peer, array, offset, length);
    } else if (length == 9 && kind == PING) {
      byte[] pong = Arrays.copyOfRange(array, offset, offset + length);
      pong[0] = PONG;
      boolean answers;
      synchronized (this) {
        heardNanos.put(peer, now);
        answers = reachable.contains(links.addressOf(peer));
      }
      if (answers) {
        boolean _ = links.send(peer, Channel.PING, pong, 0, pong.length);
      }
    } else if (length == 9 && kind == PONG) {
      synchronized (this) {
        heardNanos.put(peer, now);
        Suspect member = suspects.get(peer);
        if (member != null) {
          lease.answered(name(member), ByteBuffer.wrap(array, offset + 1, 8).getLong());
        }
      }
      allow(now);
    }
  }

  private void refused(int peer, byte[] array, int offset, int length) {
    Suspect from;
    synchronized (this) {
      from = suspects.get(peer);
    }
    if (from != null) {
      try {
        crashes.received(from, Arrays.copyOfRange(array, offset + 1, offset + length));
      } catch (IllegalArgumentException rubbish) {
        LOG.warn("a message was refused: peer={} problem={}", peer, rubbish.getMessage());
      }
    }
  }

  @Override
  public void reset(int peer) {
    Suspect member;
    synchronized (this) {
      member = suspects.get(peer);
    }
    if (member != null) {
      crashes.suspect(member);
    }
  }

  @Override
  public void lost(int peer) {}

  private void tellAll(byte[] message) {
    byte[] frame = new byte[message.length + 1];
    frame[0] = REFUSED;
    System.arraycopy(message, 0, frame, 1, message.length);
    for (int peer : links.all()) {
      boolean _ = links.send(peer, Channel.PING, frame, 0, frame.length);
    }
  }

  private void down(Suspect crashed) {
    for (Member member : cluster.state().getMembers()) {
      if (suspect(member.uniqueAddress()).equals(crashed)) {
        dead.add(member.address().toString());
        cluster.manager().tell(new Down(member.address()));
      }
    }
  }

  private static Suspect suspect(UniqueAddress address) {
    Address where = address.address();
    return new Suspect(
        where.getHost().orElseThrow(), where.getPort().orElseThrow(), address.longUid());
  }

  private static String name(Suspect member) {
    return member.host() + ":" + member.port() + "#" + member.uid();
  }

  @Override
  public void close() {
    stopped = true;
    LockSupport.unpark(thread);
  }
}
