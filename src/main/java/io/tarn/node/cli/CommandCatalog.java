// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.cli;

import io.tarn.node.wire.WireReply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The commands that a server says it has, by name in upper case; {@code CONFIG GET} is an entry of
 * its own.
 */
final class CommandCatalog {

  /**
   * One command; {@code summary}, {@code since} and {@code group} are empty where the server tells
   * none.
   */
  record Entry(String summary, String since, String group) {}

  static final CommandCatalog EMPTY = new CommandCatalog(new TreeMap<>());

  private final SortedMap<String, Entry> entries;

  private CommandCatalog(SortedMap<String, Entry> entries) {
    this.entries = entries;
  }

  /** Reads the reply of COMMAND DOCS, as RESP2 or RESP3; anything else gives an empty catalog. */
  static CommandCatalog fromDocs(WireReply docs) {
    SortedMap<String, Entry> entries = new TreeMap<>();
    collect(docs, entries);
    return new CommandCatalog(entries);
  }

  private static void collect(WireReply docs, SortedMap<String, Entry> entries) {
    List<WireReply> pairs = elements(docs);
    for (int i = 0; i + 1 < pairs.size(); i += 2) {
      String name = text(pairs.get(i)).replace('|', ' ').toUpperCase(Locale.ROOT);
      WireReply doc = pairs.get(i + 1);
      entries.put(name, new Entry(field(doc, "summary"), field(doc, "since"), field(doc, "group")));
      List<WireReply> fields = elements(doc);
      for (int j = 0; j + 1 < fields.size(); j += 2) {
        if (text(fields.get(j)).equals("subcommands")) {
          collect(fields.get(j + 1), entries);
        }
      }
    }
  }

  /** Reads the reply of COMMAND of a server that has no COMMAND DOCS: names only. */
  static CommandCatalog fromCommand(WireReply commands) {
    SortedMap<String, Entry> entries = new TreeMap<>();
    for (WireReply command : elements(commands)) {
      List<WireReply> fields = elements(command);
      if (!fields.isEmpty()) {
        entries.put(text(fields.getFirst()).toUpperCase(Locale.ROOT), new Entry("", "", ""));
      }
    }
    return new CommandCatalog(entries);
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Commands that begin with {@code prefix}, in any case. */
  SortedMap<String, Entry> startingWith(String prefix) {
    String from = prefix.toUpperCase(Locale.ROOT);
    return entries.subMap(from, from + Character.MAX_VALUE);
  }

  Optional<Entry> find(String name) {
    return Optional.ofNullable(entries.get(name.toUpperCase(Locale.ROOT)));
  }

  private static String field(WireReply doc, String name) {
    List<WireReply> fields = elements(doc);
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      if (text(fields.get(i)).equals(name)) {
        return text(fields.get(i + 1));
      }
    }
    return "";
  }

  private static List<WireReply> elements(WireReply reply) {
    return switch (reply) {
      case WireReply.Sequence(List<WireReply> elements) -> elements;
      case WireReply.Pairs(List<WireReply> elements) -> elements;
      default -> List.of();
    };
  }

  private static String text(WireReply reply) {
    return switch (reply) {
      case WireReply.Bulk(byte[] bytes) -> new String(bytes, StandardCharsets.UTF_8);
      case WireReply.Status(byte[] bytes) -> new String(bytes, StandardCharsets.UTF_8);
      default -> "";
    };
  }
}
