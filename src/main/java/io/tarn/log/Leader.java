// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import java.util.List;

/**
 * Leads one shard in one epoch: serves its stream to followers, and knows what each has. One thread
 * at a time, except {@link #isFenced}; appending to {@link ShardCopy#log} is for any thread.
 *
 * <p>A follower is WAITING (for a checkpoint), STARTING (was told where its stream begins),
 * STREAMING or OVER (has to ask anew). Bytes go out in order within a window for each follower;
 * what is lost is sent again from where the follower says it stands. The stream retains what
 * followers that were heard of lately have not applied, and a small tail.
 */
public final class Leader {

  /** Frames that one follower gets before it is another shard's turn. */
  private static final int FRAMES_PER_PUMP = 4;

  private final ShardCopy copy;
  private final ShardLog log;
  private final long epoch;
  private final StreamSettings settings;
  private final CheckpointWalk walk;
  private final Followers followers = new Followers();
  private final long welcomeUntilNanos;
  private final long adoptedAt;
  private long heardNanos;
  private volatile long fencedBy;

  private Leader(
      ShardCopy copy, long epoch, CheckpointSource source, StreamSettings settings, long nowNanos) {
    this.copy = copy;
    this.log = copy.log();
    this.epoch = epoch;
    this.settings = settings;
    this.walk = new CheckpointWalk(log, source, settings);
    this.adoptedAt = log.end();
    this.heardNanos = nowNanos;
    this.welcomeUntilNanos = nowNanos + 2 * settings.silentNanos();
  }

  /**
   * Adopts what the copy holds, be it nothing, and leads it from here on. Only then may writes be
   * taken.
   *
   * @param epoch as {@link Adoption#epoch} says: not below what was promised
   */
  public static Leader adopt(
      ShardCopy copy, long epoch, CheckpointSource source, StreamSettings settings, long nowNanos) {
    copy.lead(epoch);
    return new Leader(copy, epoch, source, settings, nowNanos);
  }

  /** Returns the epoch in which it leads. */
  public long epoch() {
    return epoch;
  }

  /** True when a higher epoch was seen: the shard must be served no longer. Any thread. */
  public boolean isFenced() {
    return fencedBy != 0;
  }

  /** Returns the highest epoch that was seen above its own, 0 for none. */
  public long fencedBy() {
    return fencedBy;
  }

  /** A higher epoch was seen, be it in a report of another node. */
  public void fenced(long higher) {
    if (higher > epoch) {
      copy.promise(higher);
      fencedBy = Math.max(fencedBy, higher);
    }
  }

  /** Stops: the copy stays as it is, and can be followed with, or led with in a higher epoch. */
  public ShardCopy stop() {
    fencedBy = Math.max(fencedBy, copy.promised());
    followers.clear();
    return copy;
  }

  /** Handles what a follower says. */
  public void receive(int node, StreamMessage.ToLeader message, long nowNanos) {
    switch (message) {
      case StreamMessage.Fenced word -> fenced(word.epoch());
      case StreamMessage.Follow word -> {
        fenced(word.epoch());
        if (!isFenced()) {
          follow(node, word, nowNanos);
        }
      }
      case StreamMessage.Acknowledge word -> {
        fenced(word.epoch());
        if (!isFenced() && word.epoch() == epoch) {
          acknowledged(node, word, nowNanos);
        }
      }
    }
  }

  /** Answers one that shall lead instead; a higher epoch stops this leader at once. */
  public StreamMessage.Answer inquired(StreamMessage.Inquire question) {
    fenced(question.epoch());
    return copy.inquired(question);
  }

  /** The link to a node broke: what was sent may be lost, and it will ask anew. */
  public void lost(int node) {
    FollowerProgress follower = followers.find(node);
    if (follower != null) {
      follower.present = false;
    }
  }

  /** A node is gone for good, or holds no copy any longer. */
  public void removed(int node) {
    followers.removed(node);
  }

  private void follow(int node, StreamMessage.Follow word, long nowNanos) {
    FollowerProgress follower = followers.find(node);
    if (follower == null) {
      follower = followers.add(node, nowNanos);
    } else if (word.session() < follower.session) {
      return;
    }
    heard(follower, nowNanos);
    if (word.session() == follower.session) {
      return;
    }
    follower.session = word.session();
    follower.inWalk = false;
    log.read(true);
    Copy theirs = word.copy();
    boolean retained = theirs.position() >= log.start() && theirs.position() <= log.end();
    if (retained
        && theirs.complete()
        && copy.history().contains(theirs.epoch(), theirs.position())) {
      follower.begin(
          FollowerProgress.State.STARTING,
          theirs.position(),
          true,
          nowNanos,
          settings.resendNanos());
    } else if (retained
        && !theirs.complete()
        && theirs.epoch() == epoch
        && walk.isOpenAt(word.walkStart())) {
      follower.begin(
          FollowerProgress.State.STARTING,
          theirs.position(),
          false,
          nowNanos,
          settings.resendNanos());
      follower.inWalk = true;
    } else {
      follower.begin(
          FollowerProgress.State.WAITING, log.end(), false, nowNanos, settings.resendNanos());
    }
  }

  private void acknowledged(int node, StreamMessage.Acknowledge word, long nowNanos) {
    FollowerProgress follower = followers.find(node);
    if (follower == null
        || word.session() != follower.session
        || follower.state == FollowerProgress.State.WAITING
        || follower.state == FollowerProgress.State.OVER) {
      return;
    }
    heard(follower, nowNanos);
    if (word.leaving()) {
      follower.leave();
    }
    if (word.received() > log.end() || word.applied() > word.received()) {
      follower.over(settings, nowNanos);
    } else {
      follower.acknowledged(word, log.end(), settings.resendNanos(), nowNanos);
    }
  }

