// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.admin;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns: as wide as their widest cell, two spaces apart. */
final class TextTable {

  private final List<List<String>> rows = new ArrayList<>();

  /** Creates a table with its heading. */
  TextTable(String... heading) {
    rows.add(List.of(heading));
  }

  /** Adds a row of as many cells as the heading has. */
  void add(String... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException("cells=" + cells.length);
    }
    rows.add(List.of(cells));
  }

  /** Returns the lines, each with its end. */
  String format() {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String cell = row.get(i);
        line.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
