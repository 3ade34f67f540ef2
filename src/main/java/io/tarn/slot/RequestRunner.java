// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Environment;

/** Placeholder of the contract; see the room's owner. One per I/O thread. */
public final class RequestRunner {

  /** Creates the runner of one I/O thread; {@code slots} are those of the environment. */
  public RequestRunner(Environment environment, SlotTable slots) {
    throw new UnsupportedOperationException("slots");
  }

  /**
   * Runs a request: finds the command, checks arity, password and memory, enters the gates of its
   * slots, runs the handler and gives the answer to the sink. Counts and times it.
   *
   * <p>When a gate is taken or closed, the request goes to the slot entity instead (as a copy) and
   * this returns false; {@link ReplySink#acceptLater} is called once it has run. Until then the
   * caller must not run a later request of the same connection.
   *
   * @param nowMillis wall clock of this read pass
   * @return true when the sink has the answer
   */
  public boolean run(Arguments arguments, Connection connection, ReplySink sink, long nowMillis) {
    throw new UnsupportedOperationException();
  }
}
