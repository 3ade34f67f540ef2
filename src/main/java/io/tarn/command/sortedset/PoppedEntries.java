// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

import io.tarn.command.ReplyWriter;

/**
 * What was taken out of a sorted set, on the heap.
 *
 * @param entries names and scores in the order in which they were taken
 * @param emptied true when nothing was left, so that the key is gone
 */
public record PoppedEntries(ScoredNames entries, boolean emptied) {

  /** Appends name and score, name and score, ... as {@link #count} times two items. */
  public void writeFlat(ReplyWriter writer) {
    for (int i = 0; i < entries.count(); i++) {
      entries.writeName(writer, i);
      writer.real(entries.score(i));
    }
  }

  /** Appends {@link #count} pairs of name and score. */
  public void writePairs(ReplyWriter writer) {
    for (int i = 0; i < entries.count(); i++) {
      writer.array(2);
      entries.writeName(writer, i);
      writer.real(entries.score(i));
    }
  }

  /** Returns how many were taken. */
  public int count() {
    return entries.count();
  }
}
