// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import io.tarn.keyspace.collection.HashSegment;
import io.tarn.slab.Memory;
import io.tarn.slab.Slab;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What a key space held before {@link Keyspace#detach}: nobody can find it any more, and its memory
 * is freed piece by piece, under no gate. Used by one thread at a time.
 *
 * <p>The index is the list of what there is: it is walked cell by cell, the records of a segment
 * are freed, then the segment, and last what lies beside the index.
 */
public final class Remains implements Leftovers {

  /** So many cells ahead a record is touched, so that its line has come when it is its turn. */
  private static final int AHEAD = 8;

  private static final VarHandle LEFT;

  static {
    try {
      LEFT = MethodHandles.lookup().findVarHandle(Remains.class, "left", int.class);
    } catch (ReflectiveOperationException failure) {
      throw new ExceptionInInitializerError(failure);
    }
  }

  private final Slab slab;
  private final Population population;
  private final KeyIndex index;
  private final long expiries;
  private final long sketch;
  private long place;
  private int cell;
  private boolean done;
  private int left;

  /** Keeps the reads ahead alive for the compiler. */
  @SuppressWarnings("UnusedVariable")
  private long touched;

  /**
   * Takes over what a key space had.
   *
   * @param expiries the block of the heap or {@link Slab#NONE}
   * @param sketch the block of the sketch or {@link Slab#NONE}
   */
  Remains(Slab slab, Population population, KeyIndex index, long expiries, long sketch) {
    this.slab = slab;
    this.population = population;
    this.index = index;
    this.expiries = expiries;
    this.sketch = sketch;
    this.left = index.size();
  }

  @Override
  public int size() {
    return (int) LEFT.getOpaque(this);
  }

  @Override
  public boolean free(int limit) {
    int freed = 0;
    while (!done) {
      long handle = place < index.places() ? index.handleAt(place) : 0;
      if (handle == 0) {
        freeBlock(index.directory());
        freeBlock(expiries);
        freeBlock(sketch);
        done = true;
        break;
      }
      if (freed >= limit) {
        break;
      }
      freed += freeCells(handle, limit - freed);
      if (cell == HashSegment.cells(handle)) {
        place += index.aliases(handle);
        cell = 0;
        freeBlock(HashSegment.block(handle));
      }
    }
    LEFT.setOpaque(this, left - freed);
    return done;
  }

  private int freeCells(long handle, int most) {
    int cells = HashSegment.cells(handle);
    int freed = 0;
    for (; cell < cells && freed < most; cell++) {
      if (cell + AHEAD < cells) {
        long ahead = HashSegment.cell(handle, cell + AHEAD);
        touched += Memory.touch(HashSegment.entry(ahead) + Integer.BYTES);
      }
      long content = HashSegment.cell(handle, cell);
      if (content != 0) {
        long record = HashSegment.entry(content);
        if (RecordLayout.isLarge(record)) {
          population.discard(new StructureLeftovers(slab, RecordLayout.valueBlock(record)));
        } else if (RecordLayout.isOutside(record)) {
          slab.free(RecordLayout.valueBlock(record));
        }
        slab.free(record);
        freed++;
      }
    }
    return freed;
  }

  private void freeBlock(long block) {
    if (block != Slab.NONE) {
      slab.free(block);
    }
  }
}
