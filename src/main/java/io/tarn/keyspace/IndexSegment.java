// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import io.tarn.slab.Memory;

/**
 * One segment of the index: a slab block with a count and at most 511 cells, and the operations on
 * it. A segment of depth <i>d</i> holds the records whose hash begins with the segment's <i>d</i>
 * bits.
 *
 * <pre>
 *   block:   | records (4) | zero (4) | cell 0 (8) | cell 1 (8) | ...
 *   cell:    | position / 8 (40 bits) | tag (24 bits) |     0 means empty
 *   handle:  | position / 8 (40 bits) | cells (16 bits) | depth (8 bits) |     what others keep
 * </pre>
 *
 * The tag is the 24 bits of the hash after the first <i>d</i>. A record's home is the cell {@code
 * tag * cells / 2^24}, so homes are in the order of the hashes, whatever the number of cells.
 * Collisions go to the next cells (linear probing, the last cell is followed by the first), ordered
 * as in Robin Hood hashing: no record is nearer to its home than another that it sits behind wants
 * to be (Celis, Larson, Munro 1985). So a look-up may stop early, all records of one home can be
 * found from that home on, and a removal moves later cells back and leaves no tombstone.
 *
 * <p>Homes never look at more than the first 32 bits of a hash: {@link #tagMask} drops the rest at
 * depths above 8. That is why a 32-bit cursor can name every border between homes.
 */
final class IndexSegment {

  /** Sizes in cells. With the count each fills a slab block exactly; four steps a doubling. */
  private static final int[] SIZES = {
    7, 9, 11, 13, 15, 19, 23, 27, 31, 39, 47, 55, 63, 79, 95, 111, 127, 159, 191, 223, 255, 319,
    383, 447, 511
  };

  static final int MOST_CELLS = 511;

  static final int TAG_BITS = 24;

  /** Depth at which a segment cannot be split: homes would be finer than the cursor of a scan. */
  static final int MOST_DEPTH = 22;

  private static final int TAG_MASK = (1 << TAG_BITS) - 1;
  private static final int HEADER = 8;
  private static final int CELL = 8;

  /** Cells that {@link #probableRecord} looks at: few records are further from home. */
  private static final int PROBED_CELLS = 4;

  private IndexSegment() {}

  /** Returns the most records in a segment of that many cells: seven eighths. */
  static int limit(int cells) {
    return cells - (cells / 8) - 1;
  }

  /** Returns the fewest cells for that many records, which must be at most {@code limit(511)}. */
  static int cellsFor(int records) {
    for (int cells : SIZES) {
      if (limit(cells) >= records) {
        return cells;
      }
    }
    throw new IllegalArgumentException("records=" + records);
  }

  /** Returns the bytes of a block of that many cells. */
  static long blockBytes(int cells) {
    return HEADER + (long) cells * CELL;
  }

  /** Empties a new block and returns its handle. */
  static long create(long block, int cells, int depth) {
    Memory.fill(block, blockBytes(cells), (byte) 0);
    return (block >>> 3 << 24) | ((long) cells << 8) | depth;
  }

  /** Copies a segment to a new block and returns its handle there. */
  static long copy(long handle, long block) {
    Memory.copy(block(handle), block, blockBytes(cells(handle)));
    return (block >>> 3 << 24) | (handle & 0xff_ffff);
  }

  static long block(long handle) {
    return handle >>> 24 << 3;
  }

  static int cells(long handle) {
    return (int) (handle >>> 8) & 0xffff;
  }

  static int depth(long handle) {
    return (int) handle & 0xff;
  }

  /** Returns the number of records. */
  static int count(long handle) {
    return Memory.getInt(block(handle));
  }

  private static void count(long handle, int records) {
    Memory.putInt(block(handle), records);
  }

  /** Returns the tag of a hash in a segment of that depth. */
  static int tag(long hash, int depth) {
    return (int) (hash << depth >>> (64 - TAG_BITS));
  }

  private static int tagMask(int depth) {
    return depth <= 8 ? -1 : -1 << (depth - 8);
  }

  private static int home(int tag, int cells, int mask) {
    return (int) (((long) (tag & mask) * cells) >>> TAG_BITS);
  }

  /** Returns the home of a tag. */
  static int home(int tag, long handle) {
    return home(tag, cells(handle), tagMask(depth(handle)));
  }

  /** Returns the first tag whose home is {@code home} or later; 2^24 behind the last home. */
  static int firstTag(int home, long handle) {
    int cells = cells(handle);
    int step = -tagMask(depth(handle));
    long exact = (((long) home << TAG_BITS) + cells - 1) / cells;
    return (int) ((exact + step - 1) & -step);
  }

  /** Returns the content of a cell, 0 when empty. */
  static long cell(long handle, int index) {
    return Memory.getLong(cellPosition(block(handle), index));
  }

  /** As {@link #cell}, of a segment that may be in use by another thread or freed. */
  static long touchCell(long handle, int index) {
    return Memory.touch(cellPosition(block(handle), index));
  }

