// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.replication;

/** Where a {@link Holding} is in its life. */
enum HoldingState {
  IDLE,
  ADOPTING,
  LEADING,
  RELEASING,
  FENCED,
  FOLLOWING
}
