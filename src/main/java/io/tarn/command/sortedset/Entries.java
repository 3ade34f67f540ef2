// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

import io.tarn.command.ReplyWriter;
import io.tarn.keyspace.collection.Packed;
import io.tarn.keyspace.collection.PackedScores;
import io.tarn.keyspace.collection.ScorePlace;
import io.tarn.keyspace.collection.ScoreTree;
import io.tarn.keyspace.collection.ScoredElement;
import io.tarn.keyspace.collection.ScoredSet;
import io.tarn.slab.Memory;
import java.nio.charset.StandardCharsets;

/**
 * Goes through the entries of a sorted set by their order, or against it, from some rank on. The
 * sorted set must not change meanwhile. Whoever uses it knows how many entries there are.
 */
public final class Entries {

  private final boolean large;
  private final boolean reverse;
  private final long area;
  private final int capacity;
  private long place;
  private int index;
  private int offset;

  private Entries(boolean large, boolean reverse, long area, int capacity) {
    this.large = large;
    this.reverse = reverse;
    this.area = area;
    this.capacity = capacity;
  }

  static Entries ofLarge(long root, long rank, boolean reverse) {
    Entries entries = new Entries(true, reverse, 0, 0);
    entries.place = ScoreTree.placeAt(ScoredSet.tree(root), rank);
    return entries;
  }

  static Entries ofSmall(long area, int capacity, int rank, boolean reverse) {
    Entries entries = new Entries(false, reverse, area, capacity);
    entries.index = 2 * rank;
    entries.offset = Packed.offset(area, capacity, 2 * rank);
    return entries;
  }

  /** Goes to the next entry in the direction of the walk; there need not be one. */
  public void advance() {
    if (large) {
      place = reverse ? ScorePlace.previous(place) : ScorePlace.next(place);
    } else if (!reverse) {
      offset = Packed.advance(area, capacity, index, offset, 2);
      index += 2;
    } else if (index > 0) {
      offset -= Packed.sizeBefore(area, capacity, index - 1, offset);
      offset -= Packed.sizeBefore(area, capacity, index - 2, offset);
      index -= 2;
    }
  }

  /** Returns the score of this entry. */
  public double score() {
    if (large) {
      return ScorePlace.score(place);
    }
    int behind = Packed.next(area, capacity, index, offset);
    return PackedScores.scoreAt(area, capacity, index + 1, behind);
  }

  /** Compares the name of this entry with other bytes. */
  int compareName(byte[] array, int from, int length) {
    return large
        ? ScoredElement.compare(ScorePlace.element(place), array, from, length)
        : PackedScores.compare(area, capacity, index, offset, array, from, length);
  }

  /** Appends the name to an answer. */
  public void writeName(ReplyWriter writer) {
    if (large) {
      long element = ScorePlace.element(place);
      writer.view(ScoredElement.namePosition(element), ScoredElement.nameLength(element));
    } else if (Packed.isInteger(area, capacity, index)) {
      writer.text(Packed.integer(area, capacity, index, offset));
    } else {
      writer.view(
          Packed.stringPosition(area, capacity, index, offset),
          Packed.stringLength(area, capacity, index, offset));
    }
  }

  /** Copies the name. */
  public void copyName(Name into) {
    if (large) {
      long element = ScorePlace.element(place);
      into.set(ScoredElement.namePosition(element), ScoredElement.nameLength(element));
    } else if (Packed.isInteger(area, capacity, index)) {
      into.set(Packed.integer(area, capacity, index, offset));
    } else {
      into.set(
          Packed.stringPosition(area, capacity, index, offset),
          Packed.stringLength(area, capacity, index, offset));
    }
  }

  /** Appends name and score. */
  void appendTo(ScoredNames names) {
    if (large) {
      long element = ScorePlace.element(place);
      int length = ScoredElement.nameLength(element);
      names.append(ScoredElement.namePosition(element), length, ScorePlace.score(place));
    } else if (Packed.isInteger(area, capacity, index)) {
      byte[] text = name();
      names.append(text, 0, text.length, score());
    } else {
      names.append(
          Packed.stringPosition(area, capacity, index, offset),
          Packed.stringLength(area, capacity, index, offset),
          score());
    }
  }

  /** Returns a copy of the name. */
  public byte[] name() {
    Name name = new Name();
    copyName(name);
    return name.toBytes();
  }

  /** Bytes of a name on the heap, used again for name after name. */
  public static final class Name {
    private byte[] bytes = new byte[64];
    private int length;

    /** Returns the array whose first {@link #length} bytes are the name. */
    public byte[] bytes() {
      return bytes;
    }

    /** Returns the length of the name. */
    public int length() {
      return length;
    }

    /** Takes bytes in memory. */
    public void set(long position, int newLength) {
      if (newLength > bytes.length) {
        bytes = new byte[Math.max(newLength, (int) Math.min(2L * bytes.length, 1 << 30))];
      }
      Memory.copyOut(position, bytes, 0, newLength);
      length = newLength;
    }

    /** Takes the text of an integer. */
    public void set(long value) {
      byte[] text = Long.toString(value).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(text, 0, bytes, 0, text.length);
      length = text.length;
    }

    byte[] toBytes() {
      return java.util.Arrays.copyOf(bytes, length);
    }
  }
}
