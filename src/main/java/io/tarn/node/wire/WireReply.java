// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One reply as it came over the wire, RESP2 or RESP3. The arrays are handed over, not copied: who
 * receives a reply owns it.
 *
 * @see <a
 *     href="https://github.com/redis/redis-specifications/blob/master/protocol/RESP3.md">RESP3</a>
 */
public sealed interface WireReply {

  /** {@code +OK}. */
  record Status(byte[] text) implements WireReply {}

  /**
   * {@code -ERR ...} or its length-prefixed form {@code !}; the text begins with the error's code.
   */
  record Failure(byte[] text) implements WireReply {
    public String message() {
      return new String(text, StandardCharsets.UTF_8);
    }
  }

  /** {@code :1}. */
  record Whole(long value) implements WireReply {}

  /** {@code $3}. */
  record Bulk(byte[] bytes) implements WireReply {}

  /** {@code _}, {@code $-1} or {@code *-1}. */
  record Nil() implements WireReply {}

  /** {@code #t} or {@code #f}. */
  record Truth(boolean value) implements WireReply {}

  /** {@code ,3.14}; the digits are kept as the server wrote them. */
  record Fraction(String digits) implements WireReply {}

  /** {@code (123}: an integer of any size, in decimal. */
  record BigNumber(String digits) implements WireReply {}

  /** {@code =}: text to show as it is; {@code format} is three letters such as {@code txt}. */
  record Verbatim(String format, byte[] text) implements WireReply {}

  /** {@code *}. */
  record Sequence(List<WireReply> elements) implements WireReply {}

  /** {@code ~}. */
  record Members(List<WireReply> elements) implements WireReply {}

  /** {@code %}: keys at even, values at odd places, so the number of elements is even. */
  record Pairs(List<WireReply> elements) implements WireReply {}

  /** {@code >}: sent out of band, the answer to no command. */
  record Push(List<WireReply> elements) implements WireReply {}
}
