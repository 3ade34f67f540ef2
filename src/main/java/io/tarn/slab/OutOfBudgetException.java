// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

/** An allocation that the slab's budget does not allow. Has no stack trace: it is an answer. */
public final class OutOfBudgetException extends RuntimeException {

  /** Creates the answer to a request for {@code bytes} bytes. */
  public OutOfBudgetException(long bytes, long usedBytes, long budgetBytes) {
    super("bytes=" + bytes + " used=" + usedBytes + " budget=" + budgetBytes, null, false, false);
  }
}
