// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

/** What a leader knows of one follower, and what it has sent to it. */
final class FollowerProgress {

  /** Where the conversation stands. */
  enum State {
    /** It needs a checkpoint, which has not begun. */
    WAITING,
    /** It was told where its stream begins, and has not answered. */
    STARTING,
    /** It has answered: bytes flow. */
    STREAMING,
    /** Its session cannot go on: it has to ask anew. */
    OVER
  }

  private static final long NANOS_PER_MILLI = 1_000_000;

  final int node;
  long session;
  State state = State.WAITING;

  /** True while it takes part in the present checkpoint walk. */
  boolean inWalk;

  boolean complete;

  /** True when it wants to go: it does not count, and may go when others have this position. */
  boolean leaving;

  long leavePosition;

  /** True when it was told that it may go: it may have nothing any more. */
  boolean dismissed;

  long sent;
  long received;
  long applied;

  /** False when it has not been heard of for long, or the link to it was lost. */
  boolean present = true;

  long heardNanos;
  long sentNanos;
  long progressNanos;

  /** Where it was sent to again last, and when. */
  private long rewoundTo = -1;

  private long rewoundNanos;

  int checkpoints;
  long noCheckpointBefore;
  private long backoffNanos;
  private long fellInNanos;

  /**
   * It has everything up to {@code markPosition}, the end at {@code markNanos}, once it says so.
   */
  private long markPosition;

  private long markNanos;
  private long behindSinceNanos;

  FollowerProgress(int node, long nowNanos) {
    this.node = node;
    this.session = Long.MIN_VALUE;
    this.heardNanos = nowNanos;
    this.noCheckpointBefore = nowNanos;
    this.behindSinceNanos = nowNanos;
    this.markNanos = nowNanos;
  }

  /** A new conversation: the stream begins at a position, unless a checkpoint must come first. */
  void begin(State next, long position, boolean whole, long nowNanos, long resendNanos) {
    state = next;
    sent = position;
    received = position;
    applied = position;
    complete = whole;
    leaving = false;
    dismissed = false;
    rewoundTo = -1;
    progressNanos = nowNanos;
    sentNanos = nowNanos - resendNanos;
    if (whole) {
      fellInNanos = nowNanos;
    }
  }

  /** It has acknowledged. */
  void acknowledged(StreamMessage.Acknowledge word, long end, long resendNanos, long nowNanos) {
    state = State.STREAMING;
    if (word.received() > received) {
      received = word.received();
      progressNanos = nowNanos;
    }
    if (word.applied() > applied) {
      applied = word.applied();
    }
    if (word.complete() && !complete) {
      complete = true;
      fellInNanos = nowNanos;
      inWalk = false;
    }
    sent = Math.max(sent, received);
    boolean again = rewoundTo != received || nowNanos - rewoundNanos > resendNanos;
    if (word.gap() && word.received() == received && again) {
      rewind(nowNanos);
    }
    mark(end, nowNanos);
  }

  /** What comes next for it is no longer there, or its walk was given up. */
  void over(StreamSettings settings, long nowNanos) {
    state = State.OVER;
    complete = false;
    inWalk = false;
    sentNanos = nowNanos - settings.resendNanos();
  }

  /** Sends again what has not been received. */
  void rewind(long nowNanos) {
    sent = received;
    rewoundTo = received;
    rewoundNanos = nowNanos;
    progressNanos = nowNanos;
  }

  /** A checkpoint begins for it: the next one has to wait, longer each time. */
  void checkpoint(long position, StreamSettings settings, long nowNanos) {
    checkpoints++;
    backoffNanos =
        backoffNanos == 0
            ? settings.backoffNanos()
            : Math.min(2 * backoffNanos, settings.longestBackoffNanos());
    noCheckpointBefore = nowNanos + backoffNanos;
    begin(State.STARTING, position, false, nowNanos, settings.resendNanos());
    inWalk = true;
  }

  /** Forgives earlier checkpoints to one that has stayed complete for long. */
  void forgive(StreamSettings settings, long nowNanos) {
    if (complete && nowNanos - fellInNanos > 2 * settings.longestBackoffNanos()) {
      backoffNanos = 0;
    }
  }

  /** Notes when it was last not behind. */
  void mark(long end, long nowNanos) {
    if (applied >= end) {
      behindSinceNanos = nowNanos;
      markPosition = end;
      markNanos = nowNanos;
    } else if (applied >= markPosition) {
      behindSinceNanos = markNanos;
      markPosition = end;
      markNanos = nowNanos;
    }
  }

  /** It wants to go. */
  void leave() {
    if (!leaving) {
      leaving = true;
      leavePosition = complete ? applied : 0;
    }
  }

  /** True when an acknowledgement of it counts. */
  boolean counts() {
    return complete && present && !leaving;
  }

  /**
   * True when it is good for what it has acknowledged, though it may be about to leave: it stays
   * until others have all of that.
   */
  boolean vouches() {
    return complete && present && !dismissed;
  }

  /** True when bytes from its position on are needed. */
  boolean isServed() {
    return state == State.STARTING || state == State.STREAMING;
  }

  boolean isInSync(long end, StreamSettings settings) {
    return counts() && end - applied <= settings.inSyncLagBytes();
  }

  FollowerFacts facts(long end, StreamSettings settings, long nowNanos) {
    long lag = end - applied;
    return new FollowerFacts(
        node,
        complete,
        isInSync(end, settings),
        applied,
        lag,
        lag == 0 ? 0 : Math.max(0, nowNanos - behindSinceNanos) / NANOS_PER_MILLI,
        checkpoints);
  }
}
