// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import io.tarn.command.Reply;
import io.tarn.command.wire.RespEncoder;
import io.tarn.slab.Memory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Puts answers into messages, in the form of {@link RequestLayout}: many short ones into one, a
 * long one into several. Used by one thread.
 */
final class AnswerWriter implements RespEncoder.Spill {

  /*
   * The encoder's array holds the bodies of the answers so far; the entries are kept beside it
   * until the message is made. An answer that is too long for the array leaves in messages of its
   * own, once it is whole: should it grow beyond what one answer may take, an error is sent in its
   * place.
   */

  /** A message is sent when it holds so many bytes. */
  private static final int MESSAGE_BYTES = 96 << 10;

  /** The longest answer. */
  private static final long MOST_ANSWER_BYTES = Frame.MOST_MESSAGE_BYTES;

  private static final Reply.Failure TOO_LONG =
      Reply.error("the answer is too long to come from another node: limit=64mb");

  private static final int LONG_HEADER =
      RequestLayout.ANSWERS_HEADER_BYTES + RequestLayout.ANSWER_ENTRY_BYTES;
  private static final int PIECE_BYTES = Frame.MOST_BYTES - LONG_HEADER;

  private final RespEncoder encoder;
  private final Consumer<byte[]> out;
  private final List<byte[]> pieces = new ArrayList<>(0);
  private int forwarder;
  private long[] ids;
  private int[] tails;
  private int count;
  private long presentId = -1;
  private boolean unfinished;
  private int presentFrom;
  private boolean spilled;
  private long spilledBytes;

  /** Creates a writer whose messages go to {@code out}. */
  AnswerWriter(int firstBytes, Consumer<byte[]> out) {
    this.encoder = new RespEncoder(firstBytes);
    this.out = out;
    int entries = Math.max(1, firstBytes / 256);
    this.ids = new long[entries];
    this.tails = new int[entries];
  }

  /** Begins with answers to one thread of the peer; those to another are sent. */
  void begin(int toForwarder) {
    if (toForwarder != forwarder) {
      flush();
      forwarder = toForwarder;
    }
  }

  /** Appends an answer. */
  void add(long id, Reply reply, int protocol) {
    presentId = id;
    presentFrom = encoder.size();
    spilled = false;
    spilledBytes = 0;
    unfinished = true;
    encoder.write(reply, protocol, this);
    unfinished = false;
    if (spilled) {
      finishLong(protocol);
    } else {
      entry(id, RequestLayout.LAST, encoder.size() - presentFrom);
      if (encoder.size() >= MESSAGE_BYTES) {
        flush();
      }
    }
  }

  /**
   * Answers a request for which something was thrown: what {@link #add} has begun is taken back,
   * and an answer that was complete stays.
   */
  void replace(long id, Reply reply, int protocol) {
    if (unfinished && spilled) {
      encoder.clear();
      pieces.clear();
    } else if (unfinished) {
      encoder.truncate(presentFrom);
    }
    if (unfinished || presentId != id) {
      add(id, reply, protocol);
    }
  }

  /** Appends that there is no answer yet. */
  void waits(long id) {
    entry(id, RequestLayout.WAITS, 0);
  }

  /** Appends that there is no answer: the slot is not led here. */
  void refusal(long id, int number) {
    entry(id, RequestLayout.NOT_OWNER, number);
  }

  /** Sends what there is. */
  void flush() {
    if (count > 0) {
      byte[] message = message(encoder.array(), encoder.size());
      count = 0;
      encoder.clear();
      out.accept(message);
    }
  }

  /** Forgets what there is. */
  void clear() {
    count = 0;
    presentFrom = 0;
    spilled = false;
    unfinished = false;
    encoder.clear();
    pieces.clear();
  }

  @Override
  public void bytes(byte[] array, int length) {
    int from = beginSpill(array);
    while (from < length) {
      int part = Math.min(length - from, PIECE_BYTES);
      if (admits(part)) {
        byte[] piece = piece(RequestLayout.MORE, part);
        System.arraycopy(array, from, piece, LONG_HEADER, part);
        pieces.add(piece);
      }
      from += part;
    }
  }

  @Override
  public void memory(long position, int length) {
    int done = 0;
    while (done < length) {
      int part = Math.min(length - done, PIECE_BYTES);
      if (admits(part)) {
        byte[] piece = piece(RequestLayout.MORE, part);
        Memory.copyOut(position + done, piece, LONG_HEADER, part);
        pieces.add(piece);
      }
      done += part;
    }
  }

  /** Sends the answers before a long one; returns where that begins in the array. */
  private int beginSpill(byte[] array) {
    if (spilled) {
      return 0;
    }
    spilled = true;
    int from = presentFrom;
    presentFrom = 0;
    if (count > 0) {
      byte[] message = message(array, from);
      count = 0;
      out.accept(message);
    }
    return from;
  }

  private boolean admits(int bytes) {
    spilledBytes += bytes;
    if (spilledBytes > MOST_ANSWER_BYTES) {
      pieces.clear();
      return false;
    }
    return true;
  }

  private void finishLong(int protocol) {
    if (spilledBytes + encoder.size() > MOST_ANSWER_BYTES) {
      pieces.clear();
      encoder.clear();
      add(presentId, TOO_LONG, protocol);
      return;
    }
    for (byte[] piece : pieces) {
      out.accept(piece);
    }
    pieces.clear();
    entry(presentId, RequestLayout.LAST, encoder.size());
    flush();
  }

  private byte[] piece(int status, int length) {
    byte[] piece = new byte[LONG_HEADER + length];
    RequestLayout.putInt(piece, 0, forwarder);
    RequestLayout.putInt(piece, Integer.BYTES, 1);
    RequestLayout.putLong(piece, RequestLayout.ANSWERS_HEADER_BYTES, presentId);
    RequestLayout.putInt(
        piece, LONG_HEADER - Integer.BYTES, status << RequestLayout.STATUS_SHIFT | length);
    return piece;
  }

  private void entry(long id, int status, int length) {
    if (count == ids.length) {
      ids = Arrays.copyOf(ids, 2 * count);
      tails = Arrays.copyOf(tails, 2 * count);
    }
    ids[count] = id;
    tails[count++] = status << RequestLayout.STATUS_SHIFT | length;
  }

  private byte[] message(byte[] bodies, int bodyBytes) {
    int table = RequestLayout.ANSWERS_HEADER_BYTES + count * RequestLayout.ANSWER_ENTRY_BYTES;
    byte[] message = new byte[table + bodyBytes];
    RequestLayout.putInt(message, 0, forwarder);
    RequestLayout.putInt(message, Integer.BYTES, count);
    int at = RequestLayout.ANSWERS_HEADER_BYTES;
    for (int i = 0; i < count; i++) {
      RequestLayout.putLong(message, at, ids[i]);
      RequestLayout.putInt(message, at + Long.BYTES, tails[i]);
      at += RequestLayout.ANSWER_ENTRY_BYTES;
    }
    System.arraycopy(bodies, 0, message, table, bodyBytes);
    return message;
  }
}
