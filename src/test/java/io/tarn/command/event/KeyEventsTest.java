// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.CommandHarness;
import io.tarn.command.Connection;
import io.tarn.command.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyEventsTest {

  private final CommandHarness harness = new CommandHarness();
  private final List<String> messages = new ArrayList<>();

  KeyEventsTest() {
    harness
        .keyEvents()
        .publisher((channel, message) -> messages.add(text(channel) + " " + text(message)));
  }

  /* As redis-server 7.0.15 sends them. */
  @ParameterizedTest
  @CsvSource({
    "set a 1, set",
    "set a 1 ex 100, set expire",
    "set a 1 nx, ''",
    "setex a 10 1, set expire",
    "getset a 1, set",
    "mset a 1 a 2, set set",
    "append a 1, append",
    "setrange a 1 x, setrange",
    "incr a, incrby",
    "decrby a 2, incrby",
    "incrbyfloat a 0.5, incrbyfloat",
    "setbit a 7 0, setbit",
    "setbit a 0 0, ''",
    "bitfield a get u8 0, ''",
    "bitfield a set u8 0 7, setbit",
    "getdel a, del",
    "getex a ex 10, expire",
    "getex a persist, ''",
    "getex a pxat 1, del",
    "expire a 100, expire",
    "expire a -1, del",
    "persist a, ''",
    "del a, del",
    "unlink a none, del",
    "bitop and a none none, del",
    "bitop or a a a, set",
    "copy a b, copy_to",
    "rename a b, rename_from rename_to"
  })
  void command_onAPresentKey_tellsItsEvents(String request, String events) {
    harness.run("SET", "a", "1");
    classes("EA");
    harness.run(request.split(" "));
    assertEquals(
        events,
        String.join(
            " ",
            messages.stream()
                .map(message -> message.substring("__keyevent@0__:".length()).split(" ")[0])
                .toList()));
  }

  @Test
  void channels_areThoseOfRedis() {
    classes("KEA");
    harness.run("SET", "a", "1");
    assertEquals(List.of("__keyspace@0__:a set", "__keyevent@0__:set a"), messages);
  }

  @Test
  void classes_chooseWhatIsSent() {
    classes("Kg");
    harness.run("SET", "a", "1");
    harness.run("DEL", "a");
    assertEquals(List.of("__keyspace@0__:a del"), messages);
    classes("A");
    assertTrue(harness.keyEvents().isIdle());
    classes("KE");
    assertTrue(harness.keyEvents().isIdle());
  }

  @Test
  void expiredKey_isToldWhenItIsRemoved() {
    classes("Exm");
    harness.run("SET", "a", "1", "PX", "10");
    harness.advanceMillis(20);
    harness.run("GET", "a");
    assertEquals(List.of("__keyevent@0__:expired a", "__keyevent@0__:keymiss a"), messages);
  }

  @Test
  void evictedKey_isTold() {
    harness.run("SET", "a", "1");
    classes("Ee");
    var keyspace = harness.at(io.tarn.keyspace.HashSlot.of(bytes("a")));
    byte[] key = bytes("a");
    long record = keyspace.peek(key, 0, 1, harness.nowMillis());
    assertTrue(keyspace.evict(io.tarn.keyspace.Keyspace.hash(key, 0, 1), record) > 0);
    assertEquals(List.of("__keyevent@0__:evicted a"), messages);
  }

  @Test
  void newKey_isToldBeforeItsFirstEvent() {
    classes("KAn");
    harness.run("SET", "a", "1");
    harness.run("SET", "a", "2");
    assertEquals(
        List.of("__keyspace@0__:a new", "__keyspace@0__:a set", "__keyspace@0__:a set"), messages);
  }

  @Test
  void watchedKey_isTouchedByAnyChange() {
    for (String[] change :
        new String[][] {
          {"SET", "a", "2"}, {"DEL", "a"}, {"EXPIRE", "a", "10"}, {"FLUSHALL"}, {"RENAME", "a", "b"}
        }) {
      harness.run("SET", "a", "1");
      watch();
      harness.run(change);
      assertTrue(harness.connection().transaction().isStale(), change[0]);
      harness.run("UNWATCH");
      assertTrue(harness.keyEvents().isIdle());
    }
  }

  @Test
  void watchedKey_isNotTouchedByReadsNorByOthers() {
    harness.run("SET", "a", "1");
    watch();
    harness.run("GET", "a");
    harness.run("SET", "{a}b", "1");
    harness.run("DEL", "{a}c");
    assertFalse(harness.connection().transaction().isStale());
  }

  @Test
  void watchedKeyThatIsAbsent_isNotTouchedByFlushall() {
    watch();
    harness.run("FLUSHALL");
    assertFalse(harness.connection().transaction().isStale());
  }

  @Test
  void watchedKey_whoseTimeComes_isTouched() {
    harness.run("SET", "a", "1", "PX", "10");
    watch();
    harness.advanceMillis(20);
    harness.run("EXISTS", "a");
    assertTrue(harness.connection().transaction().isStale());
  }

  @Test
  void keyWatchedAfterItsTime_isNotTouched() {
    harness.run("SET", "a", "1", "PX", "10");
    harness.advanceMillis(20);
    watch();
    harness.run("EXISTS", "a");
    assertFalse(harness.connection().transaction().isStale());
  }

  @Test
  void connectionThatLeaves_watchesNothing() {
    watch();
    Connection connection = harness.connection();
    connection.leave(harness.slab());
    assertEquals(0, harness.keyEvents().watches().size());
    assertEquals(Reply.OK, harness.run("WATCH", "a"));
    assertEquals(0, harness.keyEvents().watches().size());
  }

  private void watch() {
    assertEquals(Reply.OK, harness.run("WATCH", "a"));
  }

  private void classes(String setting) {
    messages.clear();
    harness.keyEvents().classes(EventClasses.parse(setting));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
