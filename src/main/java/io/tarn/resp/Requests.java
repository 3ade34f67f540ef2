// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.slot.ReplySink;

/**
 * Where requests go; {@link io.tarn.slot.RequestRunner#run} has this shape. One per I/O thread,
 * called on that thread only.
 */
@FunctionalInterface
public interface Requests {

  /**
   * Runs a request and gives its answer to the sink.
   *
   * @param nowMillis wall clock of this read pass
   * @return true when the sink has the answer, false when {@link ReplySink#acceptLater} will get it
   */
  boolean run(Arguments arguments, Connection connection, ReplySink sink, long nowMillis);
}
