// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.slot.ReplySink;

/** What a session is to a {@link Router}. */
public interface RoutedSink extends ReplySink {

  /** Returns what routing remembers of the session; always the same object. */
  RouteState route();

  /**
   * Reserves a place for an answer that will come: behind all answers so far, before all that
   * follow. On the session's I/O thread.
   */
  Place reserve();
}
