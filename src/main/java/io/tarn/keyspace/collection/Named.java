// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

/** What a {@link HashTable} must know of its entries, which are positions in memory. */
public interface Named {

  /** Returns the {@link KeyHash} of an entry's name. */
  long hash(long entry);

  /** True when an entry has this name. */
  boolean hasName(long entry, byte[] array, int offset, int length);
}
