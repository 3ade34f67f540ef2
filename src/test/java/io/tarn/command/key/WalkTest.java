// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.Reply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WalkTest {

  private final KeyNode node = new KeyNode();

  @Test
  void keys_matchesOverAllSlots() {
    node.put("one", "");
    node.put("two", "");
    node.put("three", "");
    node.put("", "");
    assertEquals(Set.of("one", "two", "three", ""), Set.copyOf(node.names("keys *")));
    assertEquals(Set.of("two", "three"), Set.copyOf(node.names("keys t*")));
    assertEquals(Set.of("one", "two", "three"), Set.copyOf(node.names("keys **")));
    assertEquals(List.of("one"), node.names("keys one"));
    assertEquals(List.of(""), node.names("keys "));
    assertEquals(List.of(), node.names("keys ONE"));
  }

  @Test
  void keys_hashTag_onlyKeysOfThatSlotMatchAnyway() {
    node.put("{t}a", "");
    node.put("{t}b", "");
    node.put("x{t}a", "");
    node.put("t", "");
    assertEquals(Set.of("{t}a", "{t}b"), Set.copyOf(node.names("keys {t}*")));
    assertEquals(Set.of("{t}a", "x{t}a"), Set.copyOf(node.names("keys *{t}a")));
  }

  @Test
  void walks_passOverExpiredKeys() {
    node.put("a", "", node.nowMillis() + 5);
    node.put("b", "", node.nowMillis() + 6);
    node.harness().advanceMillis(6);
    assertEquals(List.of("b"), node.names("keys *"));
    assertEquals(List.of("b"), scan(node, "0", "").names);
    node.expect("b", "randomkey");
    node.harness().advanceMillis(1);
    node.expect(KeyNode.NULL, "randomkey");
  }

  @Test
  void randomKey_reachesEveryKey() {
    node.expect(KeyNode.NULL, "randomkey");
    Set<String> all = fill(30);
    Set<Object> seen = new HashSet<>();
    for (int i = 0; i < 100_000 && seen.size() < all.size(); i++) {
      seen.add(KeyNode.plain(node.run("randomkey")));
    }
    assertEquals(all, seen);
    node.expect("-ERR wrong number of arguments for 'randomkey' command", "randomkey x");
  }

  @Test
  void randomKey_nearlyAllExpired_findsTheLiveOne() {
    for (int i = 0; i < 2000; i++) {
      node.put("{t}" + i, "", node.nowMillis() + 1);
    }
    node.put("live", "");
    node.harness().advanceMillis(2);
    node.expect("live", "randomkey");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 1000, 1_000_000})
  void scan_wholeWalk_everyKeyOnce(int count) {
    Set<String> all = fill(5000);
    String cursor = "0";
    Set<String> seen = new HashSet<>();
    int calls = 0;
    do {
      Page page = scan(node, cursor, "count " + count);
      cursor = page.cursor;
      page.names.forEach(name -> assertTrue(seen.add(name), name));
      calls++;
    } while (!cursor.equals("0"));
    assertEquals(all, seen);
    assertTrue(calls <= 5000 / count + 2, "calls=" + calls);
  }

  @Test
  void scan_fewKeys_oneCall() {
    assertEquals(new Page("0", List.of()), scan(node, "0", ""));
    node.put("a", "");
    assertEquals(new Page("0", List.of("a")), scan(node, "0", ""));
    assertEquals(List.of("a"), scan(node, "0", "count 1").names);
  }

  @Test
  void scan_match() {
    fill(300);
    node.put("{k1}x", "");
    assertEquals(Set.of("k10", "k11"), Set.copyOf(scanAll("match k1[01] count 7")));
    assertEquals(100, scanAll("match k1??").size());
    assertEquals(List.of("{k1}x"), scanAll("match {k1}*"));
    assertEquals(List.of("k7"), scanAll("match k7 count 1"));
    assertEquals(301, scanAll("match *").size());
    assertEquals(List.of(), scanAll("match {none}*"));
  }

  @Test
  void scan_fixedSlot_oneCallWhateverTheCursor() {
    fill(2000);
    node.put("{tag}a", "");
    assertEquals(new Page("0", List.of("{tag}a")), scan(node, "0", "match {tag}* count 1000"));
    assertEquals(new Page("0", List.of()), scan(node, "16383", "match {tag}* count 1000"));
  }

  @Test
  void scan_type() {
    fill(20);
    assertEquals(20, scanAll("type string").size());
    assertEquals(20, scanAll("type STRING match k*").size());
    assertEquals(0, scanAll("type list").size());
    assertEquals(0, scanAll("type nonsense").size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "-",
        "1a",
        "0x10",
        "18446744073709551616",
        "-18446744073709551616",
        "1-",
        "a0"
      })
  void scan_invalidCursor(String cursor) {
    node.expect("-ERR invalid cursor", "scan " + cursor);
    node.expect("-ERR invalid cursor", "scan " + cursor + " count 0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "+0",
        "00",
        "-1",
        "1",
        "16384",
        "16383",
        "123456789",
        "70368744177663",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551615",
        "-18446744073709551615",
        "0\0x"
      })
  void scan_anyNumberIsACursor(String cursor) {
    fill(500);
    Page page = scan(node, cursor, "count 1000000");
    assertEquals("0", page.cursor);
  }

  @ParameterizedTest
  @CsvSource({
    "scan 0 count, ERR syntax error",
    "scan 0 count 0, ERR syntax error",
    "scan 0 count -5, ERR syntax error",
    "scan 0 count x, ERR value is not an integer or out of range",
    "scan 0 count 9223372036854775808, ERR value is not an integer or out of range",
    "scan 0 match, ERR syntax error",
    "scan 0 type, ERR syntax error",
    "scan 0 foo, ERR syntax error",
    "scan 0 foo bar, ERR syntax error",
    "scan 0 match * foo, ERR syntax error",
    "scan, ERR wrong number of arguments for 'scan' command",
    "keys, ERR wrong number of arguments for 'keys' command",
    "keys a b, ERR wrong number of arguments for 'keys' command"
  })
  void badArguments(String request, String error) {
    node.expect("-" + error, request);
  }

  @Test
  void scan_countUpToTheLargest() {
    fill(100);
    Page page = scan(node, "0", "count 9223372036854775807");
    assertEquals("0", page.cursor);
    assertEquals(100, page.names.size());
    assertFalse(page.names.isEmpty());
  }

  private Set<String> fill(int keys) {
    for (int i = 0; i < keys; i++) {
      node.put("k" + i, "v");
    }
    return IntStream.range(0, keys).mapToObj(i -> "k" + i).collect(Collectors.toSet());
  }

  private List<String> scanAll(String options) {
    List<String> all = new ArrayList<>();
    String cursor = "0";
    do {
      Page page = scan(node, cursor, options);
      all.addAll(page.names);
      cursor = page.cursor;
    } while (!cursor.equals("0"));
    return all;
  }

  /** One answer of SCAN. */
  record Page(String cursor, List<String> names) {}

  static Page scan(KeyNode node, String cursor, String options) {
    Reply reply = node.run("scan " + cursor + (options.isEmpty() ? "" : " " + options));
    List<? extends Reply> parts = assertInstanceOf(Reply.Array.class, reply).items();
    return new Page((String) KeyNode.plain(parts.get(0)), KeyNode.strings(parts.get(1)));
  }
}
