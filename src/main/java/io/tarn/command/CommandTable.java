// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import io.tarn.command.bitmap.BitmapCommands;
import io.tarn.command.connection.ConnectionCommands;
import io.tarn.command.key.KeyCommands;
import io.tarn.command.server.ServerCommands;
import io.tarn.command.string.StringCommands;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All commands. Each has an ordinal, dense from 0, by which counters are kept; subcommands have
 * ordinals of their own.
 */
public final class CommandTable {

  /** A row with its ordinal. */
  public static final class Entry {
    private final Command command;
    private final int ordinal;
    private final byte[] word;
    private final Entry[] subcommands;
    private final boolean write;
    private final boolean denyOutOfMemory;

    private Entry(Command command, int ordinal, Entry[] subcommands) {
      this.command = command;
      this.ordinal = ordinal;
      String name = command.name();
      this.word =
          name.substring(name.indexOf('|') + 1)
              .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      this.subcommands = subcommands;
      this.write = command.flags().contains(Flag.WRITE);
      this.denyOutOfMemory = command.flags().contains(Flag.DENYOOM);
    }

    public Command command() {
      return command;
    }

    public int ordinal() {
      return ordinal;
    }

    public boolean isWrite() {
      return write;
    }

    public boolean deniesOutOfMemory() {
      return denyOutOfMemory;
    }

    /** True when the command has subcommands. */
    public boolean isContainer() {
      return subcommands.length > 0;
    }

    /** Returns the row of the subcommand that argument 1 names, or null. */
    public @Nullable Entry subcommand(Arguments arguments) {
      for (Entry entry : subcommands) {
        if (entry.isNamed(arguments, 1)) {
          return entry;
        }
      }
      return null;
    }

    private boolean isNamed(Arguments arguments, int i) {
      if (arguments.length(i) != word.length || arguments.isBlock(i)) {
        return false;
      }
      for (int k = 0; k < word.length; k++) {
        byte b = arguments.byteAt(i, k);
        if ((b >= 'A' && b <= 'Z' ? b + 32 : b) != word[k]) {
          return false;
        }
      }
      return true;
    }
  }

  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, Entry> byName = new HashMap<>();
  private final Entry[] cells;

  private CommandTable(List<Command> commands) {
    for (Command command : commands) {
      Entry[] subs = new Entry[command.subcommands().size()];
      for (int i = 0; i < subs.length; i++) {
        subs[i] = add(command.subcommands().get(i), new Entry[0]);
      }
      add(command, subs);
    }
    int size = Integer.highestOneBit(commands.size()) * 8;
    cells = new Entry[size];
    for (Command command : commands) {
      Entry entry = byName.get(command.name());
      if (entry != null) {
        int cell = cellOf(entry.word);
        while (cells[cell] != null) {
          cell = (cell + 1) & (size - 1);
        }
        cells[cell] = entry;
      }
    }
  }

  /** Returns the table of everything that Tarn knows. */
  public static CommandTable standard() {
    List<Command> all = new ArrayList<>();
    all.addAll(StringCommands.all());
    all.addAll(BitmapCommands.all());
    all.addAll(KeyCommands.all());
    all.addAll(ConnectionCommands.all());
    all.addAll(ServerCommands.all());
    return new CommandTable(all);
  }

  /** Finds the row that argument 0 names, in any case, or null. */
  public @Nullable Entry find(Arguments arguments) {
    int length = arguments.length(0);
    if (length == 0 || length > 32 || arguments.isBlock(0)) {
      return null;
    }
    byte[] array = arguments.array(0);
    int offset = arguments.offset(0);
    int cell =
        cellOf(array[offset], array[offset + length - 1], array[offset + length / 2], length);
    for (Entry entry = cells[cell]; entry != null; entry = cells[cell]) {
      if (entry.isNamed(arguments, 0)) {
        return entry;
      }
      cell = (cell + 1) & (cells.length - 1);
    }
    return null;
  }

  /** Finds a row by its lower-case name, "container|sub" for a subcommand, or null. */
  public @Nullable Entry find(String name) {
    return byName.get(name);
  }

  /** Returns all rows in the order of their ordinals, subcommands included. */
  public List<Entry> entries() {
    return java.util.Collections.unmodifiableList(entries);
  }

  private Entry add(Command command, Entry[] subcommands) {
    Entry entry = new Entry(command, entries.size(), subcommands);
    entries.add(entry);
    if (byName.put(command.name(), entry) != null) {
      throw new IllegalStateException("two rows: command=" + command.name());
    }
    return entry;
  }

  private int cellOf(byte[] word) {
    return cellOf(word[0], word[word.length - 1], word[word.length / 2], word.length);
  }

  private int cellOf(byte first, byte last, byte middle, int length) {
    int hash = (first | 32) * 31 + (last | 32) * 17 + (middle | 32) * 7 + length * 5;
    return hash & (cells.length - 1);
  }
}
