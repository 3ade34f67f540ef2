// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Follows the leader of one shard: asks for the stream, applies it, says how far it is. One thread
 * at a time.
 *
 * <p>It is IDLE (knows no leader), ASKING or STREAMING. Whatever does not belong to the present
 * session is ignored, and whatever does not continue where it stands; so messages may be lost,
 * doubled or late.
 */
public final class Follower {

  private enum State {
    IDLE,
    ASKING,
    STREAMING
  }

  /** Most nodes that are told that they are fenced between two pumps; further ones ask again. */
  private static final int MOST_REFUSED = 16;

  private final ShardCopy copy;
  private final UnitApplier applier;
  private final StreamSettings settings;
  private final UnitCutter cutter;
  private final Queue<Integer> refused = new ArrayDeque<>();

  private State state = State.IDLE;
  private int leader;
  private long leaderEpoch;
  private long session;
  private long received;
  private long leaderEnd;
  private boolean answerDue;
  private boolean gap;
  private boolean leaving;
  private boolean dismissed;
  private long askNanos;
  private long heardNanos;

  /** When a frame last continued what had been received; else the leader is mistaken. */
  private long fittedNanos;

  /** Creates one that goes on with what the copy holds, and knows no leader. */
  public Follower(ShardCopy copy, UnitApplier applier, StreamSettings settings) {
    this.copy = copy;
    this.applier = applier;
    this.settings = settings;
    this.cutter = new UnitCutter(copy, applier, settings);
    copy.follow();
  }

  /**
   * Follows a leader from here on; does nothing when it does so already.
   *
   * @param node the number by which this node knows it
   * @return false when a higher epoch is known or promised: it is told that it leads no longer
   */
  public boolean follow(int node, long epoch, long nowNanos) {
    if (epoch < copy.promised()) {
      refuse(node);
      return false;
    }
    if (state != State.IDLE && leader == node && epoch == leaderEpoch) {
      return true;
    }
    copy.promise(epoch);
    leader = node;
    leaderEpoch = epoch;
    ask(nowNanos);
    return true;
  }

  /** The link to a node broke: if it is the leader, it is asked anew. */
  public void lost(int node, long nowNanos) {
    if (state != State.IDLE && node == leader) {
      ask(nowNanos);
    }
  }

  /**
   * Means to hold no copy any longer: tells the leader, which counts it no more and says when
   * others have what it has. Until then it goes on.
   */
  public void leave() {
    leaving = true;
    answerDue = true;
  }

  /** Means to stay after all. */
  public void stay(long nowNanos) {
    if (leaving && !dismissed) {
      leaving = false;
      if (state != State.IDLE) {
        ask(nowNanos);
      }
    }
  }

  /** True when the leader has said that the copy may be forgotten. */
  public boolean isDismissed() {
    return dismissed;
  }

  /** Stops following. What is held stays in the copy; the beginning of a unit is let go. */
  public ShardCopy stop() {
    state = State.IDLE;
    cutter.clear();
    return copy;
  }

  /** True while the stream flows and the copy is complete. */
  public boolean isInSync() {
    return state == State.STREAMING && copy.facts().complete();
  }

  /** Returns how many bytes it knows to be behind. */
  public long lagBytes() {
    return Math.max(0, leaderEnd - copy.log().end());
  }

  /** Returns for how long the leader has not been heard. */
  public long silentNanos(long nowNanos) {
    return nowNanos - heardNanos;
  }

  /** Handles what a leader says: applies what continues what is held. */
  public void receive(int node, StreamMessage.ToFollower message, long nowNanos) {
    switch (message) {
      case StreamMessage.Start word -> {
        if (isCurrent(node, word.epoch(), word.session(), nowNanos)) {
          start(word);
        }
      }
      case StreamMessage.Data word -> {
        if (isCurrent(node, word.epoch(), word.session(), nowNanos) && state == State.STREAMING) {
          data(word, nowNanos);
        }
      }
      case StreamMessage.Dismissed word -> {
        if (isCurrent(node, word.epoch(), word.session(), nowNanos) && leaving) {
          dismissed = true;
          state = State.IDLE;
        }
      }
      case StreamMessage.Over word -> {
        if (isCurrent(node, word.epoch(), word.session(), nowNanos)) {
          ask(nowNanos);
        }
      }
    }
  }

  private boolean isCurrent(int node, long epoch, long itsSession, long nowNanos) {
    if (epoch < copy.promised()) {
      refuse(node);
      return false;
    }
    if (state == State.IDLE || node != leader || itsSession != session) {
      return false;
    }
    heardNanos = nowNanos;
    if (epoch > leaderEpoch) {
      copy.promise(epoch);
      leaderEpoch = epoch;
      if (state == State.STREAMING) {
        ask(nowNanos);
        return false;
      }
    }
    return true;
  }

  private void refuse(int node) {
    if (refused.size() < MOST_REFUSED && !refused.contains(node)) {
      refused.add(node);
    }
  }

  private void start(StreamMessage.Start word) {
    answerDue = true;
    if (state != State.ASKING) {
      return;
    }
    if (word.checkpoint()) {
      applier.reset();
      copy.restart(word.history(), word.position());
    } else if (word.position() == copy.log().end()) {
      copy.resume(word.history());
    } else {
      return;
    }
    received = word.position();
    state = State.STREAMING;
  }

  private void data(StreamMessage.Data word, long nowNanos) {
    answerDue = true;
    leaderEnd = Math.max(leaderEnd, word.end());
    long next = word.position() + word.length();
    if (word.position() > received) {
      gap = true;
      if (nowNanos - fittedNanos > settings.silentNanos()) {
        ask(nowNanos);
      }
      return;
    }
    fittedNanos = nowNanos;
    if (next > received) {
      int known = (int) (received - word.position());
      received = next;
      boolean applied = false;
      try {
        applied = cutter.apply(word.array(), word.offset() + known, word.length() - known);
      } finally {
        if (!applied) {
          copy.spoil();
          ask(nowNanos);
        }
      }
      if (!applied) {
        return;
      }
    }
    if (!copy.facts().complete() && word.walkEnd() >= 0 && copy.log().end() >= word.walkEnd()) {
      applier.complete();
      copy.complete();
    }
  }

  private void ask(long nowNanos) {
    state = State.ASKING;
    session = copy.nextSession();
    cutter.clear();
    received = copy.log().end();
    leaderEnd = received;
    answerDue = false;
    gap = false;
    askNanos = nowNanos;
    heardNanos = nowNanos;
    fittedNanos = nowNanos;
  }

  /** Sends what is due: call it after a batch of messages, and every hundred milliseconds or so. */
  public void pump(long nowNanos, StreamOut out) {
    for (Integer node = refused.poll(); node != null; node = refused.poll()) {
      out.send(node, new StreamMessage.Fenced(copy.shard(), copy.promised()));
    }
    if (state == State.STREAMING && nowNanos - heardNanos > settings.silentNanos()) {
      ask(nowNanos);
    }
    if (state == State.ASKING && nowNanos - askNanos >= 0) {
      askNanos = nowNanos + settings.resendNanos();
      out.send(
          leader,
          new StreamMessage.Follow(
              copy.shard(), copy.promised(), session, copy.facts(), copy.walkStart()));
    } else if (state == State.STREAMING && answerDue) {
      out.send(leader, acknowledgement());
    }
    answerDue = false;
    gap = false;
  }

  private StreamMessage acknowledgement() {
    return new StreamMessage.Acknowledge(
        copy.shard(),
        copy.promised(),
        session,
        received,
        copy.log().end(),
        copy.facts().complete(),
        gap,
        leaving);
  }
}
