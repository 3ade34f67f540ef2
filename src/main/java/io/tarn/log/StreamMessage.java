// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

/**
 * What the copies of a shard say to each other. {@link StreamCodec} gives the bytes.
 *
 * <p>The conversation. A follower asks with {@link Follow}, again and again until it is answered; a
 * leader answers {@link Start} when it can serve it, at once from its position or later with a
 * checkpoint; the follower acknowledges, and {@link Data} flows within a window. Whoever gets a
 * word of an epoch below the one it has promised answers {@link Fenced}. A session has one Start;
 * when the leader can no longer go on with it, it says {@link Over}. Who shall lead asks everybody
 * with {@link Inquire} first and hears {@link Answer}.
 */
public sealed interface StreamMessage {

  /** Which shard it is about. */
  int shard();

  /** What is said to a leader. */
  sealed interface ToLeader extends StreamMessage {}

  /** What is said to a follower. */
  sealed interface ToFollower extends StreamMessage {}

  /** What is said between one that shall lead and all that may hold a copy. */
  sealed interface ToCopy extends StreamMessage {}

  /**
   * Give me the stream.
   *
   * @param epoch the highest epoch that the follower knows of or has promised
   * @param session a number that grows each time the node asks anew; everything that belongs to the
   *     answer carries it, so what is late is known as such
   * @param copy what it holds; an incomplete copy is of use only within its own walk
   * @param walkStart where the checkpoint of an incomplete copy began, else 0
   */
  record Follow(int shard, long epoch, long session, Copy copy, long walkStart)
      implements ToLeader {}

  /**
   * I have so much.
   *
   * @param received the position to which all bytes have arrived
   * @param applied the position to which units are applied; a crash of the leader costs nothing
   *     before it
   * @param complete false while the checkpoint is not at its end
   * @param gap true when bytes beyond {@code received} came that do not continue there
   * @param leaving true when it means to hold no copy any longer, and does not want to be counted;
   *     it stays until it is {@link Dismissed}, because clients may have been told that it has
   *     their writes
   */
  record Acknowledge(
      int shard,
      long epoch,
      long session,
      long received,
      long applied,
      boolean complete,
      boolean gap,
      boolean leaving)
      implements ToLeader {}

  /** A higher epoch is known: whoever leads with a lower one must stop at once. */
  record Fenced(int shard, long epoch) implements ToLeader {}

  /**
   * You get the stream from a position.
   *
   * @param checkpoint true when all that is held must be forgotten first
   * @param position where it begins
   * @param history the epochs of the stream, the leader's own as the latest
   */
  record Start(
      int shard, long epoch, long session, boolean checkpoint, long position, History history)
      implements ToFollower {}

  /** This session is over, because the bytes that come next are no longer there: ask anew. */
  record Over(int shard, long epoch, long session) implements ToFollower {}

  /** You may forget what you hold: others have it. */
  record Dismissed(int shard, long epoch, long session) implements ToFollower {}

  /**
   * Bytes of the stream; none of them is a heartbeat.
   *
   * @param position where they begin: everything before it has been sent
   * @param end where the leader's stream ended then
   * @param walkEnd where the checkpoint ends that this follower is in, -1 if not yet known or in
   *     none
   * @param array holds the bytes; valid only while the message is being handled
   */
  record Data(
      int shard,
      long epoch,
      long session,
      long position,
      long end,
      long walkEnd,
      byte[] array,
      int offset,
      int length)
      implements ToFollower {}

  /**
   * What do you hold? Whoever answers has promised to refuse everything below this epoch.
   *
   * @param round tells the answer to this question from others
   */
  record Inquire(int shard, long epoch, long round) implements ToCopy {}

  /**
   * I hold this.
   *
   * @param promised the highest epoch known or promised
   */
  record Answer(int shard, long round, long promised, Copy copy) implements ToCopy {}
}
