// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

/** Sees each entry of a walk through a {@link HashTable}. It must not change the table. */
@FunctionalInterface
public interface EntryVisitor {
  void visit(long entry);
}
