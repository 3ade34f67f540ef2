// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Memory;
import io.tarn.slab.Slab;

/**
 * The first block of every structure: what a record points at.
 *
 * <pre>
 *   0       8       16
 *   +-------+-------+-----------------------+
 *   | bytes | count | of the structure's own |
 *   +-------+-------+-----------------------+
 *   bytes: of all its blocks, this one included
 *   count: elements
 * </pre>
 */
public final class Root {

  /** Where the structure's own fields begin. */
  public static final int FIELDS = 16;

  private static final int BYTES = 0;
  private static final int COUNT = 8;

  private Root() {}

  /** Makes the root of an empty structure, with {@code fieldBytes} zero bytes of its own. */
  public static long create(Blocks blocks, int fieldBytes) {
    long root = blocks.allocate((long) FIELDS + fieldBytes);
    Memory.fill(root, (long) FIELDS + fieldBytes, (byte) 0);
    Memory.putLong(root + BYTES, blocks.size(root));
    return root;
  }

  /** Returns the bytes of all blocks of a structure. */
  public static long bytes(long root) {
    return Memory.getLong(root + BYTES);
  }

  /** Returns the number of elements. */
  public static long count(long root) {
    return Memory.getLong(root + COUNT);
  }

  /** Sets the number of elements. */
  public static void count(long root, long elements) {
    Memory.putLong(root + COUNT, elements);
  }

  /** Allocates a further block of a structure. */
  public static long allocate(Blocks blocks, long root, long bytes) {
    long block = blocks.allocate(bytes);
    Memory.putLong(root + BYTES, Memory.getLong(root + BYTES) + Slab.blockSizeFor(bytes));
    return block;
  }

  /** Frees a block of a structure, not the root. */
  public static void free(Blocks blocks, long root, long block) {
    Memory.putLong(root + BYTES, Memory.getLong(root + BYTES) - blocks.free(block));
  }
}
