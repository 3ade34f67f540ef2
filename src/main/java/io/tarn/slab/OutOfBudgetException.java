// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

/** An allocation that the slab's budget does not allow. Has no stack trace: it is an answer. */
public final class OutOfBudgetException extends RuntimeException {

  private final long bytes;
  private final long missingBytes;

  /**
   * Creates the answer to a request for {@code bytes} bytes.
   *
   * @param usedBytes everything that counts to the budget at this moment
   * @param budgetBytes 0 for none: then there was no address space left
   */
  public OutOfBudgetException(long bytes, long usedBytes, long budgetBytes) {
    super("bytes=" + bytes + " used=" + usedBytes + " budget=" + budgetBytes, null, false, false);
    this.bytes = bytes;
    this.missingBytes = budgetBytes == 0 ? bytes : Math.max(1, bytes - (budgetBytes - usedBytes));
  }

  /** Returns the size of the block that was refused. */
  public long bytes() {
    return bytes;
  }

  /** Returns how many bytes must be freed before the block can be had; at least 1. */
  public long missingBytes() {
    return missingBytes;
  }
}
