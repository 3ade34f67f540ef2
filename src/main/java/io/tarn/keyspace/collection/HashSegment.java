// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Memory;
import io.tarn.slab.Slab;

/**
 * One segment of a {@link HashTable}: a slab block with a count and at most 511 cells, and the
 * operations on it. A segment of depth <i>d</i> holds the entries whose hash begins with the
 * segment's <i>d</i> bits.
 *
 * <pre>
 *   block:   | entries (4) | zero (4) | cell 0 (8) | cell 1 (8) | ...
 *   cell:    | position / 8 (40 bits) | tag (24 bits) |     0 means empty
 *   handle:  | position / 8 (40 bits) | cells (16 bits) | depth (8 bits) |     what others keep
 * </pre>
 *
 * The tag is the 24 bits of the hash after the first <i>d</i>. An entry's home is the cell {@code
 * tag * cells / 2^24}, so homes are in the order of the hashes, whatever the number of cells.
 * Collisions go to the next cells (linear probing, the last cell is followed by the first), ordered
 * as in Robin Hood hashing: no entry is nearer to its home than another that it sits behind wants
 * to be (Celis, Larson, Munro 1985). So a look-up may stop early, all entries of one home can be
 * found from that home on, and a removal moves later cells back and leaves no tombstone.
 *
 * <p>Homes never look at more than the first 32 bits of a hash: {@link #tagMask} drops the rest at
 * depths above 8. That is why a 32-bit cursor can name every border between homes.
 */
public final class HashSegment {

  /** Sizes in cells. With the count each fills a slab block exactly; four steps a doubling. */
  private static final int[] SIZES = {
    7, 9, 11, 13, 15, 19, 23, 27, 31, 39, 47, 55, 63, 79, 95, 111, 127, 159, 191, 223, 255, 319,
    383, 447, 511
  };

  public static final int MOST_CELLS = 511;

  public static final int TAG_BITS = 24;

  /** Depth at which a segment cannot be split: homes would be finer than the cursor of a scan. */
  public static final int MOST_DEPTH = 22;

  private static final int TAG_MASK = (1 << TAG_BITS) - 1;
  private static final int HEADER = 8;
  private static final int CELL = 8;

  /** Cells that {@link #probableEntry} looks at: few entries are further from home. */
  private static final int PROBED_CELLS = 4;

  private HashSegment() {}

  /** Returns the most entries in a segment of that many cells: seven eighths. */
  public static int limit(int cells) {
    return cells - (cells / 8) - 1;
  }

  /** Returns the fewest cells for that many entries, which must be at most {@code limit(511)}. */
  public static int cellsFor(int entries) {
    for (int cells : SIZES) {
      if (limit(cells) >= entries) {
        return cells;
      }
    }
    throw new IllegalArgumentException("entries=" + entries);
  }

  /** Returns the bytes of a block of that many cells. */
  public static long blockBytes(int cells) {
    return HEADER + (long) cells * CELL;
  }

  /** Empties a new block and returns its handle. */
  public static long create(long block, int cells, int depth) {
    Memory.fill(block, blockBytes(cells), (byte) 0);
    return (block >>> 3 << 24) | ((long) cells << 8) | depth;
  }

  /** Copies a segment to a new block and returns its handle there. */
  public static long copy(long handle, long block) {
    Memory.copy(block(handle), block, blockBytes(cells(handle)));
    return (block >>> 3 << 24) | (handle & 0xff_ffff);
  }

  public static long block(long handle) {
    return handle >>> 24 << 3;
  }

  public static int cells(long handle) {
    return (int) (handle >>> 8) & 0xffff;
  }

  public static int depth(long handle) {
    return (int) handle & 0xff;
  }

  /** Returns the number of entries. */
  public static int count(long handle) {
    return Memory.getInt(block(handle));
  }

  private static void count(long handle, int entries) {
    Memory.putInt(block(handle), entries);
  }

  /** Returns the tag of a hash in a segment of that depth. */
  public static int tag(long hash, int depth) {
    return (int) (hash << depth >>> (64 - TAG_BITS));
  }

