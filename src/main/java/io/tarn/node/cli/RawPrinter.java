// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.cli;

import io.tarn.node.wire.WireReply;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** For programs: the bytes as they are, one element a line, as redis-cli does into a pipe. */
final class RawPrinter implements ReplyPrinter {

  @Override
  public byte[] print(WireReply reply) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    print(out, reply);
    out.write('\n');
    return out.toByteArray();
  }

  private static void print(ByteArrayOutputStream out, WireReply reply) {
    switch (reply) {
      case WireReply.Status(byte[] text) -> out.writeBytes(text);
      case WireReply.Failure(byte[] text) -> {
        out.writeBytes(text);
        out.write('\n');
      }
      case WireReply.Whole(long value) -> ReplyPrinter.append(out, Long.toString(value));
      case WireReply.Bulk(byte[] bytes) -> out.writeBytes(bytes);
      case WireReply.Nil() -> {}
      case WireReply.Truth(boolean value) -> ReplyPrinter.append(out, value ? "(true)" : "(false)");
      case WireReply.Fraction(String digits) -> ReplyPrinter.append(out, digits);
      case WireReply.BigNumber(String digits) -> ReplyPrinter.append(out, digits);
      case WireReply.Verbatim(String format, byte[] text) -> out.writeBytes(text);
      case WireReply.Sequence(List<WireReply> elements) -> lines(out, elements);
      case WireReply.Members(List<WireReply> elements) -> lines(out, elements);
      case WireReply.Push(List<WireReply> elements) -> lines(out, elements);
      case WireReply.Pairs(List<WireReply> elements) -> pairs(out, elements);
    }
  }

  private static void lines(ByteArrayOutputStream out, List<WireReply> elements) {
    for (int i = 0; i < elements.size(); i++) {
      if (i > 0) {
        out.write('\n');
      }
      print(out, elements.get(i));
    }
  }

  private static void pairs(ByteArrayOutputStream out, List<WireReply> elements) {
    for (int i = 0; i + 1 < elements.size(); i += 2) {
      if (i > 0) {
        out.write('\n');
      }
      print(out, elements.get(i));
      out.write(' ');
      print(out, elements.get(i + 1));
    }
  }
}
