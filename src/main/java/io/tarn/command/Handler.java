// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

/**
 * What a command means. Runs to its end on the calling thread, with the gates of all its keys'
 * slots entered; never blocks. Arity has been checked.
 */
@FunctionalInterface
public interface Handler {

  /**
   * Runs a request.
   *
   * @return the answer; bad input is a {@link Reply.Failure}, never an exception
   * @throws io.tarn.slab.OutOfBudgetException when memory is short and nothing has been changed
   */
  Reply run(Execution execution, Arguments arguments);
}
