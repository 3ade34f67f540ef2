// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The answer to a request, in the terms of RESP3. A door translates it into its own protocol; RESP2
 * has a stated form for each kind.
 */
public sealed interface Reply {

  /** {@code +OK}. */
  Simple OK = new Simple("OK");

  /** The null of RESP3; a null bulk string in RESP2. */
  Null NULL = new Null();

  /** A null where RESP2 answers a null array ({@code *-1}). */
  NullArray NULL_ARRAY = new NullArray();

  /** No answer at all (CLIENT REPLY OFF and the like). */
  None NONE = new None();

  /** An empty array. */
  Array EMPTY_ARRAY = new Array(List.of());

  /** An empty string. */
  Bulk EMPTY_BULK = new Bulk(new byte[0]);

  Int ZERO = Int.of(0);
  Int ONE = Int.of(1);

  /** A short status line without CR or LF. */
  record Simple(String text) implements Reply {}

  /** An error: prefix in capitals, a space, then text; no CR or LF. */
  record Failure(String message) implements Reply {}

  /** A 64-bit signed integer. */
  record Int(long value) implements Reply {
    private static final Int[] SMALL = new Int[1152];

    static {
      Arrays.setAll(SMALL, i -> new Int(i - 128));
    }

    /** Returns an integer answer, shared for small numbers. */
    public static Int of(long value) {
      return value >= -128 && value < 1024 ? SMALL[(int) value + 128] : new Int(value);
    }
  }

  /** A string of any bytes, on the heap. The array must not change afterwards. */
  record Bulk(byte[] bytes) implements Reply {
    /** Returns a string answer of the UTF-8 form of a text. */
    public static Bulk of(String text) {
      return new Bulk(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * A string of bytes that lie in {@link io.tarn.slab.Memory}. Valid only until the gate of its
   * slot is left: whoever takes the answer copies the bytes at once.
   */
  record View(long position, int length) implements Reply {}

  record Null() implements Reply {}

  record NullArray() implements Reply {}

  record None() implements Reply {}

  /** An ordered list of answers. */
  record Array(List<? extends Reply> items) implements Reply {
    /** Returns an array answer. */
    public static Array of(Reply... items) {
      return new Array(List.of(items));
    }
  }

  /** Keys and values in turn; RESP2 sends a flat array. {@code items} has an even size. */
  record Mapping(List<? extends Reply> items) implements Reply {}

  /** Distinct items; RESP2 sends an array. */
  record Unordered(List<? extends Reply> items) implements Reply {}

  /** A floating-point number; RESP2 sends its shortest text as a bulk string. */
  record Real(double value) implements Reply {}

  /** A floating-point number in digits that its command chooses; RESP2 sends a bulk string. */
  record Decimal(String text) implements Reply {}

  /** True or false; RESP2 sends 1 or 0. */
  record Bool(boolean value) implements Reply {}

  /** Text with a three-letter format ("txt", "mkd"); RESP2 sends a bulk string. */
  record Verbatim(String format, String text) implements Reply {}

  /**
   * An answer that writes itself, for many items. As a {@link View} it shows stored bytes: whoever
   * takes it has it written at once, with the gates entered.
   */
  record Written(Body body) implements Reply {}

  /** What a {@link Written} answer writes. */
  @FunctionalInterface
  interface Body {
    /** Writes one whole answer. Called once. */
    void writeTo(ReplyWriter writer);

    /** True when {@link Several} messages may be among its parts, as in the answer of EXEC. */
    default boolean mayHoldMessages() {
      return false;
    }
  }

  /** An out-of-band message of RESP3; RESP2 sends an array. */
  record Push(List<? extends Reply> items) implements Reply {}

  /**
   * Several answers to one request, one after the other, each of which RESP3 sends as an
   * out-of-band message: the confirmations of SUBSCRIBE. In a list of answers, that of EXEC, it
   * counts as one.
   */
  record Several(List<? extends Reply> replies) implements Reply {}

  /** Returns an error answer with the general prefix ERR. */
  static Failure error(String text) {
    return new Failure("ERR " + text);
  }
}
