// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.list;

import io.tarn.command.Reply;
import io.tarn.command.ReplyWriter;
import io.tarn.keyspace.collection.ListCursor;
import java.nio.charset.StandardCharsets;

/** Stored elements as answers that show their bytes. */
final class ElementAnswer {

  private ElementAnswer() {}

  /** Returns the element at which a cursor stands. */
  static Reply of(ListCursor cursor) {
    return cursor.isInteger()
        ? new Reply.Bulk(Long.toString(cursor.integer()).getBytes(StandardCharsets.US_ASCII))
        : new Reply.View(cursor.position(), cursor.length());
  }

  /** Returns elements from the one at which a cursor stands on, which are there. */
  static Reply following(ListCursor cursor, long elements) {
    return new Reply.Written(writer -> write(cursor, elements, writer));
  }

  private static void write(ListCursor cursor, long elements, ReplyWriter writer) {
    writer.array(elements);
    for (long rest = elements; rest > 0; rest--) {
      if (cursor.isInteger()) {
        writer.text(cursor.integer());
      } else {
        writer.view(cursor.position(), cursor.length());
      }
      cursor.next();
    }
  }
}
