// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.pubsub;

/** What can be subscribed to. */
public enum Kind {
  /** A channel by its name. */
  CHANNEL("subscribe", "unsubscribe", "message"),
  /** All channels whose names match a pattern. */
  PATTERN("psubscribe", "punsubscribe", "pmessage"),
  /** A channel that belongs to the hash slot of its name. */
  SHARD("ssubscribe", "sunsubscribe", "smessage");

  private final String subscribed;
  private final String unsubscribed;
  private final String message;

  Kind(String subscribed, String unsubscribed, String message) {
    this.subscribed = subscribed;
    this.unsubscribed = unsubscribed;
    this.message = message;
  }

  /** Returns the word that begins the confirmation of a subscription. */
  String subscribed() {
    return subscribed;
  }

  /** Returns the word that begins the confirmation of an end. */
  String unsubscribed() {
    return unsubscribed;
  }

  /** Returns the word that begins a message. */
  String message() {
    return message;
  }
}
