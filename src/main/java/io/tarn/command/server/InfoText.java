// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import java.util.Locale;

/** Collects the lines of INFO: "# Title", then "name:value", an empty line between sections. */
final class InfoText {

  private static final String LINE_END = "\r\n";

  private final StringBuilder text = new StringBuilder();

  void title(String title) {
    if (!text.isEmpty()) {
      text.append(LINE_END);
    }
    text.append("# ").append(title).append(LINE_END);
  }

  void line(String name, Object value) {
    text.append(name).append(':').append(value).append(LINE_END);
  }

  /** Writes a number of bytes twice: as it is, and with a unit under the name with "_human". */
  void bytes(String name, long bytes) {
    line(name, bytes);
    line(name + "_human", human(bytes));
  }

  /** Returns a number of bytes in the largest unit that it reaches, with two digits. */
  static String human(long bytes) {
    if (bytes < 1024) {
      return bytes + "B";
    }
    String units = "KMGTPE";
    double value = bytes;
    int unit = -1;
    while (value >= 1024 && unit < units.length() - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.2f%c", value, units.charAt(unit));
  }

  static String decimals(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
