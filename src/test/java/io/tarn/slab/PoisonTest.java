// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PoisonTest {

  private static final int SIZE = 200;

  @Test
  void fillAllocated_untouchedSinceFreed_startsFresh() {
    try (Slab slab = new Slab(0, 1)) {
      long block = slab.allocate(0, SIZE);
      Poison.fillFreed(block, SIZE);
      long freed = Memory.getLong(block);
      Poison.fillAllocated(block, SIZE);
      assertEquals(true, freed != Memory.getLong(block));
      assertEquals(Memory.getLong(block), Memory.getLong(block + SIZE - Long.BYTES));
    }
  }

  @Test
  void fillAllocated_writtenAfterFreed_throws() {
    try (Slab slab = new Slab(0, 1)) {
      long block = slab.allocate(0, SIZE);
      Poison.fillFreed(block, SIZE);
      Memory.putByte(block + 77, (byte) 1);
      assertThrows(IllegalStateException.class, () -> Poison.fillAllocated(block, SIZE));
      Poison.fillFreed(block, SIZE);
    }
  }
}
