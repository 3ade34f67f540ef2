// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tarn.command.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InspectionTest {

  private final KeyNode node = new KeyNode();

  @ParameterizedTest
  @CsvSource({
    "0, int",
    "-1, int",
    "9223372036854775807, int",
    "-9223372036854775808, int",
    "9223372036854775808, embstr",
    "-0, embstr",
    "007, embstr",
    "1.5, embstr",
    "'', embstr",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, embstr",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, raw",
    "11111111111111111111111111111111111111111111, embstr"
  })
  void encoding_ofStrings(String value, String encoding) {
    node.put("a", value);
    node.expect(encoding, "object encoding a");
  }

  @Test
  void encoding_editedInPlace_isRaw() {
    node.put("a", "1");
    node.markRaw("a");
    node.expect("raw", "OBJECT Encoding a");
    node.expect(1L, "object refcount a");
  }

  @ParameterizedTest
  @CsvSource({"0, 2147483647", "9999, 2147483647", "10000, 1", "-1, 1", "x, 1", "01, 1"})
  void refcount_smallIntegersAreShared(String value, long count) {
    node.put("a", value);
    node.expect(count, "object refcount a");
  }

  @Test
  void idleTime_grows() {
    node.put("a", "1");
    node.expect(0L, "object idletime a");
    node.harness().advanceMillis(42_900);
    node.expect(42L, "object idletime a");
  }

  @Test
  void freq_withoutAnLfuPolicy() {
    node.put("a", "1");
    node.expect(
        "-ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note"
            + " that when switching between policies at runtime LRU and LFU data will take some"
            + " time to adjust.",
        "object freq a");
  }

  @Test
  void missingKey_isNull() {
    for (String name : new String[] {"encoding", "freq", "idletime", "refcount"}) {
      node.expect(KeyNode.NULL, "object " + name + " nothing");
    }
  }

  @Test
  void help_isTextLines() {
    Reply.Array help = assertInstanceOf(Reply.Array.class, node.run("object help"));
    assertEquals(
        "+OBJECT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
        KeyNode.plain(help.items().getFirst()));
  }

  @Test
  void errors() {
    node.expect("-ERR wrong number of arguments for 'object' command", "object");
    node.expect("-ERR wrong number of arguments for 'object|encoding' command", "object encoding");
    node.expect(
        "-ERR wrong number of arguments for 'object|encoding' command", "object encoding a b");
    node.expect("-ERR wrong number of arguments for 'object|help' command", "object help a");
    node.expect("-ERR unknown subcommand 'foo'. Try OBJECT HELP.", "object foo");
  }
}
