// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.slot.ReplySink;

/** A sink of this room: it takes requests back, because it can route them again. */
interface ReplySinkAtHome extends ReplySink {

  @Override
  default boolean takesBack() {
    return true;
  }
}
