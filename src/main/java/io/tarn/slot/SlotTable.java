// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Slots;
import io.tarn.keyspace.Keyspace;
import io.tarn.slab.Slab;
import java.util.function.Consumer;

/** All 16,384 slots as this node sees them. */
public final class SlotTable implements Slots {

  /** Creates the table with every slot closed and empty. */
  public SlotTable(Slab slab) {
    throw new UnsupportedOperationException("slab");
  }

  @Override
  public Keyspace at(int slot) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> T visit(int slot, Visitor<T> work) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void visitAll(Consumer<Keyspace> work) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long size() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long expiringSize() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long expiredCount() {
    throw new UnsupportedOperationException();
  }
}