  private static int tagMask(int depth) {
    return depth <= 8 ? -1 : -1 << (depth - 8);
  }

  private static int home(int tag, int cells, int mask) {
    return (int) (((long) (tag & mask) * cells) >>> TAG_BITS);
  }

  /** True when a segment has less than a third of the entries that it has room for. */
  static boolean isSparse(long handle) {
    return count(handle) < limit(cells(handle)) / 3;
  }

  /** True when one more entry would be over the limit. */
  static boolean isFull(long handle) {
    return count(handle) >= limit(cells(handle));
  }

  /** Returns the home of a tag. */
  public static int home(int tag, long handle) {
    return home(tag, cells(handle), tagMask(depth(handle)));
  }

  /** Returns the first tag whose home is {@code home} or later; 2^24 behind the last home. */
  public static int firstTag(int home, long handle) {
    int cells = cells(handle);
    int step = -tagMask(depth(handle));
    long exact = (((long) home << TAG_BITS) + cells - 1) / cells;
    return (int) ((exact + step - 1) & -step);
  }

  /** Returns the content of a cell, 0 when empty. */
  public static long cell(long handle, int index) {
    return Memory.getLong(cellPosition(block(handle), index));
  }

  /** As {@link #cell}, of a segment that may be in use by another thread or freed. */
  public static long touchCell(long handle, int index) {
    return Memory.touch(cellPosition(block(handle), index));
  }

  private static long cellPosition(long block, int index) {
    return block + HEADER + (long) index * CELL;
  }

  /** Returns the entry of a cell that is not empty. */
  public static long entry(long cell) {
    return cell >>> TAG_BITS << 3;
  }

  /** Returns the tag of a cell that is not empty. */
  public static int tag(long cell) {
    return (int) cell & TAG_MASK;
  }

  private static long cellOf(long entry, int tag) {
    return (entry >>> 3 << TAG_BITS) | tag;
  }

  private static int distance(int index, int home, int cells) {
    int distance = index - home;
    return distance < 0 ? distance + cells : distance;
  }

  /** Returns the entry of a name, or {@link Slab#NONE}. */
  public static long find(long handle, long hash, byte[] key, int offset, int length, Named named) {
    int cells = cells(handle);
    int mask = tagMask(depth(handle));
    int tag = tag(hash, depth(handle));
    long block = block(handle);
    int index = home(tag, cells, mask);
    for (int distance = 0; distance < cells; distance++) {
      long cell = Memory.getLong(cellPosition(block, index));
      if (cell == 0) {
        return Slab.NONE;
      }
      int other = tag(cell);
      if (other == tag) {
        long entry = entry(cell);
        if (named.hasName(entry, key, offset, length)) {
          return entry;
        }
      } else if (distance(index, home(other, cells, mask), cells) < distance) {
        return Slab.NONE;
      }
      index = index + 1 == cells ? 0 : index + 1;
    }
    return Slab.NONE;
  }

  /**
   * Returns the entry whose cell, near the home of a hash, has the right tag, or {@link Slab#NONE}.
   * The segment may be in use by another thread or freed: whatever is read, there is an answer, and
   * only a hint.
   */
  public static long probableEntry(long handle, long hash) {
    int tag = tag(hash, depth(handle));
    long at = cellPosition(block(handle), home(tag, handle));
    for (int i = 0; i < PROBED_CELLS; i++) {
      long cell = Memory.touch(at + (long) i * CELL);
      if (tag(cell) == tag) {
        return entry(cell);
      }
    }
    return Slab.NONE;
  }

  /** Returns the index of the cell that names an entry, -1 when there is none. */
  public static int indexOf(long handle, long hash, long entry) {
    int cells = cells(handle);
    int tag = tag(hash, depth(handle));
    long wanted = cellOf(entry, tag);
    long block = block(handle);
    int index = home(tag, handle);
    for (int distance = 0; distance < cells; distance++) {
      long cell = Memory.getLong(cellPosition(block, index));
      if (cell == wanted) {
        return index;
      }
      if (cell == 0) {
        break;
      }
      index = index + 1 == cells ? 0 : index + 1;
    }
    return -1;
  }

