// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.list;

import io.tarn.command.Reply;
import io.tarn.command.ReplyWriter;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.collection.ListCursor;
import io.tarn.slab.Memory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Copies of elements that are not in their list any more: all in one array, and where they end. */
final class PoppedElements implements Reply.Body {

  private static final int FIRST_BYTES = 16;

  private final int[] ends;
  private byte[] bytes;
  private int size;

  private PoppedElements(int elements) {
    ends = new int[elements];
    bytes = new byte[FIRST_BYTES * elements];
  }

  /** Copies so many elements from an end on, of which the list has as many. */
  static PoppedElements copy(Keyspace keyspace, long record, boolean left, int elements) {
    PoppedElements copies = new PoppedElements(elements);
    ListCursor cursor = ListValue.cursor(keyspace, record);
    cursor.seek(left ? 0 : cursor.size() - 1);
    for (int i = 0; i < elements; i++) {
      copies.add(cursor);
      copies.ends[i] = copies.size;
      cursor.step(left);
    }
    return copies;
  }

  private void add(ListCursor cursor) {
    if (cursor.isInteger()) {
      byte[] text = Long.toString(cursor.integer()).getBytes(StandardCharsets.US_ASCII);
      reserve(text.length);
      System.arraycopy(text, 0, bytes, size, text.length);
      size += text.length;
    } else {
      int length = cursor.length();
      reserve(length);
      Memory.copyOut(cursor.position(), bytes, size, length);
      size += length;
    }
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), size + size / 2));
    }
  }

  @Override
  public void writeTo(ReplyWriter writer) {
    writer.array(ends.length);
    int from = 0;
    for (int end : ends) {
      writer.bulk(bytes, from, end - from);
      from = end;
    }
  }
}
