// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import io.tarn.keyspace.collection.TableCheck;

/** Checks every invariant of the index and the expiries: looks at every cell. */
final class KeyspaceCheck {

  private KeyspaceCheck() {}

  /** Throws {@link IllegalStateException} when an invariant is broken. */
  static void check(Keyspace keyspace) {
    TableCheck.check(keyspace.index());
    keyspace.expiries().check();
  }
}
