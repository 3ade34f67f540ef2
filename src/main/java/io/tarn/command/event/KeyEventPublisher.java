// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.event;

/** Brings a message to the subscribers of a channel. */
@FunctionalInterface
public interface KeyEventPublisher {

  /** Publishes nothing. */
  KeyEventPublisher NONE = (channel, message) -> {};

  /**
   * Sends a message to whoever has subscribed to a channel or to a pattern that it matches. Called
   * under gates, by any thread, so it must not wait. Neither array is changed afterwards.
   */
  void publish(byte[] channel, byte[] message);
}
