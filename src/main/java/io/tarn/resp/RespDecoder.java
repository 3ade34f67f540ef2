// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Parameters;
import io.tarn.slab.Slab;
import org.jspecify.annotations.Nullable;

/**
 * Cuts one client's bytes into requests (<a
 * href="https://redis.io/docs/latest/develop/reference/protocol-spec/">RESP</a> arrays of bulk
 * strings, and inline commands).
 *
 * <p>A read pass goes: {@link #room} and {@link #received} for each piece that arrived, {@link
 * #next} until it no longer answers {@link #REQUEST}, then {@link #park}. Between passes an
 * unfinished request is kept in an array of its own, together with how far it was understood, so
 * that any fragmentation costs time linear in the bytes.
 *
 * <pre>
 *   array:   | consumed | finished arguments of this request | not looked at yet | free |
 *            0          start                           kept, at                end
 * </pre>
 *
 * <p>An argument of {@link #BIG_BYTES} or more is moved into a slab block as it arrives; it leaves
 * no bytes behind in the array ({@code kept} stays where its header ended).
 */
final class RespDecoder {

  /** More bytes are needed. */
  static final int MORE = 0;

  /** A request lies in {@link #arguments()}, until the next call. */
  static final int REQUEST = 1;

  /** Malformed input; {@link #problem()} says why. No request can be read from here on. */
  static final int MALFORMED = 2;

  /** A request was read to its end, but memory for its big argument was refused. */
  static final int OUT_OF_MEMORY = 3;

  /** From this length on an argument goes to the slab. */
  static final int BIG_BYTES = 64 << 10;

  /** Longest header line or inline command, as in Redis. */
  static final int LINE_BYTES = 64 << 10;

  /* Most arguments, and longest argument, before a password was given, as in Redis. */
  private static final int STRANGER_ARGUMENTS = 10;
  private static final int STRANGER_BYTES = 16384;

  /** Smallest array for an unfinished request. */
  private static final int PARKED_BYTES = 256;

  private static final byte[] NOTHING = new byte[0];
  private static final Arguments EMPTY = new Arguments(NOTHING);
  private final Parameters parameters;
  private final Connection connection;
  private final Slab slab;
  private final BigArgument big;

  /** The request in progress, once it has outlived the pass in which it began. */
  private @Nullable Arguments own;

  private Arguments arguments = EMPTY;
  private byte[] array = NOTHING;
  private byte @Nullable [] held;
  private int start;
  private int at;
  private int end;

  /** How far a line's end was looked for in vain. */
  private int scanned;

  /** Arguments of the request in progress that are still to come; 0 between requests. */
  private int remaining;

  /** Length of the argument in progress, -1 before its header is known. */
  private int bulkLength = -1;

  /** Where the array's part of the request ended when its big argument began, or -1. */
  private int kept = -1;

  private boolean inline;
  private String problem = "";
  private long steps;

  /**
   * Creates the decoder of a connection.
   *
   * @param big takes the big arguments, into blocks of {@code slab}
   */
  RespDecoder(Parameters parameters, Connection connection, Slab slab, BigArgument big) {
    this.parameters = parameters;
    this.connection = connection;
    this.slab = slab;
    this.big = big;
  }

  /**
   * Returns the array to put the next bytes in, from {@link #writeIndex()}.
   *
   * @param scratch array of the I/O thread, at least {@code bytes} long
   * @param bytes number of bytes to come
   */
  byte[] room(byte[] scratch, int bytes) {
    byte[] parked = held;
    if (parked == null) {
      begin(scratch);
    } else if (parked.length - end < bytes) {
      int needed = end - start + bytes;
      boolean fits = needed <= parked.length / 2;
      move(parked, fits ? parked : new byte[Math.max(needed, 2 * parked.length)]);
    }
    return array;
  }

  /** Returns where in {@link #room} the next bytes go. */
  int writeIndex() {
    return end;
  }

  /** Notes that {@code bytes} bytes were put at {@link #writeIndex()}. */
  void received(int bytes) {
    end += bytes;
  }

  /** Returns the request that {@link #next} found. */
  Arguments arguments() {
    return arguments;
  }

  /** Returns what is wrong with the input, in Redis's words. */
  String problem() {
    return problem;
  }

  /** Returns the bytes held that no request has consumed, in the array and in blocks. */
  long pendingBytes() {
    return end - start + big.bytes();
  }

  /** Returns the bytes of heap that an unfinished request takes between passes. */
  long heldBytes() {
    return held == null ? 0 : own == null ? held.length : own.heapBytes();
  }

  /** True when the request found last was an inline command. */
  boolean isInline() {
    return inline;
  }

  /** Returns the bytes looked at or moved more than once: a measure of work for tests. */
  long steps() {
    return steps;
  }

  /**
   * Looks for the next request. Requests found before in the same pass stay as they are.
   *
   * @param target where to put a request that begins here; one that began in an earlier pass has
   *     its place already
   */
  int next(Arguments target) {
    while (true) {
      if (remaining == 0) {
        start = at;
        big.beginRequest();
        own = null;
        arguments = target;
        if (at == end) {
          return MORE;
        }
        if (array[at] != '*') {
          int outcome = inline();
          if (outcome == REQUEST && arguments.count() == 0) {
            continue;
          }
          return outcome;
        }
        int outcome = count();
        if (outcome != REQUEST) {
          return outcome;
        }
        if (remaining == 0) {
          continue;
        }
        arguments.reset(array);
      }
      return bulks();
    }
  }

  /** Ends a read pass: what is left moves out of the shared array. */
  void park() {
    if (at == end && remaining == 0) {
      held = null;
      begin(NOTHING);
      return;
    }
    if (held == null || (start > 0 && end - start < held.length / 4)) {
      move(array, new byte[Math.max(PARKED_BYTES, (end - start) * 2)]);
    } else {
      takeOwn();
    }
  }