  private static int checkedIndexOf(long handle, long hash, long entry) {
    int index = indexOf(handle, hash, entry);
    if (index < 0) {
      throw new IllegalStateException("not in the table: entry=" + entry + " hash=" + hash);
    }
    return index;
  }

  /** Adds an entry. There must be an empty cell. */
  public static void add(long handle, int tag, long entry) {
    int entries = count(handle);
    int cells = cells(handle);
    if (entries >= cells) {
      throw new IllegalStateException("segment is full: cells=" + cells);
    }
    count(handle, entries + 1);
    int mask = tagMask(depth(handle));
    long block = block(handle);
    long carried = cellOf(entry, tag);
    int index = home(tag, cells, mask);
    int distance = 0;
    while (true) {
      long at = cellPosition(block, index);
      long cell = Memory.getLong(at);
      if (cell == 0) {
        Memory.putLong(at, carried);
        return;
      }
      int itsDistance = distance(index, home(tag(cell), cells, mask), cells);
      if (itsDistance < distance) {
        Memory.putLong(at, carried);
        carried = cell;
        distance = itsDistance;
      }
      index = index + 1 == cells ? 0 : index + 1;
      distance++;
    }
  }

  /** Adds the entries of a segment to another of the same depth. */
  public static void addAll(long from, long to) {
    for (int i = 0; i < cells(from); i++) {
      long cell = cell(from, i);
      if (cell != 0) {
        add(to, tag(cell), entry(cell));
      }
    }
  }

  /** Adds the entries of a segment to two that are one deeper, by the first bit of their tags. */
  public static void divide(long from, long low, long high, Named named) {
    for (int i = 0; i < cells(from); i++) {
      long cell = cell(from, i);
      if (cell != 0) {
        /* The tag gains a bit that only the key can tell. */
        long entry = entry(cell);
        boolean isHigh = tag(cell) >>> (TAG_BITS - 1) != 0;
        add(isHigh ? high : low, tag(named.hash(entry), depth(low)), entry);
      }
    }
  }

  /** Adds the entries of a segment to one that is one less deep, whose next bit they share. */
  public static void moveUp(long from, int bit, long to) {
    for (int i = 0; i < cells(from); i++) {
      long cell = cell(from, i);
      if (cell != 0) {
        add(to, (bit << (TAG_BITS - 1)) | (tag(cell) >>> 1), entry(cell));
      }
    }
  }

  /** Lets the cell of an entry name another position. */
  public static void move(long handle, long hash, long from, long to) {
    int index = checkedIndexOf(handle, hash, from);
    Memory.putLong(cellPosition(block(handle), index), cellOf(to, tag(hash, depth(handle))));
  }

  /** Removes an entry and moves the cells behind it back. */
  public static void remove(long handle, long hash, long entry) {
    int index = checkedIndexOf(handle, hash, entry);
    int cells = cells(handle);
    int mask = tagMask(depth(handle));
    long block = block(handle);
    while (true) {
      int next = index + 1 == cells ? 0 : index + 1;
      long cell = Memory.getLong(cellPosition(block, next));
      if (cell == 0 || home(tag(cell), cells, mask) == next) {
        Memory.putLong(cellPosition(block, index), 0);
        break;
      }
      Memory.putLong(cellPosition(block, index), cell);
      index = next;
    }
    count(handle, count(handle) - 1);
  }

  /** Visits the entries of one home and returns how many there are. */
  public static int visit(long handle, int home, EntryVisitor visitor) {
    int cells = cells(handle);
    int mask = tagMask(depth(handle));
    long block = block(handle);
    int index = home;
    int visited = 0;
    for (int distance = 0; distance < cells; distance++) {
      long cell = Memory.getLong(cellPosition(block, index));
      if (cell == 0) {
        break;
      }
      int itsHome = home(tag(cell), cells, mask);
      if (itsHome == home) {
        visitor.visit(entry(cell));
        visited++;
      } else if (distance(index, itsHome, cells) < distance) {
        break;
      }
      index = index + 1 == cells ? 0 : index + 1;
    }
    return visited;
  }
}
