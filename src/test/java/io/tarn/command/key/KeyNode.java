// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.key;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tarn.command.CommandHarness;
import io.tarn.command.Reply;
import io.tarn.keyspace.HashSlot;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.ValueType;
import io.tarn.slab.Memory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node for tests of key commands, with strings put into it and read from it directly. */
final class KeyNode {

  static final Reply NULL = Reply.NULL;

  private final CommandHarness harness = new CommandHarness();

  /** Runs a request given as words with a space between; "" is an empty word. */
  Reply run(String request) {
    return harness.run(request.split(" ", -1));
  }

  Reply run(byte[]... words) {
    return harness.run(words);
  }

  CommandHarness harness() {
    return harness;
  }

  long nowMillis() {
    return harness.nowMillis();
  }

  void put(String key, String value) {
    put(key, value, Keyspace.NO_EXPIRY);
  }

  void put(String key, String value, long expireAtMillis) {
    byte[] name = key.getBytes(ISO_8859_1);
    byte[] bytes = value.getBytes(ISO_8859_1);
    Keyspace keyspace = harness.at(HashSlot.of(name));
    long present = keyspace.peek(name, 0, name.length, nowMillis());
    if (present != Keyspace.NONE) {
      keyspace.remove(present);
    }
    long record =
        keyspace.create(
            name, 0, name.length, ValueType.STRING, bytes.length, expireAtMillis, nowMillis());
    Memory.copyIn(bytes, 0, keyspace.valuePosition(record), bytes.length);
  }

  void markRaw(String key) {
    byte[] name = key.getBytes(ISO_8859_1);
    Keyspace keyspace = harness.at(HashSlot.of(name));
    keyspace.markRaw(keyspace.peek(name, 0, name.length, nowMillis()));
  }

  @Nullable String get(String key) {
    byte[] name = key.getBytes(ISO_8859_1);
    Keyspace keyspace = harness.at(HashSlot.of(name));
    long record = keyspace.peek(name, 0, name.length, nowMillis());
    if (record == Keyspace.NONE) {
      return null;
    }
    byte[] bytes = new byte[keyspace.valueLength(record)];
    Memory.copyOut(keyspace.valuePosition(record), bytes, 0, bytes.length);
    return new String(bytes, ISO_8859_1);
  }

  /** Checks the answer of a request: a Long, an error or status text, a list, or a reply. */
  void expect(Object expected, String request) {
    assertEquals(expected, plain(run(request)), request);
  }

  /** Returns a reply as a Long, a text ("+OK", "-ERR ...", a bare bulk string) or a list. */
  static Object plain(Reply reply) {
    return switch (reply) {
      case Reply.Int number -> number.value();
      case Reply.Simple line -> "+" + line.text();
      case Reply.Failure failure -> "-" + failure.message();
      case Reply.Bulk bulk -> new String(bulk.bytes(), ISO_8859_1);
      case Reply.Array array -> array.items().stream().map(KeyNode::plain).toList();
      default -> reply;
    };
  }

  /** Runs a request whose answer is a list of strings. */
  List<String> names(String request) {
    return strings(run(request));
  }

  static List<String> strings(Reply reply) {
    return assertInstanceOf(Reply.Array.class, reply).items().stream()
        .map(item -> (String) plain(item))
        .toList();
  }
}
