// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.pubsub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Glob;
import io.tarn.slab.Slab;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionsTest {

  private final Slab slab = new Slab(0, 1);
  private final Subscriptions subscriptions = new Subscriptions(slab);

  @Test
  void publish_nobodyListens_reachesNobody() {
    assertTrue(subscriptions.isEmpty());
    assertEquals(0, subscriptions.publish(bytes("a"), bytes("m")));
    assertEquals(0, subscriptions.publishToShard(Arguments.of("a", "m"), 0, 1));
  }

  @Test
  void publish_channelAndPattern_reachesBothOnce() {
    Listener one = new Listener(1, new Recorder());
    one.subscribe(Kind.CHANNEL, "news");
    one.subscribe(Kind.CHANNEL, "news");
    one.subscribe(Kind.PATTERN, "n*");
    one.subscribe(Kind.SHARD, "news");
    assertEquals(2, subscriptions.publish(bytes("news"), bytes("hi")));
    assertEquals(1, subscriptions.publishToShard(Arguments.of("news", "ho"), 0, 1));
    assertEquals(
        List.of("1 message news hi", "1 pmessage n* news hi", "1 smessage news ho"),
        one.recorder.seen);
    assertEquals(2, one.subscriber().told(Kind.PATTERN));
    assertEquals(1, one.subscriber().told(Kind.SHARD));
  }

  @Test
  void deliver_afterMembersLeft_showsThoseOfThatTime() {
    List<Membership[]> given = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    Outlet keeper =
        (message, members, count) -> {
          given.add(members);
          counts.add(count);
        };
    List<Listener> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Listener one = new Listener(i, keeper);
      one.subscribe(Kind.CHANNEL, "c");
      all.add(one);
    }
    subscriptions.publish(bytes("c"), bytes("m"));
    all.get(3).subscriber().end(subscriptions, all.get(3));
    all.get(0).subscriber().end(subscriptions, all.get(0));
    new Listener(99, keeper).subscribe(Kind.CHANNEL, "c");
    for (int i = 0; i < counts.getFirst(); i++) {
      assertEquals(i, given.getFirst()[i].connection().id());
    }
    assertEquals(9, subscriptions.publish(bytes("c"), bytes("m")));
  }

  @Test
  void end_ofAConnection_leavesNothingAndAcceptsNothing() {
    Listener one = new Listener(1, new Recorder());
    for (int i = 0; i < 100; i++) {
      one.subscribe(Kind.CHANNEL, "c" + i);
      one.subscribe(Kind.PATTERN, "p" + i);
    }
    assertEquals(1, subscriptions.clients());
    assertTrue(slab.chargedBytes() > 200 * 100);
    one.subscriber().end(subscriptions, one);
    one.subscribe(Kind.CHANNEL, "late");
    assertTrue(subscriptions.isEmpty());
    assertEquals(0, subscriptions.clients());
    assertEquals(0, slab.chargedBytes());
    assertFalse(one.subscribed());
  }

  @Test
  void admits_moreThanItsShareOfTheHeap_isRefused() {
    Subscriptions small = new Subscriptions(slab, 1_000);
    assertTrue(small.admits(Arguments.of("SUBSCRIBE", "a", "b")));
    assertFalse(small.admits(Arguments.of("SUBSCRIBE", "a", "b", "c", "d")));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void everything_random_asTheModel(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Recorder[] outlets = {new Recorder(), new Recorder(), new Recorder()};
    List<Listener> clients = new ArrayList<>();
    List<Set<String>> model = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      clients.add(new Listener(i, outlets[i % outlets.length]));
      model.add(new TreeSet<>());
    }
    for (int step = 0; step < 20_000; step++) {
      int who = random.nextInt(clients.size());
      Kind kind = Kind.values()[random.nextInt(3)];
      String name = (random.nextInt(4) == 0 ? "*" : "") + random.nextInt(random.nextInt(1, 60));
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> {
          clients.get(who).subscribe(kind, name);
          model.get(who).add(kind + name);
        }
        case 3, 4, 5 -> {
          clients.get(who).unsubscribe(kind, name);
          model.get(who).remove(kind + name);
        }
        case 6 -> {
          List<String> expected = expected(model, name, kind == Kind.SHARD);
          Arguments words = Arguments.of(name, "m");
          long told =
              kind == Kind.SHARD
                  ? subscriptions.publishToShard(words, 0, 1)
                  : subscriptions.publish(words, 0, 1);
          assertEquals(expected.size(), told, "seed=" + seed + " step=" + step);
          List<String> seen = new ArrayList<>();
          for (Recorder outlet : outlets) {
            seen.addAll(outlet.seen);
            outlet.seen.clear();
          }
          seen.sort(null);
          assertEquals(expected, seen, "seed=" + seed + " step=" + step);
        }
        default -> {
          if (random.nextInt(20) == 0) {
            clients.get(who).subscriber().unsubscribeAll(subscriptions, clients.get(who));
            model.get(who).clear();
          }
        }
      }
      long active = model.stream().filter(names -> !names.isEmpty()).count();
      assertEquals(active, subscriptions.clients());
      assertEquals(!model.get(who).isEmpty(), clients.get(who).subscribed());
    }
  }

  private static List<String> expected(List<Set<String>> model, String name, boolean shard) {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < model.size(); i++) {
      for (String one : model.get(i)) {
        if (one.equals((shard ? "SHARD" : "CHANNEL") + name)) {
          expected.add(i + (shard ? " smessage " : " message ") + name + " m");
        } else if (!shard && one.startsWith("PATTERN")) {
          String pattern = one.substring("PATTERN".length());
          if (Glob.of(bytes(pattern)).matches(name)) {
            expected.add(i + " pmessage " + pattern + " " + name + " m");
          }
        }
      }
    }
    expected.sort(null);
    return expected;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Notes messages as text, one for each member. */
  private static final class Recorder implements Outlet {
    private final List<String> seen = new ArrayList<>();

    @Override
    public void deliver(Message message, Membership[] members, int count) {
      StringBuilder text = new StringBuilder();
      for (int part = 0; part < message.parts(); part++) {
        byte[] bytes = new byte[message.length(part)];
        message.copyTo(part, bytes, 0);
        text.append(' ').append(new String(bytes, StandardCharsets.UTF_8));
      }
      for (int i = 0; i < count; i++) {
        seen.add(members[i].connection().id() + text.toString());
      }
    }
  }

  private final class Listener extends Connection {
    private final Outlet outlet;
    private final Recorder recorder;

    Listener(long id, Outlet outlet) {
      super(id, 0);
      this.outlet = outlet;
      this.recorder = outlet instanceof Recorder one ? one : new Recorder();
    }

    void subscribe(Kind kind, String name) {
      subscriber().subscribe(subscriptions, this, kind, Name.copied(Arguments.of(name), 0));
    }

    void unsubscribe(Kind kind, String name) {
      subscriber().unsubscribe(subscriptions, this, kind, Name.at(Arguments.of(name), 0));
    }

    @Override
    public Outlet outlet() {
      return outlet;
    }

    @Override
    public String remoteAddress() {
      return "127.0.0.1:1";
    }

    @Override
    public String localAddress() {
      return "127.0.0.1:2";
    }

    @Override
    public long queryBufferBytes() {
      return 0;
    }

    @Override
    public long outputBufferBytes() {
      return 0;
    }

    @Override
    public void closeAfterReplies() {}

    @Override
    public void close() {}
  }
}
