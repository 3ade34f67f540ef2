// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import io.tarn.command.bitmap.BitmapCommands;
import io.tarn.command.blocking.BlockingListCommands;
import io.tarn.command.connection.ConnectionCommands;
import io.tarn.command.geo.GeoCommands;
import io.tarn.command.hash.HashCommands;
import io.tarn.command.hyperloglog.HyperLogLogCommands;
import io.tarn.command.key.KeyCommands;
import io.tarn.command.list.ListCommands;
import io.tarn.command.pubsub.PubSubCommands;
import io.tarn.command.server.ServerCommands;
import io.tarn.command.set.SetCommands;
import io.tarn.command.sortedset.BlockingPopCommands;
import io.tarn.command.sortedset.SortedSetCommands;
import io.tarn.command.string.StringCommands;
import io.tarn.command.transaction.TransactionCommands;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All commands. Each has an ordinal, dense from 0, by which counters are kept; subcommands have
 * ordinals of their own. Immutable.
 */
public final class CommandTable {

  /** A row with its ordinal. */
  public static final class Entry {
    private final Command command;
    private final int ordinal;
    private final Word word;
    private final Entry[] subcommands;
    private final boolean write;
    private final boolean denyOutOfMemory;

    private Entry(Command command, int ordinal, Entry[] subcommands) {
      this.command = command;
      this.ordinal = ordinal;
      String name = command.name();
      this.word = new Word(name.substring(name.indexOf('|') + 1));
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

    /** Returns the rows of the subcommands. */
    public List<Entry> subcommands() {
      return List.of(subcommands);
    }

    /** Returns the row of the subcommand that argument 1 names, or null. */
    public @Nullable Entry subcommand(Arguments arguments) {
      for (Entry entry : subcommands) {
        if (arguments.is(1, entry.word.text())) {
          return entry;
        }
      }
      return null;
    }
  }

  /**
   * A command's name, folded for one comparison of machine words: its first 16 bytes as two
   * little-endian numbers, bit 5 of each byte set, zeros behind the end. The fold is exact for
   * letters, of which it forgets the case; a name with other characters, or one of 16 or more, is
   * compared once more, byte by byte.
   */
  private record Word(String text, long head, long tail, boolean exact) {
    private static final VarHandle LONGS =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long FOLD = 0x2020_2020_2020_2020L;

    Word(String text) {
      this(text, text.getBytes(StandardCharsets.US_ASCII));
    }

    private Word(String text, byte[] bytes) {
      this(
          text,
          head(bytes, 0, bytes.length),
          tail(bytes, 0, bytes.length),
          bytes.length < 16 && text.chars().allMatch(c -> c >= 'a' && c <= 'z'));
    }

    static long head(byte[] array, int offset, int length) {
      return folded(array, offset, Math.min(length, 8));
    }

    static long tail(byte[] array, int offset, int length) {
      return length <= 8 ? 0 : folded(array, offset + 8, Math.min(length - 8, 8));
    }

    private static long folded(byte[] array, int offset, int length) {
      long mask = -1L >>> (64 - 8 * length);
      if (offset + 8 <= array.length) {
        return ((long) LONGS.get(array, offset) | FOLD) & mask;
      }
      long value = 0;
      for (int k = length - 1; k >= 0; k--) {
        value = value << 8 | (array[offset + k] & 0xff);
      }
      return (value | FOLD) & mask;
    }
  }

  /** No command has a longer name. */
  private static final int LONGEST = 32;

  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, Entry> byName = new HashMap<>();
  private final List<Entry> commands;
  private final Entry[] cells;

  private CommandTable(List<Command> commands) {
    for (Command command : commands) {
      Entry[] subs = new Entry[command.subcommands().size()];
      for (int i = 0; i < subs.length; i++) {
        subs[i] = add(command.subcommands().get(i), new Entry[0]);
      }
      add(command, subs);
    }
    this.commands =
        entries.stream().filter(entry -> entry.command.name().indexOf('|') < 0).toList();
    int size = Integer.highestOneBit(commands.size() + 1) * 8;
    cells = new Entry[size];
    for (Command command : commands) {
      Entry entry = Objects.requireNonNull(byName.get(command.name()));
      int cell = cellOf(entry.word.head, entry.word.tail);
      while (cells[cell] != null) {
        cell = (cell + 1) & (size - 1);
      }
      cells[cell] = entry;
    }
  }

  /** Returns a table of some commands, for tests. */
  public static CommandTable of(List<Command> commands) {
    return new CommandTable(commands);
  }

  /** Returns the table of everything that Tarn knows. */
  public static CommandTable standard() {
    List<Command> all = new ArrayList<>();
    all.addAll(StringCommands.all());
    all.addAll(BitmapCommands.all());
    all.addAll(HashCommands.all());
    all.addAll(ListCommands.all());
    all.addAll(SetCommands.all());
    all.addAll(KeyCommands.all());
    all.addAll(SortedSetCommands.all());
    all.addAll(GeoCommands.all());
    all.addAll(ConnectionCommands.all());
    all.addAll(ServerCommands.all());
    all.addAll(TransactionCommands.all());
    all.addAll(BlockingListCommands.all());
    all.addAll(BlockingPopCommands.all());
    all.addAll(PubSubCommands.all());
    all.addAll(HyperLogLogCommands.all());
    return new CommandTable(all);
  }

  /** Finds the row that argument 0 names, in any case, or null. */
  public @Nullable Entry find(Arguments arguments) {
    int length = arguments.length(0);
    if (length == 0 || length > LONGEST || arguments.isBlock(0)) {
      return null;
    }
    byte[] array = arguments.array(0);
    int offset = arguments.offset(0);
    long head = Word.head(array, offset, length);
    long tail = Word.tail(array, offset, length);
    int cell = cellOf(head, tail);
    for (Entry entry = cells[cell]; entry != null; entry = cells[cell]) {
      Word word = entry.word;
      if (word.head == head && word.tail == tail && (word.exact || arguments.is(0, word.text))) {
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

  /**
   * Returns the rows of the commands proper, without subcommands, in the order of their ordinals.
   */
  public List<Entry> commands() {
    return commands;
  }

  private Entry add(Command command, Entry[] subcommands) {
    Entry entry = new Entry(command, entries.size(), subcommands);
    entries.add(entry);
    if (byName.put(command.name(), entry) != null) {
      throw new IllegalStateException("two rows: command=" + command.name());
    }
    return entry;
  }

  private int cellOf(long head, long tail) {
    long hash = (head ^ tail * 0x9E37_79B9_7F4A_7C15L) * 0xD6E8_FEB8_6659_FD93L;
    return (int) (hash >>> 40) & (cells.length - 1);
  }
}
