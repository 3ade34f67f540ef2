// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.value;

import io.tarn.command.Arguments;
import io.tarn.command.Execution;
import io.tarn.command.Reply;
import io.tarn.keyspace.HashSlot;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.ValueType;
import io.tarn.slab.Memory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of SORT's BY and GET: the name of a key with a '*' where the element belongs, perhaps
 * followed by "->" and the name of a field; or "#" for the element itself.
 */
final class SortPattern {

  private final byte[] text;
  private final int star;
  private final int fieldAt;

  private SortPattern(byte[] text, int star, int fieldAt) {
    this.text = text;
    this.star = star;
    this.fieldAt = fieldAt;
  }

  /* A NUL ends the text in which Redis looks for the star, as it ends every C string. */
  static SortPattern of(byte[] text) {
    int end = 0;
    while (end < text.length && text[end] != 0) {
      end++;
    }
    int star = -1;
    for (int i = 0; i < end && star < 0; i++) {
      star = text[i] == '*' ? i : -1;
    }
    int field = 0;
    for (int i = star + 1; star >= 0 && i + 2 < end && field == 0; i++) {
      field = text[i] == '-' && text[i + 1] == '>' ? i + 2 : 0;
    }
    return new SortPattern(text, star, field);
  }

  /** True when there is a '*'. */
  boolean namesKeys() {
    return star >= 0;
  }

  /** Returns what the pattern names for an element, or null when there is nothing. */
  byte @Nullable [] lookUp(Execution execution, byte[] element) {
    if (text.length == 1 && text[0] == '#') {
      return element;
    }
    if (star < 0) {
      return null;
    }
    int suffixEnd = fieldAt == 0 ? text.length : fieldAt - 2;
    byte[] key = new byte[suffixEnd - 1 + element.length];
    System.arraycopy(text, 0, key, 0, star);
    System.arraycopy(element, 0, key, star, element.length);
    System.arraycopy(text, star + 1, key, star + element.length, suffixEnd - star - 1);
    return execution
        .environment()
        .slots()
        .visit(
            HashSlot.of(key, 0, key.length),
            keyspace -> Optional.ofNullable(value(execution, keyspace, key)))
        .orElse(null);
  }

  private byte @Nullable [] value(Execution execution, Keyspace keyspace, byte[] key) {
    long record = keyspace.find(key, 0, key.length, execution.nowMillis());
    if (record == Keyspace.NONE) {
      execution.environment().keyEvents().missed(key);
      return null;
    }
    if (fieldAt > 0) {
      return keyspace.type(record) == ValueType.HASH ? field(execution, key) : null;
    }
    if (keyspace.type(record) != ValueType.STRING) {
      return null;
    }
    byte[] value = new byte[keyspace.valueLength(record)];
    Memory.copyOut(keyspace.valuePosition(record), value, 0, value.length);
    return value;
  }

  private byte @Nullable [] field(Execution execution, byte[] key) {
    byte[] field = Arrays.copyOfRange(text, fieldAt, text.length);
    Reply reply =
        new WholeValue(execution, key)
            .run(Arguments.of("hget".getBytes(StandardCharsets.US_ASCII), key, field));
    if (reply == Reply.NULL) {
      return null;
    }
    byte[][] found = new byte[1][];
    new ElementWriter(
            new ElementTaker() {
              @Override
              public void string(byte[] bytes) {
                found[0] = bytes;
              }

              @Override
              public void score(double score) {}
            })
        .reply(reply);
    return found[0];
  }
}
