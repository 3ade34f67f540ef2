// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.command.Acknowledgements;
import io.tarn.command.Acknowledgements.Verdict;
import io.tarn.command.Environment;
import io.tarn.command.Reply;
import io.tarn.command.WrittenPositions;
import io.tarn.metric.CommandCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Answers to writes that one thread holds back until a replica has what they say was written, or
 * nobody can know any more, or {@code tarn.ack-timeout} is over. Used by that thread.
 *
 * <p>Nobody is asked about a single write. Whatever the replicas acknowledge, be it at once for
 * many connections and shards, makes this look at all that it holds; so what was written together
 * is acknowledged together, and a shard whose replica is silent holds up nothing else.
 *
 * <p>How much is held is bounded by those who give: a session has so many places for answers, a
 * link so many requests under way, and nothing is held longer than the limit.
 */
public final class HeldAnswers {

  /** What is answered when no replica has confirmed a write. */
  public static final Reply.Failure UNCONFIRMED =
      new Reply.Failure(
          "NOREPLICAS The write is done here, and is not undone, but no replica has confirmed it");

  /** An answer that is held. */
  public interface Held {
    /** It may be told. */
    void confirmed();

    /** {@link #UNCONFIRMED} is to be told instead. */
    void unconfirmed();
  }

  private record Waiting(WrittenPositions writes, Held answer, long deadlineNanos) {}

  private final Environment environment;
  private final Executor home;
  private final CommandCounters.Stripe counters;
  private final Runnable progress = this::progressed;
  private List<Waiting> waiting = new ArrayList<>();
  private List<Waiting> remaining = new ArrayList<>();
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile boolean holding;
  private boolean watching;

  /**
   * Creates it, with nothing held.
   *
   * @param home runs what it is given on the thread
   */
  public HeldAnswers(Environment environment, Executor home) {
    this.environment = environment;
    this.home = home;
    this.counters = environment.counters().newStripe();
  }

  /** Holds an answer until what its request has written is confirmed: perhaps it is already. */
  public void hold(WrittenPositions writes, Held answer) {
    Acknowledgements replicas = environment.acknowledgements();
    if (!watching) {
      watching = true;
      replicas.watch(progress);
    }
    holding = true; // before the look: whatever changes after it is told
    Verdict verdict = writes.verdict(replicas);
    if (verdict == Verdict.PENDING) {
      long limit = environment.parameters().copies().ackTimeoutMillis() * 1_000_000L;
      waiting.add(new Waiting(writes, answer, System.nanoTime() + limit));
    } else {
      holding = !waiting.isEmpty();
      settle(answer, verdict);
    }
  }

  /** Gives an answer to a place, to be told when replicas have what was written, if any was. */
  void answer(Place place, Reply reply, @Nullable WrittenPositions writes) {
    if (writes == null || reply instanceof Reply.Failure) {
      place.answer(reply);
    } else {
      place.keep(reply);
      hold(writes, place);
    }
  }

  /** Holds the answer that a place {@linkplain Place#keep keeps}. */
  public void hold(WrittenPositions writes, Place place) {
    hold(
        writes,
        new Held() {
          @Override
          public void confirmed() {
            place.done();
          }

          @Override
          public void unconfirmed() {
            place.forget();
            place.answer(UNCONFIRMED);
          }
        });
  }

  /** Returns how many answers are held. */
  public int count() {
    return waiting.size();
  }

  /** Forgets what is held: nobody wants to hear it any more. */
  public void clear() {
    waiting.clear();
    holding = false;
  }

  /** As the other, for good. */
  public void close() {
    clear();
    environment.acknowledgements().unwatch(progress);
  }

  /* Any thread. */
  private void progressed() {
    if (holding && looking.compareAndSet(false, true)) {
      try {
        home.execute(this::look);
      } catch (RejectedExecutionException stopped) {
        holding = false;
      }
    }
  }

  /* Settling an answer may have further requests run, and their answers held. */
  private void look() {
    looking.set(false);
    Acknowledgements replicas = environment.acknowledgements();
    long now = System.nanoTime();
    List<Waiting> looked = waiting;
    waiting = remaining;
    for (int i = 0; i < looked.size(); i++) {
      Waiting one = looked.get(i);
      Verdict verdict = one.writes.verdict(replicas);
      boolean late = now - one.deadlineNanos >= 0;
      if (verdict == Verdict.PENDING && !late) {
        waiting.add(one);
      } else {
        settle(one.answer, verdict);
      }
    }
    looked.clear();
    remaining = looked;
    holding = !waiting.isEmpty();
  }

  private void settle(Held answer, Verdict verdict) {
    if (verdict == Verdict.CONFIRMED) {
      answer.confirmed();
    } else {
      counters.errorReplied(UNCONFIRMED.message());
      answer.unconfirmed();
    }
  }
}
