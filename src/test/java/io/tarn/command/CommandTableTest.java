// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CommandTableTest {

  private final CommandTable table = CommandTable.standard();

  @Test
  void find_everyNameInAnyCaseAndPlace_findsItsRow() {
    for (CommandTable.Entry entry : table.commands()) {
      String name = entry.command().name();
      assertSame(entry, table.find(Arguments.of(name)));
      assertSame(entry, table.find(Arguments.of(name.toUpperCase(Locale.ROOT), "x", "a long one")));
      byte[] array = ("....." + name + "zzzzzzzzz").getBytes(StandardCharsets.US_ASCII);
      Arguments inside = new Arguments(array);
      inside.add(5, name.length());
      assertSame(entry, table.find(inside));
      for (CommandTable.Entry subcommand : entry.subcommands()) {
        String full = subcommand.command().name();
        String word = full.substring(full.indexOf('|') + 1);
        assertSame(subcommand, entry.subcommand(Arguments.of(name, word.toUpperCase(Locale.ROOT))));
        assertSame(subcommand, table.find(full));
      }
    }
  }

  @Test
  void find_nearlyAName_findsNothing() {
    for (CommandTable.Entry entry : table.commands()) {
      String name = entry.command().name();
      for (int i = 0; i < name.length(); i++) {
        for (int bit = 0; bit < 8; bit++) {
          byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
          bytes[i] ^= (byte) (1 << bit);
          String other = new String(bytes, StandardCharsets.ISO_8859_1);
          CommandTable.Entry expected = table.find(other.toLowerCase(Locale.ROOT));
          assertSame(expected, table.find(Arguments.of(bytes)), other);
        }
      }
      assertNull(table.find(Arguments.of(name + "\0")));
      assertNull(table.find(Arguments.of(name + " ")));
    }
    assertNull(table.find(Arguments.of("")));
    assertNull(table.find(Arguments.of("x".repeat(33))));
  }

  @Test
  void find_randomBytes_findsNothing() {
    long seed = 7;
    Random random = new Random(seed);
    for (int round = 0; round < 100_000; round++) {
      byte[] bytes = new byte[1 + random.nextInt(24)];
      random.nextBytes(bytes);
      bytes[0] = (byte) 0xff;
      assertNull(table.find(Arguments.of(bytes)), "seed=" + seed);
    }
  }

  @Test
  void entries_ordinals_areDense() {
    for (int i = 0; i < table.entries().size(); i++) {
      assertEquals(i, table.entries().get(i).ordinal());
    }
    assertNotNull(table.find("client|id"));
  }
}
