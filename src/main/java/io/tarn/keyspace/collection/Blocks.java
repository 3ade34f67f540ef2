// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

/** Where structures have their memory from. Counts what it gives to the slot that it belongs to. */
public interface Blocks {

  /**
   * Allocates a block of at least {@code bytes} bytes, its content undefined. Never refused for
   * want of budget: whoever lets a structure grow has asked before.
   *
   * @return its position
   */
  long allocate(long bytes);

  /**
   * Frees a block.
   *
   * @return the bytes that it had
   */
  long free(long block);

  /** Returns the bytes that a block really has. */
  long size(long block);
}
