// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.wire;

import java.net.ProtocolException;
import java.nio.ByteBuffer;

/**
 * Counts the replies in a stream that comes in pieces cut anywhere, without making an object of any
 * of them.
 *
 * <p>A stack is not needed to skip nested replies: it is enough to know how many elements are still
 * to come before the outermost one is complete. A simple element takes one off; an array of n takes
 * itself off and adds n; a map adds 2n; attributes are no element themselves, so they only add 2n.
 * RESP3's streamed strings and aggregates ({@code $?}, {@code *?}), which no server sends, count as
 * malformed.
 */
public final class RespSkipper {

  /** Is told of every error reply, also of those inside an array. */
  @FunctionalInterface
  public interface ErrorListener {
    /**
     * {@code word[0, length)} is the error's first word, cut at {@link #MAX_ERROR_WORD}; only valid
     * during the call.
     */
    void onError(byte[] word, int length);
  }

  /** Error codes are a word of a dozen letters; what is longer is cut. */
  public static final int MAX_ERROR_WORD = 32;

  private enum State {
    TYPE,
    LINE,
    LENGTH,
    BODY,
    BODY_CR,
    BODY_LF
  }

  private final ErrorListener listener;
  private final byte[] word = new byte[MAX_ERROR_WORD];

  private State state = State.TYPE;
  private byte type;
  private boolean atTop = true;
  private boolean outOfBand;
  private long pendingElements = 1;
  private long length;
  private boolean negative;
  private int wordLength;
  private boolean wordComplete;
  private int completed;

  public RespSkipper(ErrorListener listener) {
    this.listener = listener;
  }

  /**
   * Consumes all that remains in {@code in} and returns how many replies became complete with it.
   * Pushes ({@code >}) are answers to no request and are not counted.
   *
   * @throws ProtocolException when the bytes are not RESP; the skipper is of no use after that
   */
  public int skip(ByteBuffer in) throws ProtocolException {
    completed = 0;
    int position = in.position();
    int limit = in.limit();
    while (position < limit) {
      position =
          switch (state) {
            case TYPE -> begin(in.get(position), position);
            case LINE -> skipLine(in, position, limit);
            case LENGTH -> readLength(in, position, limit);
            case BODY -> skipBody(in, position, limit);
            case BODY_CR -> expect(in.get(position), '\r', State.BODY_LF, position);
            case BODY_LF -> {
              int next = expect(in.get(position), '\n', State.TYPE, position);
              endElement();
              yield next;
            }
          };
    }
    in.position(limit);
    return completed;
  }

  private int begin(byte newType, int position) throws ProtocolException {
    type = newType;
    switch (newType) {
      case '+', ':', '_', '#', ',', '(' -> state = State.LINE;
      case '-' -> {
        state = State.LINE;
        openWord();
      }
      case '$', '=', '*', '~', '%', '|' -> openLength();
      case '!' -> {
        openLength();
        openWord();
      }
      case '>' -> {
        outOfBand = atTop;
        openLength();
      }
      default ->
          throw new ProtocolException("not a RESP reply: it begins with byte " + (newType & 0xff));
    }
    atTop = false;
    return position + 1;
  }

  private void openLength() {
    state = State.LENGTH;
    length = 0;
    negative = false;
  }

  private void openWord() {
    wordLength = 0;
    wordComplete = false;
  }

  private int skipLine(ByteBuffer in, int start, int limit) {
    int position = start;
    boolean error = type == '-';
    while (position < limit) {
      byte next = in.get(position++);
      if (next == '\n') {
        if (error) {
          listener.onError(word, wordLength);
        }
        state = State.TYPE;
        endElement();
        return position;
      }
      if (error) {
        collect(next);
      }
    }
    return position;
  }

  private void collect(byte next) {
    if (next == ' ' || next == '\r' || wordLength == MAX_ERROR_WORD) {
      wordComplete = true;
    } else if (!wordComplete) {
      word[wordLength++] = next;
    }
  }

  private int readLength(ByteBuffer in, int start, int limit) throws ProtocolException {
    int position = start;
    while (position < limit) {
      byte next = in.get(position++);
      if (next >= '0' && next <= '9') {
        length = length * 10 + (next - '0');
        if (length > Integer.MAX_VALUE) {
          throw new ProtocolException("reply with a length above " + Integer.MAX_VALUE);
        }
      } else if (next == '\n') {
        endLength();
        return position;
      } else if (next == '-') {
        negative = true;
      } else if (next != '\r') {
        throw new ProtocolException("not a length in a reply: byte " + (next & 0xff));
      }
    }
    return position;
  }

  private void endLength() {
    state = State.TYPE;
    if (negative) {
      endElement();
      return;
    }
    switch (type) {
      case '$', '=', '!' -> state = length == 0 ? State.BODY_CR : State.BODY;
      case '%' -> endAggregate(2 * length);
      case '|' -> pendingElements += 2 * length;
      default -> endAggregate(length);
    }
  }

  private int skipBody(ByteBuffer in, int start, int limit) {
    int take = (int) Math.min(length, limit - start);
    if (type == '!') {
      for (int i = 0; i < take; i++) {
        collect(in.get(start + i));
      }
    }
    length -= take;
    if (length == 0) {
      state = State.BODY_CR;
    }
    return start + take;
  }

  private int expect(byte found, char wanted, State next, int position) throws ProtocolException {
    if (found != wanted) {
      throw new ProtocolException("reply body without its line end");
    }
    state = next;
    if (type == '!' && wanted == '\n') {
      listener.onError(word, wordLength);
    }
    return position + 1;
  }

  private void endAggregate(long elements) {
    pendingElements += elements;
    endElement();
  }

  private void endElement() {
    if (--pendingElements > 0) {
      return;
    }
    if (!outOfBand) {
      completed++;
    }
    outOfBand = false;
    atTop = true;
    pendingElements = 1;
  }
}
