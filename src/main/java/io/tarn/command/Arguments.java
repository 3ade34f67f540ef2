// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import io.tarn.keyspace.HashSlot;
import io.tarn.keyspace.Keyspace;
import io.tarn.slab.Memory;
import io.tarn.slab.Slab;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The byte strings of one request, the command's name first. A mutable window that its owner (an
 * I/O thread) fills again for every request: nobody keeps it beyond the call. {@link #copy()} makes
 * one that may be kept.
 *
 * <p>Each argument lies in a heap array; a very long one may lie in a slab block instead, so that
 * it can become a stored value without being copied.
 */
public final class Arguments {

  private static final int NOT_LOCATED = -1;

  private byte[] array;
  private int[] offsets = new int[8];
  private int[] lengths = new int[8];
  private long @Nullable [] blocks;
  private int count;
  private boolean taken;

  /** What {@link #locate} has found out, so that nobody computes it again. */
  private int locatedKey = NOT_LOCATED;

  private int locatedSlot;
  private long locatedHash;
  private CommandTable.@Nullable Entry entry;

  /** Creates a window without arguments on {@code array}. */
  public Arguments(byte[] array) {
    this.array = array;
  }

  /** Returns the arguments of a request, each as UTF-8. */
  public static Arguments of(String... words) {
    byte[][] bytes = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      bytes[i] = words[i].getBytes(StandardCharsets.UTF_8);
    }
    return of(bytes);
  }

  /** Returns the arguments of a request in an array of their own. */
  public static Arguments of(byte[]... words) {
    int total = 0;
    for (byte[] word : words) {
      total += word.length;
    }
    Arguments arguments = new Arguments(new byte[total]);
    int at = 0;
    for (byte[] word : words) {
      System.arraycopy(word, 0, arguments.array, at, word.length);
      arguments.add(at, word.length);
      at += word.length;
    }
    return arguments;
  }

  /** Forgets all arguments and continues on {@code newArray}. */
  public void reset(byte[] newArray) {
    array = newArray;
    count = 0;
    blocks = null;
    taken = false;
    entry = null;
    locatedKey = NOT_LOCATED;
  }

  /**
   * Continues on {@code newArray}, which holds the bytes of this request {@code shift} places
   * further to the front: a request that arrives in pieces moves with its buffer.
   */
  public void rebase(byte[] newArray, int shift) {
    array = newArray;
    for (int i = 0; i < count; i++) {
      if (!isBlock(i)) {
        offsets[i] -= shift;
      }
    }
  }

  /** Moves all arguments, blocks included, to {@code target}, which continues on the same array. */
  public void moveTo(Arguments target) {
    target.reset(array);
    for (int i = 0; i < count; i++) {
      if (isBlock(i)) {
        int length = lengths[i];
        target.addBlock(takeBlock(i), length);
      } else {
        target.add(offsets[i], lengths[i]);
      }
    }
    reset(array);
  }

  /** Appends the argument {@code array[offset, offset + length)}. */
  public void add(int offset, int length) {
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, count * 2);
      lengths = Arrays.copyOf(lengths, count * 2);
      if (blocks != null) {
        blocks = Arrays.copyOf(blocks, count * 2);
      }
    }
    offsets[count] = offset;
    lengths[count] = length;
    count++;
  }

  /** Appends an argument that fills the first {@code length} bytes of a slab block. */
  public void addBlock(long block, int length) {
    add(0, length);
    if (blocks == null) {
      blocks = new long[offsets.length];
    }
    blocks[count - 1] = block;
  }

  /** Returns the bytes of heap that the arguments take, the whole of their array included. */
  public long heapBytes() {
    long tables = 2L * Integer.BYTES * offsets.length;
    return array.length + tables + (blocks == null ? 0 : (long) Long.BYTES * blocks.length);
  }

  /** Returns the number of arguments, the name included. */
  public int count() {
    return count;
  }

  /** Returns the length of argument {@code i} in bytes. */
  public int length(int i) {
    return lengths[i];
  }

  /** True when argument {@code i} lies in a slab block. */
  public boolean isBlock(int i) {
    return blocks != null && blocks[i] != Slab.NONE;
  }

  /** Returns the block of argument {@code i}, which stays the request's; see {@link #takeBlock}. */
  public long block(int i) {
    long[] all = blocks;
    if (all == null || all[i] == Slab.NONE) {
      throw new IllegalStateException("not a block: argument=" + i);
    }
    return all[i];
  }

  /**
   * Returns the block of argument {@code i}, which the caller owns from now on; the argument is
   * empty afterwards.
   */
  public long takeBlock(int i) {
    long block = block(i);
    Objects.requireNonNull(blocks)[i] = Slab.NONE;
    lengths[i] = 0;
    taken = true;
    return block;
  }

  /** True when a block was taken, so that the request is no longer what it was. */
  public boolean isTaken() {
    return taken;
  }

  /** Frees the blocks that nobody took. The owner calls it after the request. */
  public void freeBlocks(Slab slab) {
    long[] all = blocks;
    if (all != null) {
      for (int i = 0; i < count; i++) {
        if (all[i] != Slab.NONE) {
          slab.free(all[i]);
          all[i] = Slab.NONE;
        }
      }
      blocks = null;
    }
  }

  /**
   * Returns the heap array that holds argument {@code i} from {@link #offset}; an argument in a
   * block is copied to the heap first, so use this for keys and small options only.
   */
  public byte[] array(int i) {
    return isBlock(i) ? bytes(i) : array;
  }

  /** Returns where argument {@code i} begins in {@link #array}. */
  public int offset(int i) {
    return offsets[i];
  }

  /** Returns a copy of argument {@code i}. */
  public byte[] bytes(int i) {
    long[] all = blocks;
    if (all != null && all[i] != Slab.NONE) {
      byte[] copy = new byte[lengths[i]];
      Memory.copyOut(all[i], copy, 0, copy.length);
      return copy;
    }
    return Arrays.copyOfRange(array, offsets[i], offsets[i] + lengths[i]);
  }

  /** Returns argument {@code i} as text, each byte one character (ISO 8859-1). */
  public String text(int i) {
    return new String(array(i), offset(i), lengths[i], StandardCharsets.ISO_8859_1);
  }

  /** Returns byte {@code k} of argument {@code i}. */
  public byte byteAt(int i, int k) {
    long[] all = blocks;
    return all != null && all[i] != Slab.NONE ? Memory.getByte(all[i] + k) : array[offsets[i] + k];
  }

  /** Copies argument {@code i} into {@link Memory}. */
  public void copyTo(int i, long position) {
    long[] all = blocks;
    if (all != null && all[i] != Slab.NONE) {
      Memory.copy(all[i], position, lengths[i]);
    } else {
      Memory.copyIn(array, offsets[i], position, lengths[i]);
    }
  }

  /** Copies {@code length} bytes of argument {@code i}, from byte {@code from}, into Memory. */
  public void copyTo(int i, int from, int length, long position) {
    long[] all = blocks;
    if (all != null && all[i] != Slab.NONE) {
      Memory.copy(all[i] + from, position, length);
    } else {
      Memory.copyIn(array, offsets[i] + from, position, length);
    }
  }

  /** Copies argument {@code i} to {@code target[at, ...)}. */
  public void copyTo(int i, byte[] target, int at) {
    long[] all = blocks;
    if (all != null && all[i] != Slab.NONE) {
      Memory.copyOut(all[i], target, at, lengths[i]);
    } else {
      System.arraycopy(array, offsets[i], target, at, lengths[i]);
    }
  }

  /** True when argument {@code i} is {@code word}, ASCII letters of any case. */
  public boolean is(int i, String word) {
    int length = lengths[i];
    if (length != word.length() || isBlock(i)) {
      return false;
    }
    int at = offsets[i];
    for (int k = 0; k < length; k++) {
      if (lower(array[at + k]) != lower((byte) word.charAt(k))) {
        return false;
      }
    }
    return true;
  }

  /** Returns the hash slot of argument {@code i}. */
  public int slot(int i) {
    return i == locatedKey ? locatedSlot : HashSlot.of(array(i), offset(i), lengths[i]);
  }

  /** Returns the {@link Keyspace#hash} of argument {@code i}. */
  public long hash(int i) {
    return i == locatedKey ? locatedHash : Keyspace.hash(array(i), offset(i), lengths[i]);
  }

  /** Computes slot and hash of the key at argument {@code i} ahead of the request's turn. */
  public void locate(int i) {
    locatedSlot = slot(i);
    locatedHash = hash(i);
    locatedKey = i;
  }

  /** Returns the row that {@link #entry(CommandTable.Entry)} has noted, or null. */
  public CommandTable.@Nullable Entry entry() {
    return entry;
  }

  /** Notes the row that argument 0 names, so that it is not looked up again. */
  public void entry(CommandTable.Entry found) {
    entry = found;
  }

  /** Returns the bytes of the arguments, without the name and those in blocks. */
  public long bytesOnHeap() {
    long bytes = 0;
    for (int i = 1; i < count; i++) {
      bytes += isBlock(i) ? 0 : lengths[i];
    }
    return bytes;
  }

  /** Returns arguments that may be kept, all on the heap. */
  public Arguments heapCopy() {
    byte[][] words = new byte[count][];
    for (int i = 0; i < count; i++) {
      words[i] = bytes(i);
    }
    return of(words);
  }

  /** Returns arguments that may be kept. Blocks move to the copy. */
  public Arguments copy() {
    int total = 0;
    for (int i = 0; i < count; i++) {
      total += isBlock(i) ? 0 : lengths[i];
    }
    Arguments copy = new Arguments(new byte[total]);
    int at = 0;
    for (int i = 0; i < count; i++) {
      if (isBlock(i)) {
        int length = lengths[i];
        copy.addBlock(takeBlock(i), length);
      } else {
        System.arraycopy(array, offsets[i], copy.array, at, lengths[i]);
        copy.add(at, lengths[i]);
        at += lengths[i];
      }
    }
    return copy;
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + 32 : b;
  }
}
