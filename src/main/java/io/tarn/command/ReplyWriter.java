// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

/**
 * Takes an answer part by part, in the terms of RESP3: for answers of many items, which would be
 * many objects as {@link Reply}s. Bytes are copied at once. After the head of a list, exactly as
 * many items as it names must follow, each a value or another list.
 */
public interface ReplyWriter {

  /** Begins an ordered list of {@code items} values. */
  void array(long items);

  /** Begins {@code pairs} pairs of keys and values; RESP2 sends a list of twice as many. */
  void mapping(long pairs);

  /** Begins a list of {@code items} distinct values; RESP2 sends an array. */
  void unordered(long items);

  /** Appends a string of bytes in {@link io.tarn.slab.Memory}. */
  void view(long position, int length);

  /** Appends a string of bytes of the heap. */
  void bulk(byte[] bytes, int offset, int length);

  /** Appends a number as a string: its decimal text. */
  void text(long value);

  /** Appends a number. */
  void integer(long value);

  /** Appends a floating-point number; RESP2 sends its shortest text as a string. */
  void real(double value);

  /** Appends a null. */
  void nil();

  /** Appends any other answer. */
  void reply(Reply reply);

  /** Goes on in another version of RESP, 2 or 3: a transaction may change it half-way. */
  default void protocol(int version) {}

  /** True when the client speaks RESP3. */
  boolean isResp3();
}
