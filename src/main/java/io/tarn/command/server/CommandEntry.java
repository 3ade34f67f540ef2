// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import io.tarn.command.Command;
import io.tarn.command.CommandTable;
import io.tarn.command.Flag;
import io.tarn.command.KeySpec;
import io.tarn.command.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A row of the command table as COMMAND INFO and COMMAND DOCS answer it. */
final class CommandEntry {

  private CommandEntry() {}

  /**
   * Returns the ten elements of COMMAND INFO: name, arity, flags, first key, last key, step, ACL
   * categories, tips, key specifications, subcommands.
   */
  static Reply info(CommandTable.Entry entry) {
    Command command = entry.command();
    List<Reply> flags = new ArrayList<>();
    for (Flag flag : command.flags()) {
      flags.add(new Reply.Simple(flag.label()));
    }
    List<Reply> categories = new ArrayList<>();
    for (String category : command.categories()) {
      categories.add(new Reply.Simple("@" + category));
    }
    KeySpec keys = command.keys();
    return Reply.Array.of(
        Reply.Bulk.of(command.name()),
        Reply.Int.of(command.arity()),
        new Reply.Unordered(flags),
        Reply.Int.of(keys.first()),
        Reply.Int.of(keys.last()),
        Reply.Int.of(keys.step()),
        new Reply.Unordered(categories),
        new Reply.Unordered(
            CommandTraits.tips(command.name()).stream().map(Reply.Bulk::of).toList()),
        new Reply.Unordered(
            CommandTraits.keys(command).stream().map(CommandEntry::keySpecification).toList()),
        subcommands(entry));
  }

  /* Redis answers an array of subcommands, but a set where there are none. */
  private static Reply subcommands(CommandTable.Entry entry) {
    List<Reply> rows = new ArrayList<>();
    for (CommandTable.Entry subcommand : entry.subcommands()) {
      rows.add(info(subcommand));
    }
    return rows.isEmpty() ? new Reply.Unordered(rows) : new Reply.Array(rows);
  }

  /* The last key is told relative to the first one, from the end when negative. */
  private static Reply keySpecification(CommandTraits.KeyAccess group) {
    KeySpec keys = group.keys();
    boolean counted = keys.countAt() > 0;
    int first = counted ? keys.countAt() : keys.first();
    int last = keys.last() < 0 ? keys.last() : keys.last() - keys.first();
    return map(
        "flags",
        new Reply.Unordered(group.access().stream().map(Reply.Simple::new).toList()),
        "begin_search",
        begin(keys, first),
        "find_keys",
        keys.equals(KeySpec.NONE) ? unknown() : counted ? numbered() : range(last, keys.step()));
  }

  private static Reply begin(KeySpec keys, int first) {
    if (keys.equals(KeySpec.NONE)) {
      return unknown();
    }
    if (keys.wordFrom() > 0 && keys.first() == 0) {
      return map(
          "type",
          Reply.Bulk.of("keyword"),
          "spec",
          map(
              "keyword",
              Reply.Bulk.of(keys.word().toUpperCase(Locale.ROOT)),
              "startfrom",
              Reply.Int.of(keys.wordFrom())));
    }
    return map("type", Reply.Bulk.of("index"), "spec", map("index", Reply.Int.of(first)));
  }

  private static Reply unknown() {
    return map("type", Reply.Bulk.of("unknown"), "spec", new Reply.Mapping(List.of()));
  }

  private static Reply range(int last, int step) {
    return map(
        "type",
        Reply.Bulk.of("range"),
        "spec",
        map("lastkey", Reply.Int.of(last), "keystep", Reply.Int.of(step), "limit", Reply.ZERO));
  }

  /* The argument found tells how many keys follow it. */
  private static Reply numbered() {
    return map(
        "type",
        Reply.Bulk.of("keynum"),
        "spec",
        map("keynumidx", Reply.ZERO, "firstkey", Reply.ONE, "keystep", Reply.ONE));
  }

  /** Returns the map of COMMAND DOCS: summary, since, group, complexity and subcommands. */
  static Reply docs(CommandTable.Entry entry) {
    Command command = entry.command();
    List<Reply> items = new ArrayList<>();
    items.add(Reply.Bulk.of("summary"));
    items.add(Reply.Bulk.of(command.summary()));
    items.add(Reply.Bulk.of("since"));
    items.add(Reply.Bulk.of(command.since()));
    items.add(Reply.Bulk.of("group"));
    items.add(Reply.Bulk.of(command.group()));
    items.add(Reply.Bulk.of("complexity"));
    items.add(Reply.Bulk.of(command.complexity()));
    if (entry.isContainer()) {
      List<Reply> subcommands = new ArrayList<>();
      for (CommandTable.Entry subcommand : entry.subcommands()) {
        subcommands.add(Reply.Bulk.of(subcommand.command().name()));
        subcommands.add(docs(subcommand));
      }
      items.add(Reply.Bulk.of("subcommands"));
      items.add(new Reply.Mapping(subcommands));
    }
    return new Reply.Mapping(items);
  }

  private static Reply map(Object... pairs) {
    List<Reply> items = new ArrayList<>();
    for (Object item : pairs) {
      items.add(item instanceof Reply reply ? reply : Reply.Bulk.of((String) item));
    }
    return new Reply.Mapping(items);
  }
}
