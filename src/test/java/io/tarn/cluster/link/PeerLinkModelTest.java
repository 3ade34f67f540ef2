// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.route.RemoteAnswer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two links and a network that loses, repeats and reorders frames, beside what may be true. */
class PeerLinkModelTest {

  /** One frame in so many meets with an accident, while the network is bad. */
  private static final int ACCIDENTS = 300;

  /** The same for what tells of accidents. */
  private static final int RESET_ACCIDENTS = 3;

  private static final int STEPS = 60_000;

  private boolean bad;
  private int lost;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void requests_areAnsweredOnceOrFail(long seed) {
    run(new SplittableRandom(seed), true);
    assertTrue(lost > 0, "nothing was lost: seed=" + seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void requests_onAGoodNetwork_areAllAnswered(long seed) {
    List<Side> sides = run(new SplittableRandom(seed), false);
    for (Side side : sides) {
      assertEquals(0, side.resets, "seed=" + seed);
      assertEquals(0, side.failed.size(), "seed=" + seed);
    }
  }

  private List<Side> run(SplittableRandom seeded, boolean accidents) {
    Side left = new Side("left", seeded.split());
    Side right = new Side("right", seeded.split());
    left.other = right;
    right.other = left;
    if (!accidents) {
      left.link.outbound().tick();
      right.link.outbound().tick();
      assertTrue(left.deliver() && right.deliver());
    }
    bad = accidents;
    for (int step = 0; step < STEPS; step++) {
      Side side = seeded.nextBoolean() ? left : right;
      switch (seeded.nextInt(8)) {
        case 0 -> side.ask();
        case 1 -> side.runOne();
        case 2 -> side.answerOne();
        case 3 -> side.link.outbound().tick();
        default -> side.deliver();
      }
    }
    bad = false;
    settle(left, right);
    int failures = left.failed.size() + right.failed.size();
    for (int i = 0; i < 100; i++) {
      left.ask();
      right.ask();
    }
    settle(left, right);
    assertEquals(failures, left.failed.size() + right.failed.size(), "the link did not recover");
    left.check();
    right.check();
    return List.of(left, right);
  }

  /** Delivers everything on a good network, until both sides have nothing more to say. */
  private static void settle(Side left, Side right) {
    for (int round = 0; round < 20_000; round++) {
      for (Side side : List.of(left, right)) {
        side.link.tick();
        while (side.deliver()) {
          side.runOne();
        }
        side.runOne();
        side.answerOne();
      }
      if (round > 50 && left.isQuiet() && right.isQuiet()) {
        return;
      }
    }
  }

  /** One node: asks, runs, answers. */
  private final class Side implements PeerLink.Events {
    private final String name;
    private final SplittableRandom chance;
    private final PeerLink link;
    private final ArrayDeque<Frame> inbox = new ArrayDeque<>();
    private final PendingAnswers pending = new PendingAnswers();
    private final ArrayDeque<Long> toRun = new ArrayDeque<>();
    private final ArrayDeque<Long> toAnswer = new ArrayDeque<>();
    private final Set<Long> ran = new HashSet<>();
    private final Map<Long, Integer> answers = new HashMap<>();
    private final Map<Long, RemoteAnswer.Failure> failed = new HashMap<>();
    private final List<Long> asked = new ArrayList<>();
    private Side other;
    private int resets;

    Side(String name, SplittableRandom chance) {
      this.name = name;
      this.chance = chance;
      this.link = new PeerLink(name, this::send, this);
    }

    private void send(Frame frame) {
      int odds = frame.kind() == Frame.Kind.RESET ? RESET_ACCIDENTS : ACCIDENTS;
      boolean accident = bad && chance.nextInt(odds) == 0;
      if (accident) {
        lost++;
      }
      if (!accident) {
        other.inbox.add(frame);
      } else if (chance.nextInt(4) == 0) {
        other.inbox.addFirst(frame);
      } else if (chance.nextInt(4) == 0) {
        other.inbox.add(frame);
        other.inbox.add(frame);
      }
    }

    void ask() {
      long id = pending.nextId();
      byte[] message = new byte[chance.nextInt(10) == 0 ? chance.nextInt(500_000) + 8 : 8];
      RequestLayout.putLong(message, 0, id);
      RequestLayout.putLong(message, message.length - Long.BYTES, id);
      pending.add(new Outcome(id), message.length);
      asked.add(id);
      long number = link.outbound().offer(Channel.REQUEST, message, 0, message.length);
      if (number == OutboundLink.NOT_TAKEN) {
        pending.takeUnsent().forEach(one -> one.failed(RemoteAnswer.Failure.NOT_RUN));
      } else {
        pending.sent(number);
      }
    }

    void runOne() {
      Long id = toRun.poll();
      if (id != null) {
        link.requestsBegin();
        assertTrue(ran.add(id), "run twice: " + name + " id=" + id);
        link.requestsConsumed();
        toAnswer.add(id);
      }
    }

    void answerOne() {
      Long id = toAnswer.poll();
      if (id != null) {
        byte[] message = new byte[chance.nextInt(10) == 0 ? chance.nextInt(300_000) + 8 : 8];
        RequestLayout.putLong(message, message.length - Long.BYTES, id);
        long number = link.outbound().offer(Channel.REPLY, message, 0, message.length);
        if (number == OutboundLink.NOT_TAKEN) {
          link.giveUp("test");
        }
      }
    }

    boolean deliver() {
      Frame frame = inbox.poll();
      if (frame != null) {
        link.receive(frame);
      }
      return frame != null;
    }

    boolean isQuiet() {
      return toRun.isEmpty() && toAnswer.isEmpty() && pending.count() == 0;
    }

    void check() {
      for (long id : asked) {
        int answered = answers.getOrDefault(id, 0);
        assertEquals(1, answered + (failed.containsKey(id) ? 1 : 0), name + " id=" + id);
        if (answered > 0) {
          assertTrue(other.ran.contains(id));
        }
        if (failed.get(id) == RemoteAnswer.Failure.NOT_RUN) {
          assertFalse(other.ran.contains(id), "has run: " + name + " id=" + id);
        }
      }
    }

    @Override
    public void opened() {}

    @Override
    public void message(Channel channel, byte[] array, int offset, int length) {
      long id = RequestLayout.getLong(array, offset + length - Long.BYTES);
      if (channel == Channel.REQUEST) {
        assertEquals(id, RequestLayout.getLong(array, offset));
        toRun.add(id);
      } else {
        RemoteAnswer answer = pending.take(id);
        assertTrue(answer != null, "an answer to nothing: " + name + " id=" + id);
        answer.arrived(array, offset, length, true);
      }
    }

    @Override
    public void reset(long notRunFrom, long deadBelow) {
      resets++;
      toRun.clear();
      toAnswer.clear();
      pending.fail(notRunFrom, deadBelow);
    }

    @Override
    public void acknowledged() {}

    private final class Outcome implements RemoteAnswer {
      private final long id;

      Outcome(long id) {
        this.id = id;
      }

      @Override
      public void arrived(byte[] array, int offset, int length, boolean last) {
        answers.merge(id, 1, Integer::sum);
      }

      @Override
      public void failed(Failure why) {
        assertEquals(null, failed.put(id, why), "failed twice: " + name + " id=" + id);
      }
    }
  }
}
