// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

/**
 * Takes the changes of one shard, in order. Any thread; the gates of the changed slots are held.
 */
public interface UnitSink {

  /**
   * Appends a unit: one or several records that are applied together or not at all. Copies it.
   * Returns at once, whoever reads it.
   *
   * @return the position after it: bytes since the stream began
   */
  long append(byte[] array, int offset, int length);

  /**
   * Returns the epoch in which the shard is led, {@linkplain Promotion#inShort in short}: that of
   * all that is appended while the gates are entered.
   */
  int epoch();

  /** False while nobody wants to read: then positions advance, and the bytes may be left out. */
  boolean isRead();
}
