// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.set;

import io.tarn.command.ReplyWriter;
import io.tarn.keyspace.collection.Packed;
import java.util.Arrays;

/** Members copied to the heap, one behind the other. */
final class MemberBuffer {

  private byte[] bytes = new byte[256];
  private int[] ends = new int[8];
  private int count;

  int count() {
    return count;
  }

  void add(byte[] array, int offset, int length) {
    int start = start(count);
    if (start + length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(start + length, Math.addExact(start, start)));
    }
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, count * 2);
    }
    System.arraycopy(array, offset, bytes, start, length);
    ends[count++] = start + length;
  }

  /** Adds the member at which a walk stands. */
  void add(Members here) {
    int length = here.load();
    add(here.array(), 0, length);
  }

  byte[] array() {
    return bytes;
  }

  /** Returns where member {@code i} begins in {@link #array}. */
  int start(int i) {
    return i == 0 ? 0 : ends[i - 1];
  }

  int length(int i) {
    return ends[i] - start(i);
  }

  /** Returns the bytes of a {@link Packed} area with all members. */
  int packedBytes() {
    int bytes = Packed.HEADER;
    for (int i = 0; i < count; i++) {
      bytes += Packed.need(this.bytes, start(i), length(i));
    }
    return bytes;
  }

  /** Writes all members as a set. */
  void writeTo(ReplyWriter writer) {
    writer.unordered(count);
    for (int i = 0; i < count; i++) {
      writer.bulk(bytes, start(i), length(i));
    }
  }
}
