// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.rdb;

import io.tarn.command.Arguments;
import io.tarn.slab.Memory;
import org.jspecify.annotations.Nullable;

/**
 * The LZF compression that Redis uses for strings in DUMP payloads and RDB files.
 *
 * <pre>
 *   000LLLLL byte{L+1}              L + 1 literal bytes, at most 32
 *   LLLOOOOO OOOOOOOO               copy L + 2 bytes (L = 1 to 6) from O + 1 bytes back
 *   111OOOOO LLLLLLLL OOOOOOOO      copy L + 9 bytes, at most 264, from O + 1 bytes back
 * </pre>
 *
 * <p>A format leaves the compressor free to choose; this one makes the choices of liblzf as Redis
 * builds it (its table size, its hash, the positions it enters in the table, where it gives up), so
 * that DUMP answers Redis's very bytes.
 */
final class Lzf {

  private static final int MAX_LITERALS = 32;
  private static final int MAX_DISTANCE = 1 << 13;
  private static final int MAX_COPY = 264;
  private static final int MIN_COPY = 3;
  private static final int TABLE_BITS = 16;

  /** A copy may be extended this far before its upper bound is looked at. */
  private static final int FIRST_STRETCH = 18;

  private final byte[] in;
  private final byte[] out;
  private final int[] table = new int[1 << TABLE_BITS];
  private int outAt;
  private int literals;

  private Lzf(byte[] in, byte[] out) {
    this.in = in;
    this.out = out;
  }

  /**
   * Compresses an array.
   *
   * @param out where the result goes; its length is the most that the result may have
   * @return the length of the result, or 0 when it does not fit
   */
  static int compress(byte[] in, byte[] out) {
    return in.length == 0 || out.length == 0 ? 0 : new Lzf(in, out).run();
  }

  /* outAt is always one past a reserved control byte and the literals that follow it. */
  private int run() {
    int last = in.length - 2;
    int at = 0;
    outAt = 1;
    while (at < last) {
      int cell = cell(at);
      int candidate = table[cell];
      table[cell] = at;
      if (candidate > 0 && at - candidate <= MAX_DISTANCE && sameThree(candidate, at)) {
        if (outAt - (literals == 0 ? 1 : 0) + 4 >= out.length) {
          return 0;
        }
        int length = copyLength(candidate, at);
        putCopy(at - candidate - 1, length);
        at += length;
        if (at < last) {
          table[cell(at - 2)] = at - 2;
          table[cell(at - 1)] = at - 1;
        }
      } else {
        if (outAt >= out.length) {
          return 0;
        }
        putLiteral(in[at++]);
      }
    }
    if (outAt + 3 > out.length) {
      return 0;
    }
    while (at < in.length) {
      putLiteral(in[at++]);
    }
    endLiterals();
    return outAt;
  }

  /** Returns the table's cell of the three bytes at a position. */
  private int cell(int at) {
    int three = (in[at] & 0xff) << 16 | (in[at + 1] & 0xff) << 8 | (in[at + 2] & 0xff);
    return ((three >>> (24 - TABLE_BITS)) - three * 5) & ((1 << TABLE_BITS) - 1);
  }

  private boolean sameThree(int a, int b) {
    return in[a] == in[b] && in[a + 1] == in[b + 1] && in[a + 2] == in[b + 2];
  }

  /* Two bytes less than the input would allow, unless the first stretch reaches further. */
  private int copyLength(int candidate, int at) {
    int most = Math.min(in.length - at - 2, MAX_COPY);
    int length = MIN_COPY;
    if (most > 16) {
      while (length <= FIRST_STRETCH && in[candidate + length] == in[at + length]) {
        length++;
      }
      if (length <= FIRST_STRETCH) {
        return length;
      }
    }
    while (length < most && in[candidate + length] == in[at + length]) {
      length++;
    }
    return length;
  }

  private void putCopy(int distance, int length) {
    endLiterals();
    int code = length - 2;
    if (code < 7) {
      out[outAt++] = (byte) ((distance >> 8) + (code << 5));
    } else {
      out[outAt++] = (byte) ((distance >> 8) + (7 << 5));
      out[outAt++] = (byte) (code - 7);
    }
    out[outAt++] = (byte) distance;
    literals = 0;
    outAt++;
  }

  private void putLiteral(byte b) {
    out[outAt++] = b;
    if (++literals == MAX_LITERALS) {
      out[outAt - literals - 1] = (byte) (literals - 1);
      literals = 0;
      outAt++;
    }
  }

  /** Writes the control byte of the literals, or takes it back when there are none. */
  private void endLiterals() {
    if (literals == 0) {
      outAt--;
    } else {
      out[outAt - literals - 1] = (byte) (literals - 1);
    }
  }

  /**
   * True when bytes {@code [from, from + length)} of an argument expand to exactly {@code expanded}
   * bytes. {@link #expand} may be called only then.
   */
  static boolean isValid(Arguments arguments, int i, int from, int length, int expanded) {
    int at = from;
    int end = from + length;
    int done = 0;
    while (at < end) {
      int control = arguments.byteAt(i, at++) & 0xff;
      int run = control + 1;
      if (control < MAX_LITERALS) {
        if (run > end - at) {
          return false;
        }
        at += run;
      } else {
        run = (control >> 5) + 2;
        if (run == 9) {
          if (at == end) {
            return false;
          }
          run += arguments.byteAt(i, at++) & 0xff;
        }
        if (at == end) {
          return false;
        }
        int distance = (control & 0x1f) << 8 | (arguments.byteAt(i, at++) & 0xff);
        if (distance + 1 > done) {
          return false;
        }
      }
      if (run > expanded - done) {
        return false;
      }
      done += run;
    }
    return done == expanded;
  }

  /** Writes the expanded form of bytes of an argument into {@link Memory}. */
  static void expand(Arguments arguments, int i, int from, int length, long position) {
    int at = from;
    int end = from + length;
    long to = position;
    while (at < end) {
      int control = arguments.byteAt(i, at++) & 0xff;
      if (control < MAX_LITERALS) {
        arguments.copyTo(i, at, control + 1, to);
        at += control + 1;
        to += control + 1;
      } else {
        int run = (control >> 5) + 2;
        if (run == 9) {
          run += arguments.byteAt(i, at++) & 0xff;
        }
        long source = to - ((control & 0x1f) << 8 | (arguments.byteAt(i, at++) & 0xff)) - 1;
        for (int k = 0; k < run; k++) {
          Memory.putByte(to + k, Memory.getByte(source + k)); // may read what it has just written
        }
        to += run;
      }
    }
  }

  /** Returns the expanded form of bytes, or null when it has not {@code expanded} bytes. */
  static byte @Nullable [] expand(byte[] from, int expanded) {
    if (!isValid(Arguments.of(from), 0, 0, from.length, expanded)) {
      return null;
    }
    byte[] to = new byte[expanded];
    int at = 0;
    int done = 0;
    while (at < from.length) {
      int control = from[at++] & 0xff;
      if (control < MAX_LITERALS) {
        System.arraycopy(from, at, to, done, control + 1);
        at += control + 1;
        done += control + 1;
      } else {
        int run = (control >> 5) + 2;
        if (run == 9) {
          run += from[at++] & 0xff;
        }
        int source = done - ((control & 0x1f) << 8 | (from[at++] & 0xff)) - 1;
        for (int k = 0; k < run; k++) {
          to[done++] = to[source++]; // may read what it has just written
        }
      }
    }
    return to;
  }
}
