// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

import io.tarn.command.set.Members;
import io.tarn.command.set.SetValue;

/** A set as a source: each member has a score of 1. */
record SetSource(SetValue set) implements Source {

  @Override
  public long count() {
    return set.size();
  }

  @Override
  public long bytes() {
    return set.bytes();
  }

  @Override
  public double find(byte[] array, int from, int length) {
    return set.contains(array, from, length) ? 1 : ABSENT;
  }

  @Override
  public boolean forEach(Visitor visitor) {
    Members members = set.members();
    while (members.next()) {
      int length = members.load();
      if (!visitor.visit(members.array(), length, 1)) {
        return false;
      }
    }
    return true;
  }
}