  /* The place that the batch gave to the request in progress is another session's from now on. */
  private void takeOwn() {
    if (remaining > 0 && own == null) {
      own = new Arguments(array);
      arguments.moveTo(own);
      arguments = own;
    }
  }

  /** Frees what an unfinished request holds, after {@link #park}. The decoder has then no use. */
  void release() {
    big.release();
    if (own != null) {
      own.freeBlocks(slab);
    }
    held = null;
    begin(NOTHING);
  }

  private void begin(byte[] newArray) {
    array = newArray;
    start = 0;
    at = 0;
    end = 0;
    scanned = 0;
  }

  /** Moves the request in progress, and what follows it, to the front of {@code target}. */
  private void move(byte[] source, byte[] target) {
    System.arraycopy(source, start, target, 0, end - start);
    steps += end - start;
    if (remaining > 0) {
      takeOwn();
      arguments.rebase(target, start);
    }
    at -= start;
    end -= start;
    scanned = Math.max(0, scanned - start);
    kept = kept < 0 ? -1 : kept - start;
    start = 0;
    array = target;
    held = target;
  }

  private int inline() {
    inline = true;
    int newline = find((byte) '\n');
    if (newline < 0) {
      return end - at > LINE_BYTES ? malformed("too big inline request") : MORE;
    }
    int lineEnd = newline > at && array[newline - 1] == '\r' ? newline - 1 : newline;
    if (!InlineDecoder.split(array, at, lineEnd, arguments)) {
      return malformed("unbalanced quotes in request");
    }
    at = newline + 1;
    return REQUEST;
  }

  /** Reads the header {@code *count}; a count of zero or less is an empty request. */
  private int count() {
    inline = false;
    long value;
    long quick = HeaderNumber.quick(array, at + 1, end);
    if (quick >= 0) {
      value = quick >>> 32;
      at = (int) quick;
    } else {
      int lineEnd = find((byte) '\r');
      if (lineEnd < 0 || lineEnd + 1 == end) {
        return end - at > LINE_BYTES ? malformed("too big mbulk count string") : MORE;
      }
      value = HeaderNumber.strict(array, at + 1, lineEnd);
      if (value > Integer.MAX_VALUE) {
        return malformed("invalid multibulk length");
      }
      at = lineEnd + 2;
    }
    if (value > STRANGER_ARGUMENTS && !connection.authenticated()) {
      return malformed("unauthenticated multibulk length");
    }
    remaining = (int) Math.max(0, value);
    return REQUEST;
  }

  private int bulks() {
    while (remaining > 0) {
      if (bulkLength < 0) {
        long quick = at < end && array[at] == '$' ? HeaderNumber.quick(array, at + 1, end) : -1;
        if (quick >= 0) {
          bulkLength = (int) (quick >>> 32);
          at = (int) quick;
        } else {
          int outcome = header();
          if (outcome != REQUEST) {
            return outcome;
          }
        }
        if (bulkLength > STRANGER_BYTES && !admits(bulkLength)) {
          return MALFORMED;
        }
      }
      if (kept >= 0) {
        if (fillBlock()) {
          continue;
        }
        return MORE;
      }
      if (end - at < bulkLength + 2) {
        return MORE;
      }
      arguments.add(at, bulkLength);
      at += bulkLength + 2;
      bulkLength = -1;
      remaining--;
    }
    return big.isRefused() ? OUT_OF_MEMORY : REQUEST;
  }

  /** Reads a header {@code $length} that {@link HeaderNumber#quick} did not want. */
  private int header() {
    int lineEnd = find((byte) '\r');
    if (lineEnd < 0 || lineEnd + 1 == end) {
      return end - at > LINE_BYTES ? malformed("too big bulk count string") : MORE;
    }
    if (array[at] != '$') {
      char got = (char) (array[at] & 0xff);
      return malformed("expected '$', got '" + got + "'");
    }
    long value = HeaderNumber.strict(array, at + 1, lineEnd);
    if (value < 0 || value > Integer.MAX_VALUE - LINE_BYTES) {
      return malformed("invalid bulk length");
    }
    bulkLength = (int) value;
    at = lineEnd + 2;
    return REQUEST;
  }

  /** Checks an argument that is not small; one that is big gets a block. */
  private boolean admits(int length) {
    if (length > parameters.protoMaxBulkLength()) {
      malformed("invalid bulk length");
      return false;
    }
    if (!connection.authenticated()) {
      malformed("unauthenticated bulk length");
      return false;
    }
    if (length >= BIG_BYTES) {
      kept = at;
      big.begin(length);
    }
    return true;
  }

  /** Moves bytes into the block; true when the argument is whole. */
  private boolean fillBlock() {
    at += big.take(array, at, end, arguments);
    int rest = end - at;
    System.arraycopy(array, at, array, kept, rest);
    steps += rest;
    at = kept;
    end = kept + rest;
    if (!big.isWhole() || rest < 2) {
      return false;
    }
    big.addTo(arguments);
    at += 2;
    kept = -1;
    bulkLength = -1;
    remaining--;
    return true;
  }

  /** Looks for the first {@code sought} from {@link #at}, never twice at the same byte. */
  private int find(byte sought) {
    int from = Math.max(at, scanned);
    for (int i = from; i < end; i++) {
      if (array[i] == sought) {
        steps += i - from;
        scanned = i;
        return i;
      }
    }
    steps += end - from;
    scanned = end;
    return -1;
  }

  private int malformed(String reason) {
    problem = "Protocol error: " + reason;
    return MALFORMED;
  }
}