  private void heard(FollowerProgress follower, long nowNanos) {
    follower.present = true;
    follower.heardNanos = nowNanos;
    heardNanos = nowNanos;
  }

  /**
   * Sends what is due: call it when a message came, when the log's listener was told, and every
   * hundred milliseconds or so.
   *
   * @return true when more could be sent at once: then call again, after other shards had their
   *     turn
   */
  public boolean pump(long nowNanos, StreamOut out) {
    if (isFenced()) {
      return false;
    }
    followers.forgetSilent(settings.forgetNanos(), nowNanos);
    for (FollowerProgress follower : followers.all()) {
      check(follower, nowNanos);
    }
    boolean more = walk.step(followers.all(), nowNanos);
    for (FollowerProgress follower : followers.all()) {
      more |= follower.present && send(follower, nowNanos, out);
    }
    retain(nowNanos);
    return more;
  }

  /* Notices who is absent, who makes no progress, and whose bytes are no longer there. */
  private void check(FollowerProgress follower, long nowNanos) {
    if (nowNanos - follower.heardNanos > settings.silentNanos()) {
      follower.present = false;
    }
    if (!follower.isServed()) {
      return;
    }
    if (follower.received < log.start()) {
      follower.over(settings, nowNanos);
      return;
    }
    if (follower.sent == follower.received) {
      follower.progressNanos = nowNanos;
    } else if (nowNanos - follower.progressNanos > settings.resendNanos()) {
      follower.rewind(nowNanos);
    }
    follower.forgive(settings, nowNanos);
    follower.mark(log.end(), nowNanos);
  }

  private boolean send(FollowerProgress follower, long nowNanos, StreamOut out) {
    return switch (follower.state) {
      case WAITING -> false;
      case OVER -> {
        if (nowNanos - follower.sentNanos >= settings.resendNanos()) {
          follower.sentNanos = nowNanos;
          out.send(follower.node, new StreamMessage.Over(copy.shard(), epoch, follower.session));
        }
        yield false;
      }
      case STARTING -> {
        if (nowNanos - follower.sentNanos >= settings.resendNanos()) {
          follower.sentNanos = nowNanos;
          out.send(
              follower.node,
              new StreamMessage.Start(
                  copy.shard(),
                  epoch,
                  follower.session,
                  follower.inWalk && follower.received == walk.start(),
                  follower.received,
                  copy.history()));
        }
        yield false;
      }
      case STREAMING -> {
        if (follower.leaving && everybodyHas(follower.leavePosition)) {
          // It gets nothing more, so that others come to have all that it has vouched for.
          if (everybodyHas(follower.applied)
              && nowNanos - follower.sentNanos >= settings.heartbeatNanos()) {
            follower.sentNanos = nowNanos;
            follower.dismissed = true;
            out.send(
                follower.node, new StreamMessage.Dismissed(copy.shard(), epoch, follower.session));
          }
          yield false;
        }
        yield stream(follower, nowNanos, out);
      }
    };
  }

  private boolean stream(FollowerProgress follower, long nowNanos, StreamOut out) {
    for (int frames = 0; frames < FRAMES_PER_PUMP; frames++) {
      long window = settings.windowBytes() - (follower.sent - follower.received);
      int most = (int) Math.min(Math.min(settings.frameBytes(), window), out.room(follower.node));
      if (most <= 0 || follower.sent >= log.end()) {
        break;
      }
      int length = log.copy(follower.sent, out.scratch(), 0, most);
      if (length < 0) {
        return true;
      }
      data(follower, out.scratch(), length, nowNanos, out);
      follower.sent += length;
    }
    if (nowNanos - follower.sentNanos >= settings.heartbeatNanos()) {
      data(follower, out.scratch(), 0, nowNanos, out);
    }
    return follower.sent < log.end()
        && follower.sent - follower.received < settings.windowBytes()
        && out.room(follower.node) > 0;
  }

  private void data(
      FollowerProgress follower, byte[] array, int length, long nowNanos, StreamOut out) {
    follower.sentNanos = nowNanos;
    out.send(
        follower.node,
        new StreamMessage.Data(
            copy.shard(),
            epoch,
            follower.session,
            follower.sent,
            log.end(),
            follower.inWalk ? walk.end() : -1,
            array,
            0,
            length));
  }

  /* Lets go of what nobody needs. */
  private void retain(long nowNanos) {
    long end = log.end();
    long keep = end - settings.tailBytes();
    boolean welcome = nowNanos - welcomeUntilNanos < 0;
    if (welcome) {
      keep = Math.min(keep, adoptedAt - settings.tailBytes());
    }
    keep = Math.min(keep, followers.needed(end));
    if (followers.isEmpty() && !welcome && nowNanos - heardNanos > settings.forgetNanos()) {
      log.read(false);
    } else {
      log.trim(keep);
    }
  }

  /** Returns the position to which this many followers hold everything, -1 with fewer complete. */
  public long acknowledgedBy(int count) {
    return count <= 0 ? log.end() : followers.acknowledgedBy(count);
  }

  /**
   * Returns the position up to which one follower vouches for everything, -1 when none does. One
   * that is leaving does so until it is dismissed.
   */
  public long acknowledgedByOne() {
    return followers.acknowledgedByOne();
  }

  /**
   * True when every follower that counts (complete, present, not leaving) holds everything up to a
   * position, and there is one: what a planned move waits for at the end of the stream.
   */
  public boolean everybodyHas(long position) {
    return followers.everybodyHas(position);
  }

  /** Returns how many followers are in sync. */
  public int inSync() {
    return followers.inSync(log.end(), settings);
  }

  /** Returns what is known of each follower. */
  public List<FollowerFacts> followers(long nowNanos) {
    return followers.facts(log.end(), settings, nowNanos);
  }
}
