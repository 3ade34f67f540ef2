// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Memory;
import io.tarn.slab.Slab;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * {@link Element}s by the hash of their name: a {@link HashTable} that is known by the position of
 * its root, where all its state lies.
 *
 * <pre>
 *   root fields, from Root.FIELDS on
 *   0      1         2       4         8                 16       24
 *   +------+---------+-------+---------+-----------------+--------+-----------------------
 *   | kind | payload | depth | deepest | only/directory  | freed  | further fields ...
 *   +------+---------+-------+---------+-----------------+--------+-----------------------
 *
 *   kind:      of the structure, see Structures
 *   payload:   bytes of payload in each element
 *   depth:     of the directory, 16 bits
 *   only:      the handle of the only segment when depth is 0, else the block of the directory
 *   freed:     the place that freeSome comes to next
 * </pre>
 *
 * Nobody but the caller makes and frees elements, through {@link Root#allocate}, so that they are
 * counted to the structure. A table of millions takes about 11 bytes for each beside its block, and
 * a change places at most 447 elements anew, except that the directory (8 bytes for about 330
 * elements) is copied when it doubles.
 *
 * <p>Hashes are those of {@link KeyHash}, which have nothing in common with the CRC that chooses
 * the slot.
 */
public final class ElementTable extends HashTable {

  /** Where fields of the user's own begin in the root, from {@link Root#FIELDS} on. */
  public static final int FURTHER_FIELDS = 24;

  /** Most bytes of payload. */
  public static final int MOST_PAYLOAD = 8;

  private static final int PAYLOAD = Root.FIELDS + 1;
  private static final int KIND_WORD = Root.FIELDS;
  private static final int DEEPEST = Root.FIELDS + 4;
  private static final int SEGMENTS = Root.FIELDS + 8;
  private static final int FREED = Root.FIELDS + 16;
  private static final int DEPTH_SHIFT = 16;

  private static final Element.Names[] NAMES = new Element.Names[MOST_PAYLOAD + 1];

  static {
    Arrays.setAll(NAMES, Element.Names::new);
  }

  private final Blocks blocks;
  private final long root;

  private ElementTable(Blocks blocks, long root) {
    super(names(root));
    this.blocks = blocks;
    this.root = root;
    int depth = depth(root);
    long segments = Memory.getLong(root + SEGMENTS);
    adopt(
        depth == 0 ? segments : 0,
        depth == 0 ? Slab.NONE : segments,
        depth,
        Memory.getInt(root + DEEPEST));
  }

  /**
   * Makes an empty table.
   *
   * @param kind of the structure that it is, or is part of
   * @param payload bytes of payload in each element, 0 to 8
   * @param furtherBytes of the root that the user wants for fields of its own; zero at first
   * @return its root
   */
  public static long create(Blocks blocks, int kind, int payload, int furtherBytes) {
    if (payload < 0 || payload > MOST_PAYLOAD) {
      throw new IllegalArgumentException("payload=" + payload);
    }
    long root = Root.create(blocks, FURTHER_FIELDS + furtherBytes);
    Memory.putInt(root + KIND_WORD, kind | payload << 8);
    return root;
  }

  /** Returns the bytes of payload in each element of a table. */
  public static int payload(long root) {
    return Memory.getByte(root + PAYLOAD);
  }

  /** Returns the element of a name, or {@link Slab#NONE}. */
  public static long find(long root, byte[] array, int offset, int length) {
    return find(root, KeyHash.of(array, offset, length), array, offset, length);
  }

  /** As the other, with the {@link KeyHash} of the name known. */
  public static long find(long root, long hash, byte[] array, int offset, int length) {
    long handle = handle(root, hash);
    return handle == 0
        ? Slab.NONE
        : HashSegment.find(handle, hash, array, offset, length, names(root));
  }

  /** Returns the hash of an element's name. */
  public static long hashOf(long root, long element) {
    return names(root).hash(element);
  }

  /**
   * Makes an element with a name; payload and rest are undefined. It is not in the table yet: see
   * {@link #add}.
   */
  public static long newElement(
      Blocks blocks, long root, byte[] array, int offset, int length, long restBytes) {
    int payload = payload(root);
    long element = Root.allocate(blocks, root, Element.bytes(payload, length, restBytes));
    Element.putName(element, payload, array, offset, length);
    return element;
  }

  /** Adds an element whose name no other has. */
  public static void add(Blocks blocks, long root, long hash, long element) {
    long handle = handle(root, hash);
    if (handle == 0 || HashSegment.isFull(handle)) {
      ElementTable table = new ElementTable(blocks, root);
      table.reserve(hash);
      table.store();
      handle = table.handle(hash);
    }
    HashSegment.add(handle, HashSegment.tag(hash, HashSegment.depth(handle)), element);
    Root.count(root, Root.count(root) + 1);
  }

  /** Takes an element out of the table; it is the caller's to free. */
  public static void remove(Blocks blocks, long root, long hash, long element) {
    long handle = handle(root, hash);
    if (handle == 0 || Root.count(root) == 1 || HashSegment.isSparse(handle)) {
      ElementTable table = new ElementTable(blocks, root);
      table.remove(hash, element);
      table.store();
      return;
    }
    HashSegment.remove(handle, hash, element);
    Root.count(root, Root.count(root) - 1);
  }

  /** Follows an element to another block. */
  public static void moved(long root, long hash, long from, long to) {
    HashSegment.move(handle(root, hash), hash, from, to);
  }

  /**
   * Visits elements in the order of their hash. Every element that is present from the first call
   * of a walk (cursor 0) to its last is visited at least once, whatever is added, removed or grown
   * in between.
   *
   * @param cursor 0, or what the last call returned: an unsigned 32-bit number
   * @param atLeast stop at the next possible place after this many elements
   * @return the next cursor, or 0 when the walk has ended
   */
  public static long scan(long root, long cursor, int atLeast, EntryVisitor visitor) {
    return HashWalk.scan(view(root), cursor, atLeast, visitor);
  }

  /** Returns an element chosen uniformly at random, or {@link Slab#NONE} when there is none. */
  public static long random(long root, RandomGenerator random) {
    return HashWalk.random(view(root), random);
  }

  /** Visits all elements; the order is the one of {@link ElementCursor}. */
  public static void forEach(long root, EntryVisitor visitor) {
    ElementCursor cursor = new ElementCursor(root);
    for (long element = cursor.next(); element != Slab.NONE; element = cursor.next()) {
      visitor.visit(element);
    }
  }

  /**
   * Frees about {@code limit} elements and segments of a table that nobody uses, and in the end the
   * directory. The root is left. In between the table is good for nothing but the next call.
   *
   * @param ownsElements false when the elements are somebody else's to free
   * @return true when all is free but the root
   */
  public static boolean freeSome(Slab slab, long root, int limit, boolean ownsElements) {
    HashTable table = view(root);
    int freed = 0;
    long place = Memory.getLong(root + FREED);
    while (place < table.places() && table.handleAt(place) != 0) {
      if (freed >= limit) {
        Memory.putLong(root + FREED, place);
        return false;
      }
      long handle = table.handleAt(place);
      if (ownsElements) {
        freed += freeElements(slab, handle);
      }
      place += table.aliases(handle);
      slab.free(HashSegment.block(handle));
      freed++;
    }
    if (table.directory() != Slab.NONE) {
      slab.free(table.directory());
    }
    return true;
  }

  private static int freeElements(Slab slab, long handle) {
    int freed = 0;
    for (int i = 0; i < HashSegment.cells(handle); i++) {
      long cell = HashSegment.cell(handle, i);
      if (cell != 0) {
        slab.free(HashSegment.entry(cell));
        freed++;
      }
    }
    return freed;
  }

  /** Returns the table of a root for looking only. */
  static ElementTable view(long root) {
    return new ElementTable(NoBlocks.INSTANCE, root);
  }

  /** Returns the table of a root; {@link #store} makes its changes known. */
  static ElementTable open(Blocks blocks, long root) {
    return new ElementTable(blocks, root);
  }

  private static Element.Names names(long root) {
    return NAMES[payload(root)];
  }

  private static int depth(long root) {
    return Memory.getInt(root + KIND_WORD) >>> DEPTH_SHIFT;
  }

  private static long handle(long root, long hash) {
    int depth = depth(root);
    long segments = Memory.getLong(root + SEGMENTS);
    return depth == 0 ? segments : Memory.getLong(segments + (hash >>> -depth) * Long.BYTES);
  }

  /** Writes to the root what has changed in the fields. */
  void store() {
    int depth = directoryDepth();
    int word = Memory.getInt(root + KIND_WORD);
    Memory.putInt(root + KIND_WORD, (word & 0xffff) | depth << DEPTH_SHIFT);
    Memory.putInt(root + DEEPEST, deepest());
    Memory.putLong(root + SEGMENTS, depth == 0 ? only() : directory());
  }

  @Override
  protected long allocate(long bytes) {
    return Root.allocate(blocks, root, bytes);
  }

  @Override
  protected void free(long block) {
    Root.free(blocks, root, block);
  }

  @Override
  protected long count() {
    return Root.count(root);
  }

  @Override
  protected void count(long elements) {
    Root.count(root, elements);
  }

  /** For tables that are only looked at. */
  private static final class NoBlocks implements Blocks {
    static final NoBlocks INSTANCE = new NoBlocks();

    @Override
    public long allocate(long bytes) {
      throw new IllegalStateException("only looked at: bytes=" + bytes);
    }

    @Override
    public long free(long block) {
      throw new IllegalStateException("only looked at: block=" + block);
    }

    @Override
    public long size(long block) {
      throw new IllegalStateException("only looked at: block=" + block);
    }
  }
}
