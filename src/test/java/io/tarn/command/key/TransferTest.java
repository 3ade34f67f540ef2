// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tarn.keyspace.HashSlot;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pairs of keys are in two slots ("a", "b") or in one ("{t}a", "{t}b"). */
class TransferTest {

  private final KeyNode node = new KeyNode();

  @Test
  void keysOfTheTests_areInOneAndTwoSlots() {
    assertNotEquals(slot("a"), slot("b"));
    assertEquals(slot("{t}a"), slot("{t}b"));
  }

  @ParameterizedTest
  @CsvSource({"a, b", "{t}a, {t}b"})
  void rename_movesValueExpiryAndRawMark(String from, String to) {
    node.put(from, "10", node.nowMillis() + 5000);
    node.markRaw(from);
    node.expect("+OK", "rename " + from + " " + to);
    assertNull(node.get(from));
    assertEquals("10", node.get(to));
    node.expect(5000L, "pttl " + to);
    node.expect("raw", "object encoding " + to);
    node.expect(1L, "dbsize");
  }

  @ParameterizedTest
  @CsvSource({"a, b", "{t}a, {t}b"})
  void rename_overAnother_takesItsPlaceAndDropsItsExpiry(String from, String to) {
    node.put(from, "x".repeat(3000));
    node.put(to, "12", node.nowMillis() + 5000);
    node.markRaw(to);
    node.expect("+OK", "rename " + from + " " + to);
    assertEquals("x".repeat(3000), node.get(to));
    node.expect(-1L, "ttl " + to);
    node.expect(1L, "dbsize");
    node.put(from, "13");
    node.expect("+OK", "rename " + from + " " + to);
    node.expect("int", "object encoding " + to);
  }

  @Test
  void rename_missingSource() {
    node.put("b", "2");
    node.expect("-ERR no such key", "rename a b");
    node.expect("-ERR no such key", "rename a a");
    node.expect("-ERR no such key", "renamenx a b");
    assertEquals("2", node.get("b"));
  }

  @Test
  void rename_toItself_keepsTheKey() {
    node.put("a", "1", node.nowMillis() + 100);
    node.expect("+OK", "rename a a");
    node.expect(0L, "renamenx a a");
    assertEquals("1", node.get("a"));
    node.expect(100L, "pttl a");
  }

  @Test
  void renamenx_onlyToAFreeName() {
    node.put("a", "1");
    node.put("b", "2");
    node.put("c", "3", node.nowMillis() + 1);
    node.expect(0L, "renamenx a b");
    assertEquals("1", node.get("a"));
    node.harness().advanceMillis(2);
    node.expect(1L, "renamenx a c");
    assertEquals("1", node.get("c"));
    assertNull(node.get("a"));
  }

  @ParameterizedTest
  @CsvSource({"a, b", "{t}a, {t}b"})
  void copy_leavesTheSource(String from, String to) {
    node.put(from, "v".repeat(100), node.nowMillis() + 5000);
    node.expect(1L, "copy " + from + " " + to);
    node.expect(0L, "copy " + from + " " + to);
    assertEquals("v".repeat(100), node.get(from));
    assertEquals("v".repeat(100), node.get(to));
    node.expect(5000L, "pttl " + to);
    node.put(from, "w".repeat(200));
    node.expect(1L, "copy " + from + " " + to + " REPLACE");
    assertEquals("w".repeat(200), node.get(to));
    assertEquals("w".repeat(200), node.get(from));
    node.expect(-1L, "pttl " + to);
  }

  @Test
  void copy_database() {
    node.put("a", "1");
    String refused = "-ERR Copying to another database is not allowed in cluster mode";
    node.expect(1L, "copy a b db 0");
    node.expect(1L, "copy a b replace db 0");
    node.expect(refused, "copy a b db 1");
    node.expect(refused, "copy a a db 15");
    node.expect(refused, "copy nothing b db 1");
    node.expect("-ERR DB index is out of range", "copy a b db 16");
    node.expect("-ERR DB index is out of range", "copy a b db -1");
    node.expect("-ERR value is not an integer or out of range", "copy a b db x");
    node.expect(
        "-ERR value is out of range, value must between -2147483648 and 2147483647",
        "copy a b db 99999999999");
  }

  @Test
  void copy_errors() {
    node.put("a", "1");
    node.expect("-ERR source and destination objects are the same", "copy a a");
    node.expect("-ERR source and destination objects are the same", "copy none none replace");
    node.expect("-ERR syntax error", "copy a b db");
    node.expect("-ERR syntax error", "copy a b foo");
    node.expect("-ERR syntax error", "copy a b foo db x");
    node.expect("-ERR value is not an integer or out of range", "copy a b db x foo");
    node.expect(0L, "copy none b replace");
    node.expect("-ERR wrong number of arguments for 'copy' command", "copy a");
  }

  @Test
  void move_isRefused() {
    node.expect("-ERR MOVE is not allowed in cluster mode", "move a 1");
    node.expect("-ERR MOVE is not allowed in cluster mode", "move a x");
  }

  private static int slot(String key) {
    return HashSlot.of(key.getBytes(StandardCharsets.ISO_8859_1));
  }
}
