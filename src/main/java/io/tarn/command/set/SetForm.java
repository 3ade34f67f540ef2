// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.set;

import io.tarn.command.Parameters;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.collection.Intset;
import io.tarn.keyspace.collection.Packed;

/** The forms in which a set is stored, and which one Redis 7.4 would take. */
enum SetForm {
  /** {@link Intset}: integers in ascending order. */
  INTSET("intset"),
  /** {@link Packed}: few short members in the order of insertion. */
  LISTPACK("listpack"),
  /** {@link io.tarn.keyspace.collection.ElementTable}. */
  TABLE("hashtable");

  /** More integers than that are never an intset, whatever the setting. */
  private static final long MOST_INTEGERS = 1 << 26;

  /** More bytes than that are never packed, whatever the setting. */
  private static final int MOST_PACKED_BYTES = Packed.MOST / 2;

  private final String label;

  SetForm(String label) {
    this.label = label;
  }

  /** Returns Redis's name of the encoding. */
  String label() {
    return label;
  }

  /** Returns the form of a set that is stored. */
  static SetForm of(Keyspace keyspace, long record) {
    if (keyspace.isLarge(record)) {
      return TABLE;
    }
    return Intset.is(keyspace.valuePosition(record)) ? INTSET : LISTPACK;
  }

  /** Returns the form in which a new set begins that is told to get {@code members} members. */
  static SetForm initial(Parameters parameters, boolean firstIsInteger, long members) {
    if (firstIsInteger && fitsIntset(parameters, members)) {
      return INTSET;
    }
    return members <= parameters.setMaxListpackEntries() ? LISTPACK : TABLE;
  }

  static boolean fitsIntset(Parameters parameters, long members) {
    return members <= Math.min(parameters.setMaxIntsetEntries(), MOST_INTEGERS);
  }

  /** True when a packed set of so many members and bytes may get one more of that length. */
  static boolean fitsListpack(Parameters parameters, long members, long bytes, long length) {
    return members < parameters.setMaxListpackEntries()
        && length <= parameters.setMaxListpackValue()
        && bytes + length < MOST_PACKED_BYTES
        && members < MOST_PACKED_BYTES;
  }
}
