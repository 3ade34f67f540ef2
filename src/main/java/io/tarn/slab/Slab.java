// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

/** Placeholder of the contract; see the room's owner. */
public final class Slab {

  /** The position that no block has. */
  public static final long NONE = 0;

  /**
   * Creates an empty slab.
   *
   * @param budgetBytes most bytes that blocks may take together; 0 means no limit
   * @param arenas number of independently locked arenas, a power of two
   */
  public Slab(long budgetBytes, int arenas) {
    throw new UnsupportedOperationException();
  }

  /**
   * Allocates a block of at least {@code bytes} bytes, its content undefined.
   *
   * @param arena any number; the slab maps it onto one of its arenas
   * @throws OutOfBudgetException when the budget does not allow it; nothing has changed then
   */
  public long allocate(int arena, long bytes) {
    throw new UnsupportedOperationException();
  }

  /** Frees a block. */
  public void free(long position) {
    throw new UnsupportedOperationException();
  }

  /** Returns the bytes that the slab spends on the block, at least those asked for. */
  public long blockSize(long position) {
    throw new UnsupportedOperationException();
  }

  /** Returns the bytes of all blocks in use. Any thread. */
  public long usedBytes() {
    throw new UnsupportedOperationException();
  }

  /** Returns the bytes of memory that the slab has taken from the system. Any thread. */
  public long committedBytes() {
    throw new UnsupportedOperationException();
  }

  /** Returns the budget in bytes, 0 for none. */
  public long budgetBytes() {
    throw new UnsupportedOperationException();
  }

  /** Changes the budget. Any thread. */
  public void budgetBytes(long bytes) {
    throw new UnsupportedOperationException();
  }
}
