// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.key;

/**
 * How much of the heap one answer may take. The data lie off the heap, which may be far smaller.
 */
final class HeapLimit {

  /**
   * Most bytes that an answer of KEYS, SCAN or DUMP takes while it is made: a quarter of the
   * largest heap, so that one command cannot fill what all I/O threads share.
   */
  static final long ANSWER_BYTES = Runtime.getRuntime().maxMemory() / 4;

  /** Heap bytes of one string in a list of answers, beside its content: reply, array, list cell. */
  static final int STRING_OVERHEAD_BYTES = 48;

  private HeapLimit() {}
}
