// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.admin;

import io.tarn.node.wire.WireReply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads replies of the command TARN, whose mappings come as names and values in turn. */
final class Answers {

  private Answers() {}

  /** Returns the items of a list. */
  static List<WireReply> items(WireReply reply) throws IOException {
    if (reply instanceof WireReply.Sequence(List<WireReply> elements)) {
      return elements;
    }
    throw new IOException("the node answered something else than a list");
  }

  /** Returns a mapping. */
  static Map<String, WireReply> mapping(WireReply reply) throws IOException {
    List<WireReply> items = items(reply);
    Map<String, WireReply> mapping = new HashMap<>();
    for (int i = 0; i + 1 < items.size(); i += 2) {
      mapping.put(text(items.get(i)), items.get(i + 1));
    }
    return mapping;
  }

  /** Returns the text of a value of a mapping; "" for a null. */
  static String text(Map<String, WireReply> mapping, String name) throws IOException {
    WireReply value = mapping.get(name);
    if (value == null) {
      throw new IOException("the node's answer has no " + name + ": is it of another version?");
    }
    return text(value);
  }

  /** Returns a value of a mapping that is a list. */
  static List<WireReply> items(Map<String, WireReply> mapping, String name) throws IOException {
    WireReply value = mapping.get(name);
    if (value == null) {
      throw new IOException("the node's answer has no " + name + ": is it of another version?");
    }
    return items(value);
  }

  /** Returns the text of a string or number; "" for a null. */
  static String text(WireReply reply) throws IOException {
    return switch (reply) {
      case WireReply.Bulk(byte[] bytes) -> new String(bytes, StandardCharsets.UTF_8);
      case WireReply.Status(byte[] bytes) -> new String(bytes, StandardCharsets.UTF_8);
      case WireReply.Whole(long value) -> Long.toString(value);
      case WireReply.Nil() -> "";
      default -> throw new IOException("the node answered something else than text");
    };
  }
}
