// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

/** An allocation that the slab's budget does not allow. Has no stack trace: it is an answer. */
public final class OutOfBudgetException extends RuntimeException {

  private final long bytes;

  /** Creates the answer to a request for {@code bytes} bytes. */
  public OutOfBudgetException(long bytes, long usedBytes, long budgetBytes) {
    super("bytes=" + bytes + " used=" + usedBytes + " budget=" + budgetBytes, null, false, false);
    this.bytes = bytes;
  }

  /** Returns how many bytes were asked for. */
  public long bytes() {
    return bytes;
  }
}
