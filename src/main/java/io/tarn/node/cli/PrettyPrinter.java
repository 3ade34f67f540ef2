// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.cli;

import io.tarn.node.wire.WireReply;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * For people: types are told, strings quoted and escaped, elements numbered and nested ones
 * indented, as redis-cli does on a terminal.
 */
final class PrettyPrinter implements ReplyPrinter {

  @Override
  public byte[] print(WireReply reply) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    print(out, reply, "");
    return out.toByteArray();
  }

  private static void print(ByteArrayOutputStream out, WireReply reply, String indent) {
    switch (reply) {
      case WireReply.Status(byte[] text) -> line(out, text);
      case WireReply.Failure(byte[] text) -> {
        ReplyPrinter.append(out, "(error) ");
        line(out, text);
      }
      case WireReply.Whole(long value) -> ReplyPrinter.append(out, "(integer) " + value + "\n");
      case WireReply.Bulk(byte[] bytes) -> ReplyPrinter.append(out, quote(bytes) + "\n");
      case WireReply.Nil() -> ReplyPrinter.append(out, "(nil)\n");
      case WireReply.Truth(boolean value) ->
          ReplyPrinter.append(out, value ? "(true)\n" : "(false)\n");
      case WireReply.Fraction(String digits) ->
          ReplyPrinter.append(out, "(double) " + digits + "\n");
      case WireReply.BigNumber(String digits) -> ReplyPrinter.append(out, digits + "\n");
      case WireReply.Verbatim(String format, byte[] text) -> line(out, text);
      case WireReply.Sequence(List<WireReply> elements) ->
          elements(out, elements, indent, ")", "(empty array)");
      case WireReply.Members(List<WireReply> elements) ->
          elements(out, elements, indent, "~", "(empty set)");
      case WireReply.Push(List<WireReply> elements) ->
          elements(out, elements, indent, ")", "(empty push)");
      case WireReply.Pairs(List<WireReply> elements) -> pairs(out, elements, indent);
    }
  }

  private static void elements(
      ByteArrayOutputStream out,
      List<WireReply> elements,
      String indent,
      String mark,
      String empty) {
    if (elements.isEmpty()) {
      ReplyPrinter.append(out, empty + "\n");
      return;
    }
    int width = Integer.toString(elements.size()).length();
    String deeper = indent + " ".repeat(width + 2);
    for (int i = 0; i < elements.size(); i++) {
      number(out, i, width, i == 0 ? "" : indent, mark);
      print(out, elements.get(i), deeper);
    }
  }

  private static void pairs(ByteArrayOutputStream out, List<WireReply> elements, String indent) {
    if (elements.isEmpty()) {
      ReplyPrinter.append(out, "(empty hash)\n");
      return;
    }
    int entries = elements.size() / 2;
    int width = Integer.toString(entries).length();
    String deeper = indent + " ".repeat(width + 2);
    for (int i = 0; i < entries; i++) {
      number(out, i, width, i == 0 ? "" : indent, "#");
      ByteArrayOutputStream key = new ByteArrayOutputStream();
      print(key, elements.get(2 * i), deeper);
      out.write(key.toByteArray(), 0, key.size() - 1);
      ByteArrayOutputStream value = new ByteArrayOutputStream();
      print(value, elements.get(2 * i + 1), deeper);
      ReplyPrinter.append(out, isOneLine(value.toByteArray()) ? " => " : " => \n" + deeper);
      out.writeBytes(value.toByteArray());
    }
  }

  /** Whether a printed value fits behind its key; what takes several lines begins below it. */
  private static boolean isOneLine(byte[] printed) {
    for (int i = 0; i < printed.length - 1; i++) {
      if (printed[i] == '\n') {
        return false;
      }
    }
    return true;
  }

  private static void number(
      ByteArrayOutputStream out, int index, int width, String indent, String mark) {
    String number = Integer.toString(index + 1);
    ReplyPrinter.append(out, indent + " ".repeat(width - number.length()) + number + mark + " ");
  }

  private static void line(ByteArrayOutputStream out, byte[] text) {
    out.writeBytes(text);
    out.write('\n');
  }

  /**
   * In double quotes, with everything outside printable ASCII escaped; what is shown can be typed
   * again.
   */
  static String quote(byte[] bytes) {
    StringBuilder out = new StringBuilder(bytes.length + 2).append('"');
    for (byte b : bytes) {
      switch (b) {
        case '\\', '"' -> out.append('\\').append((char) b);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case 7 -> out.append("\\a");
        default -> {
          if (b >= ' ' && b <= '~') {
            out.append((char) b);
          } else {
            out.append("\\x").append(java.util.HexFormat.of().toHexDigits(b));
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
