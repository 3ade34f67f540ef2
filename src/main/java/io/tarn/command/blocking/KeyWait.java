// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.blocking;

import io.tarn.command.Arguments;
import io.tarn.command.Execution;
import io.tarn.command.Reply;
import io.tarn.keyspace.ValueType;

/**
 * How a request waits that has found nothing.
 *
 * @param type what a key must hold to be of use
 * @param keys the arguments that are keys waited for
 * @param destination the argument that is a key where the service stores something, 0 for none
 * @param timeoutMillis how long, 0 for ever
 * @param withoutWaiting the answer when the request may not wait
 * @param service what is done when something has come
 */
public record KeyWait(
    ValueType type,
    int[] keys,
    int destination,
    long timeoutMillis,
    Reply withoutWaiting,
    Service service) {

  /** What a request does with the key that it has waited for. */
  @FunctionalInterface
  public interface Service {
    /**
     * Takes from the key at argument {@code key}, which holds a value of the type. The gates of its
     * slot and of that of the destination have been entered.
     *
     * @return the answer to the request
     * @throws io.tarn.slab.OutOfBudgetException when memory is short; nothing has changed then
     */
    Reply serve(Execution execution, Arguments arguments, int key);
  }
}
