// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

/** What has become of a request that was given to a {@link Router}. */
public enum Outcome {
  /** The sink has the answer. */
  ANSWERED,
  /** {@link io.tarn.slot.ReplySink#acceptLater} or takeBack follows; until then nothing may run. */
  WAITING,
  /** The answer comes into a reserved place; later requests may run. */
  FORWARDED,
  /** Nothing has happened: to be run again when the answers that are due have come. */
  LATER
}
