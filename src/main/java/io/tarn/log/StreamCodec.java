// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

/**
 * The bytes of {@link StreamMessage}s. Numbers are big endian.
 *
 * <pre>
 *   kind (1)  shard (4)  then
 *   1 FOLLOW       epoch (8) session (8) copy (17) walkStart (8)
 *   2 ACKNOWLEDGE  epoch (8) session (8) received (8) applied (8) flags (1): 1 complete, 2 gap, 4 leaving
 *   3 FENCED       epoch (8)
 *   4 START        epoch (8) session (8) checkpoint (1) position (8) count (1) {epoch (8) start (8)}
 *   5 DATA         epoch (8) session (8) position (8) end (8) walkEnd (8) length (4) bytes
 *   6 INQUIRE      epoch (8) round (8)
 *   7 ANSWER       round (8) promised (8) copy (17)
 *   8 OVER         epoch (8) session (8)
 *   9 DISMISSED    epoch (8) session (8)
 *   copy           epoch (8) position (8) complete (1)
 * </pre>
 */
public final class StreamCodec {

  private static final byte FOLLOW = 1;
  private static final byte ACKNOWLEDGE = 2;
  private static final byte FENCED = 3;
  private static final byte START = 4;
  private static final byte DATA = 5;
  private static final byte INQUIRE = 6;
  private static final byte ANSWER = 7;
  private static final byte OVER = 8;
  private static final byte DISMISSED = 9;

  private static final int COPY_BYTES = 17;
  private static final int HEAD_BYTES = 5;
  private static final int DATA_HEAD_BYTES = HEAD_BYTES + 5 * 8 + 4;
  private static final int COMPLETE = 1;
  private static final int GAP = 2;
  private static final int LEAVING = 4;

  /** Most bytes of any message without the bytes of the stream that {@code Data} carries. */
  public static final int MOST_BYTES = HEAD_BYTES + 26 + 16 * History.MOST;

  private StreamCodec() {}

  /** Returns how many bytes a message takes. */
  public static int length(StreamMessage message) {
    return switch (message) {
      case StreamMessage.Follow m -> HEAD_BYTES + 24 + COPY_BYTES;
      case StreamMessage.Acknowledge m -> HEAD_BYTES + 33;
      case StreamMessage.Fenced m -> HEAD_BYTES + 8;
      case StreamMessage.Start m -> HEAD_BYTES + 26 + 16 * m.history().size();
      case StreamMessage.Over m -> HEAD_BYTES + 16;
      case StreamMessage.Dismissed m -> HEAD_BYTES + 16;
      case StreamMessage.Data m -> DATA_HEAD_BYTES + m.length();
      case StreamMessage.Inquire m -> HEAD_BYTES + 16;
      case StreamMessage.Answer m -> HEAD_BYTES + 16 + COPY_BYTES;
    };
  }

  /** Writes a message; returns the offset after it. */
  public static int encode(StreamMessage message, byte[] target, int offset) {
    Cursor to = new Cursor(target, offset, target.length);
    switch (message) {
      case StreamMessage.Follow m -> {
        to.head(FOLLOW, m.shard());
        to.putLong(m.epoch());
        to.putLong(m.session());
        to.putCopy(m.copy());
        to.putLong(m.walkStart());
      }
      case StreamMessage.Acknowledge m -> {
        to.head(ACKNOWLEDGE, m.shard());
        to.putLong(m.epoch());
        to.putLong(m.session());
        to.putLong(m.received());
        to.putLong(m.applied());
        to.putByte(flags(m));
      }
      case StreamMessage.Fenced m -> {
        to.head(FENCED, m.shard());
        to.putLong(m.epoch());
      }
      case StreamMessage.Start m -> {
        to.head(START, m.shard());
        to.putLong(m.epoch());
        to.putLong(m.session());
        to.putByte(m.checkpoint() ? 1 : 0);
        to.putLong(m.position());
        to.putHistory(m.history());
      }
      case StreamMessage.Over m -> to.words(OVER, m.shard(), m.epoch(), m.session());
      case StreamMessage.Dismissed m -> to.words(DISMISSED, m.shard(), m.epoch(), m.session());
      case StreamMessage.Data m -> {
        to.head(DATA, m.shard());
        to.putLong(m.epoch());
        to.putLong(m.session());
        to.putLong(m.position());
        to.putLong(m.end());
        to.putLong(m.walkEnd());
        to.putInt(m.length());
        to.putBytes(m.array(), m.offset(), m.length());
      }
      case StreamMessage.Inquire m -> to.words(INQUIRE, m.shard(), m.epoch(), m.round());
      case StreamMessage.Answer m -> {
        to.head(ANSWER, m.shard());
        to.putLong(m.round());
        to.putLong(m.promised());
        to.putCopy(m.copy());
      }
    }
    return to.at();
  }

  /**
   * Reads a message. {@code Data} refers to the bytes where they lie.
   *
   * @param length bytes that there are, of which the message may take fewer: see {@link #length}
   * @throws IllegalArgumentException when it is no message
   */
  public static StreamMessage decode(byte[] source, int offset, int length) {
    Cursor from = new Cursor(source, offset, offset + length);
    int kind = from.getByte();
    int shard = from.getInt();
    return switch (kind) {
      case FOLLOW ->
          new StreamMessage.Follow(
              shard, from.getLong(), from.getLong(), from.getCopy(), from.getLong());
      case ACKNOWLEDGE -> {
        long epoch = from.getLong();
        long session = from.getLong();
        long received = from.getLong();
        long applied = from.getLong();
        int flags = from.getByte();
        yield new StreamMessage.Acknowledge(
            shard,
            epoch,
            session,
            received,
            applied,
            (flags & COMPLETE) != 0,
            (flags & GAP) != 0,
            (flags & LEAVING) != 0);
      }
      case FENCED -> new StreamMessage.Fenced(shard, from.getLong());
      case START ->
          new StreamMessage.Start(
              shard,
              from.getLong(),
              from.getLong(),
              from.getByte() != 0,
              from.getLong(),
              from.getHistory());
      case OVER -> new StreamMessage.Over(shard, from.getLong(), from.getLong());
      case DISMISSED -> new StreamMessage.Dismissed(shard, from.getLong(), from.getLong());
      case DATA -> data(shard, from);
      case INQUIRE -> new StreamMessage.Inquire(shard, from.getLong(), from.getLong());
      case ANSWER ->
          new StreamMessage.Answer(shard, from.getLong(), from.getLong(), from.getCopy());
      default -> throw new IllegalArgumentException("kind=" + kind);
    };
  }

  private static int flags(StreamMessage.Acknowledge m) {
    return (m.complete() ? COMPLETE : 0) | (m.gap() ? GAP : 0) | (m.leaving() ? LEAVING : 0);
  }

  private static StreamMessage.Data data(int shard, Cursor from) {
    long epoch = from.getLong();
    long session = from.getLong();
    long position = from.getLong();
    long end = from.getLong();
    long walkEnd = from.getLong();
    int bytes = from.getInt();
    int at = from.skip(bytes);
    return new StreamMessage.Data(
        shard, epoch, session, position, end, walkEnd, from.array(), at, bytes);
  }
}