  private static long cellPosition(long block, int index) {
    return block + HEADER + (long) index * CELL;
  }

  /** Returns the record of a cell that is not empty. */
  static long record(long cell) {
    return cell >>> TAG_BITS << 3;
  }

  /** Returns the tag of a cell that is not empty. */
  static int tag(long cell) {
    return (int) cell & TAG_MASK;
  }

  private static long cellOf(long record, int tag) {
    return (record >>> 3 << TAG_BITS) | tag;
  }

  private static int distance(int index, int home, int cells) {
    int distance = index - home;
    return distance < 0 ? distance + cells : distance;
  }

  /** Returns the record of a key, or {@link Keyspace#NONE}. */
  static long find(long handle, long hash, byte[] key, int offset, int length) {
    int cells = cells(handle);
    int mask = tagMask(depth(handle));
    int tag = tag(hash, depth(handle));
    long block = block(handle);
    int index = home(tag, cells, mask);
    for (int distance = 0; distance < cells; distance++) {
      long cell = Memory.getLong(cellPosition(block, index));
      if (cell == 0) {
        return Keyspace.NONE;
      }
      int other = tag(cell);
      if (other == tag) {
        long record = record(cell);
        if (RecordLayout.hasKey(record, key, offset, length)) {
          return record;
        }
      } else if (distance(index, home(other, cells, mask), cells) < distance) {
        return Keyspace.NONE;
      }
      index = index + 1 == cells ? 0 : index + 1;
    }
    return Keyspace.NONE;
  }

  /**
   * Returns the record whose cell, near the home of a hash, has the right tag, or {@link
   * Keyspace#NONE}. The segment may be in use by another thread or freed: whatever is read, there
   * is an answer, and only a hint.
   */
  static long probableRecord(long handle, long hash) {
    int tag = tag(hash, depth(handle));
    long at = cellPosition(block(handle), home(tag, handle));
    for (int i = 0; i < PROBED_CELLS; i++) {
      long cell = Memory.touch(at + (long) i * CELL);
      if (tag(cell) == tag) {
        return record(cell);
      }
    }
    return Keyspace.NONE;
  }

  /** Returns the index of the cell that names a record, -1 when there is none. */
  static int indexOf(long handle, long hash, long record) {
    int cells = cells(handle);
    int tag = tag(hash, depth(handle));
    long wanted = cellOf(record, tag);
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

  private static int checkedIndexOf(long handle, long hash, long record) {
    int index = indexOf(handle, hash, record);
    if (index < 0) {
      throw new IllegalStateException("not in the index: record=" + record + " hash=" + hash);
    }
    return index;
  }

  /** Adds a record. There must be an empty cell. */
  static void add(long handle, int tag, long record) {
    int records = count(handle);
    int cells = cells(handle);
    if (records >= cells) {
      throw new IllegalStateException("segment is full: cells=" + cells);
    }
    count(handle, records + 1);
    int mask = tagMask(depth(handle));
    long block = block(handle);
    long carried = cellOf(record, tag);
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

  /** Adds the records of a segment to another of the same depth. */
  static void addAll(long from, long to) {
    for (int i = 0; i < cells(from); i++) {
      long cell = cell(from, i);
      if (cell != 0) {
        add(to, tag(cell), record(cell));
      }
    }
  }

  /** Adds the records of a segment to two that are one deeper, by the first bit of their tags. */
  static void divide(long from, long low, long high) {
    for (int i = 0; i < cells(from); i++) {
      long cell = cell(from, i);
      if (cell != 0) {
        /* The tag gains a bit that only the key can tell. */
        long record = record(cell);
        boolean isHigh = tag(cell) >>> (TAG_BITS - 1) != 0;
        add(isHigh ? high : low, tag(RecordLayout.hash(record), depth(low)), record);
      }
    }
  }

  /** Adds the records of a segment to one that is one less deep, whose next bit they share. */
  static void moveUp(long from, int bit, long to) {
    for (int i = 0; i < cells(from); i++) {
      long cell = cell(from, i);
      if (cell != 0) {
        add(to, (bit << (TAG_BITS - 1)) | (tag(cell) >>> 1), record(cell));
      }
    }
  }

  /** Lets the cell of a record name another position. */
  static void move(long handle, long hash, long from, long to) {
    int index = checkedIndexOf(handle, hash, from);
    Memory.putLong(cellPosition(block(handle), index), cellOf(to, tag(hash, depth(handle))));
  }

  /** Removes a record and moves the cells behind it back. */
  static void remove(long handle, long hash, long record) {
    int index = checkedIndexOf(handle, hash, record);
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

  /** Visits the records of one home and returns how many there are. */
  static int visit(long handle, int home, Keyspace.RecordVisitor visitor) {
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
        visitor.visit(record(cell));
        visited++;
      } else if (distance(index, itsHome, cells) < distance) {
        break;
      }
      index = index + 1 == cells ? 0 : index + 1;
    }
    return visited;
  }
}
