// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

import io.tarn.keyspace.Keyspace;

/** A set as a source: each member has a score of 1. */
final class SetSource {

  private SetSource() {}

  static Source of(Keyspace keyspace, long record) {
    throw new IllegalStateException("sets are not here yet");
  }
}
