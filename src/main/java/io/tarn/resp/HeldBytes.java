// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.tarn.command.wire.RespEncoder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Encoded answers that must wait for an earlier one: on the heap while they are few. */
final class HeldBytes {

  /** Most bytes on the heap. */
  private static final int HEAP_BYTES = 16 << 10;

  private static final byte[] NONE = {};

  private byte[] array = NONE;
  private int size;
  private @Nullable PendingOutput rest;

  /** Appends a copy of bytes; what does not fit goes to the output that {@code output} makes. */
  void add(byte[] from, int offset, int length, RespOutput output) {
    if (rest != null || size + length > HEAP_BYTES) {
      rest(output).bytes(from, offset, length);
      return;
    }
    if (array.length - size < length) {
      int grown = size == 0 ? length : Math.max(size + length, 2 * array.length);
      array = Arrays.copyOf(array, grown);
    }
    System.arraycopy(from, offset, array, size, length);
    size += length;
  }

  /** Returns what takes the beginning of a long answer; the end follows by {@link #add}. */
  RespEncoder.Spill spill(RespOutput output) {
    return new RespEncoder.Spill() {
      @Override
      public void bytes(byte[] from, int length) {
        rest(output).bytes(from, length);
      }

      @Override
      public void memory(long position, int length) {
        rest(output).memory(position, length);
      }
    };
  }

  /** Appends all of another output, which is empty afterwards. */
  void add(PendingOutput other, RespOutput output) {
    rest(output).append(other);
  }

  /** Returns where everything goes that is appended from now on. */
  PendingOutput rest(RespOutput output) {
    PendingOutput present = rest;
    if (present == null) {
      present = output.newPending();
      rest = present;
    }
    return present;
  }

  /** Returns the number of bytes, on the heap and elsewhere. */
  long bytes() {
    PendingOutput present = rest;
    return size + (present == null ? 0 : present.bytes());
  }

  /** Returns the heap that this takes beside objects. */
  int heapBytes() {
    return array.length;
  }

  /** Moves everything behind what is encoded. */
  void moveTo(RespOutput output) {
    if (size > 0) {
      output.raw(array, size);
    }
    PendingOutput present = rest;
    if (present != null) {
      output.behind(present);
    }
    clear();
  }

  /** Frees everything. */
  void release() {
    if (rest != null) {
      rest.release();
    }
    clear();
  }

  private void clear() {
    array = NONE;
    size = 0;
    rest = null;
  }
}
