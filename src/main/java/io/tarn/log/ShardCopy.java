// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

/**
 * What this node holds of a shard's stream, whatever its role: it lives as long as the node, and
 * {@link Leader} and {@link Follower} work on it in turns. The keys themselves lie elsewhere and
 * must always be what this says. One thread at a time.
 *
 * <p>Invariants: {@code log.end()} is the end of the last unit applied; {@code history} contains
 * it; {@link #promised} never goes back, and is kept even when nothing is held.
 */
public final class ShardCopy {

  private final int shard;
  private final ShardLog log;
  private History history = History.NONE;
  private boolean complete;
  private long walkStart;
  private long promised;
  private long session;

  /** Creates one that holds nothing. */
  public ShardCopy(int shard, LogMemory memory) {
    this.shard = shard;
    this.log = new ShardLog(memory);
  }

  /** Returns the number of the shard. */
  public int shard() {
    return shard;
  }

  /** Returns the stream, to which the shard's slots append while this node leads. */
  public ShardLog log() {
    return log;
  }

  /** Returns what is held, for a report. */
  public Copy facts() {
    long epoch = history.epochAt(log.end());
    return epoch == 0 ? Copy.NONE : new Copy(epoch, log.end(), complete);
  }

  /** Returns the epoch of what is held, 0 for nothing. */
  public long epoch() {
    return history.epochAt(log.end());
  }

  /** True when it is all of the shard, up to some position. */
  public boolean isComplete() {
    return complete;
  }

  /** Returns the highest epoch that this node has seen or promised for the shard. */
  public long promised() {
    return promised;
  }

  /** Promises to refuse everything below an epoch. Does nothing when a higher one is promised. */
  public void promise(long epoch) {
    promised = Math.max(promised, epoch);
  }

  /**
   * Answers one that shall lead, and promises to refuse everything below its epoch. Where a {@link
   * Leader} works on this copy, ask {@link Leader#inquired} instead, which also stops it.
   */
  public StreamMessage.Answer inquired(StreamMessage.Inquire question) {
    promise(question.epoch());
    return new StreamMessage.Answer(shard, question.round(), promised, facts());
  }

  /** Forgets what is held, but not what was promised. The caller forgets the keys. */
  public void clear() {
    history = History.NONE;
    complete = false;
    walkStart = 0;
    log.moveTo(0);
  }

  /** Closes the stream: gives its memory back. */
  public void close() {
    log.close();
  }

  /* Returns a number that no session of this node for this shard has had. */
  long nextSession() {
    return ++session;
  }

  History history() {
    return history;
  }

  long walkStart() {
    return complete ? 0 : walkStart;
  }

  /* This node begins to lead: what is held is the shard from here on. */
  void lead(long epoch) {
    if (epoch < promised || epoch <= history.latest()) {
      throw new IllegalArgumentException(
          "epoch=" + epoch + " promised=" + promised + " history=" + history);
    }
    promise(epoch);
    boolean held = history.epochAt(log.end()) != 0;
    history = history.upTo(log.end()).with(epoch, log.end());
    complete = true;
    log.epoch(epoch);
    log.readOn(held);
  }

  /* This node begins to follow: nobody reads here. */
  void follow() {
    log.readOn(false);
  }

  /* A leader says that what is held is the beginning of its stream. */
  void resume(History theirs) {
    history = theirs;
  }

  /* What is held does not fit to what the leader sends: only a checkpoint helps. */
  void spoil() {
    complete = false;
    walkStart = -1;
  }

  /* A checkpoint begins. */
  void restart(History theirs, long position) {
    history = theirs;
    complete = false;
    walkStart = position;
    log.moveTo(position);
  }

  void complete() {
    complete = true;
  }
}
