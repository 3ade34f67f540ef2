// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

/**
 * A mode for tests, {@code -Dtarn.slab.poison=true}: free blocks are filled with a pattern, so that
 * who reads a block after freeing it sees nonsense, and the pattern is checked when the block is
 * allocated again, so that who wrote to it after freeing it is caught. A block begins with another
 * pattern, so that nobody relies on zeros. Of a large block only the first {@value #MOST} bytes are
 * filled. Off, it costs nothing: the JIT drops it.
 */
final class Poison {

  static final boolean ON = Boolean.getBoolean("tarn.slab.poison");

  /** Bytes of a block that are filled, so that a gigabyte stays untouched. */
  private static final long MOST = 64 << 10;

  private static final byte FREE = (byte) 0xDB;
  private static final byte FRESH = (byte) 0xA7;
  private static final long FREE_LONG = 0xDBDB_DBDB_DBDB_DBDBL;

  private Poison() {}

  /** A run has come from the space to be cut into blocks. */
  static void fillPage(int page) {
    if (Page.sizeClass(page) != Page.RUN) {
      Memory.fill(Page.position(page), Page.bytes(page), FREE);
    }
  }

  /** A block leaves its owner. */
  static void fillFreed(long block, long size) {
    Memory.fill(block, Math.min(size, MOST), FREE);
  }

  /** A block gets an owner. */
  static void fillAllocated(long block, long size) {
    long length = Math.min(size, MOST);
    for (long i = 0; size <= SizeClass.LARGEST && i < length; i += Long.BYTES) {
      if (Memory.getLong(block + i) != FREE_LONG) {
        throw new IllegalStateException(
            "written after it was freed: block=" + block + " at=" + i + " size=" + size);
      }
    }
    Memory.fill(block, length, FRESH);
  }
}
