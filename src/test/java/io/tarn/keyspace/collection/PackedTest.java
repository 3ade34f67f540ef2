// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.slab.Memory;
import io.tarn.slab.Slab;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PackedTest {

  private static final int CAPACITY = 4096;

  private final Slab slab = new Slab(0, 1);
  private final long area = slab.allocate(0, CAPACITY);

  @BeforeEach
  void clear() {
    Packed.clear(area);
  }

  @AfterEach
  void close() {
    slab.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private void append(String text) {
    byte[] bytes = bytes(text);
    int need = Packed.need(bytes, 0, bytes.length);
    int before = Packed.usedBytes(area);
    int end = Packed.endOffset(area);
    int size = Packed.insert(area, CAPACITY, Packed.count(area), end, bytes, 0, bytes.length);
    assertEquals(need, size + 1, text);
    assertEquals(before + need, Packed.usedBytes(area), text);
  }

  private String get(int index) {
    int offset = Packed.offset(area, CAPACITY, index);
    byte[] text = Packed.text(area, CAPACITY, index, offset);
    assertEquals(text.length, Packed.textLength(area, CAPACITY, index, offset));
    assertTrue(Packed.equals(area, CAPACITY, index, offset, text, 0, text.length));
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  @Test
  void clear_hasNothing() {
    assertEquals(0, Packed.count(area));
    assertEquals(0, Packed.dataBytes(area));
    assertEquals(Packed.HEADER, Packed.usedBytes(area));
    assertEquals(Packed.firstOffset(), Packed.endOffset(area));
  }

  @Test
  void need_eachForm_isWhatTheFormTakes() {
    for (String[] row :
        new String[][] {
          {"", "1"},
          {"a", "2"},
          {"0", "1"},
          {"26", "1"},
          {"27", "2"},
          {"-1", "2"},
          {"127", "2"},
          {"-128", "2"},
          {"128", "3"},
          {"-129", "3"},
          {"32767", "3"},
          {"-32768", "3"},
          {"32768", "5"},
          {"2147483647", "5"},
          {"-2147483648", "5"},
          {"2147483648", "9"},
          {"9223372036854775807", "9"},
          {"-9223372036854775808", "9"},
          {"9223372036854775808", "20"},
          {"007", "4"},
          {"-0", "3"},
          {"+1", "3"},
          {"-", "2"},
          {"x".repeat(223), "224"},
          {"x".repeat(224), "229"}
        }) {
      byte[] text = bytes(row[0]);
      assertEquals(Integer.parseInt(row[1]), Packed.need(text, 0, text.length), row[0]);
      append(row[0]);
      assertEquals(row[0], get(Packed.count(area) - 1));
    }
  }

  @Test
  void integer_eachSize_isTheNumber() {
    long[] numbers = {
      0,
      26,
      27,
      -1,
      -128,
      128,
      255,
      -255,
      256,
      -32768,
      32767,
      65535,
      -65536,
      1L << 31,
      Long.MIN_VALUE
    };
    for (long number : numbers) {
      append(Long.toString(number));
    }
    for (int i = 0; i < numbers.length; i++) {
      assertTrue(Packed.isInteger(area, CAPACITY, i));
      assertEquals(numbers[i], Packed.integer(area, CAPACITY, i, Packed.offset(area, CAPACITY, i)));
    }
  }

  @Test
  void offset_longStringsBetween_fromEitherEnd() {
    for (int i = 0; i < 9; i++) {
      append(i % 2 == 0 ? "y".repeat(224 + i) : "short" + i);
    }
    for (int i = 0; i < 9; i++) {
      assertEquals(i % 2 == 0 ? "y".repeat(224 + i) : "short" + i, get(i));
    }
    assertEquals(Packed.endOffset(area), Packed.offset(area, CAPACITY, 9));
    int last = Packed.offset(area, CAPACITY, 8);
    int size = Packed.sizeBefore(area, CAPACITY, 8, Packed.endOffset(area));
    assertEquals(last, Packed.endOffset(area) - size);
  }

  @Test
  void insert_inFrontAndBetween_keepsTheOthers() {
    append("b");
    append("d");
    byte[] word = bytes("a 12 c");
    Packed.insert(area, CAPACITY, 0, Packed.firstOffset(), word, 0, 1);
    Packed.insert(area, CAPACITY, 2, Packed.offset(area, CAPACITY, 2), word, 2, 2);
    assertEquals("a b 12 d", get(0) + ' ' + get(1) + ' ' + get(2) + ' ' + get(3));
  }

  @Test
  void insertCopy_withinTheArea_copiesTheElementAsItWas() {
    append("first");
    append("z".repeat(300));
    for (int into = 0; into <= 2; into++) {
      clear();
      append("first");
      append("z".repeat(300));
      int offset = Packed.offset(area, CAPACITY, into);
      int last = Packed.offset(area, CAPACITY, 1);
      Packed.insertCopy(area, CAPACITY, into, offset, area, CAPACITY, 1, last);
      assertEquals("z".repeat(300), get(into));
      assertEquals("z".repeat(300), get(into == 2 ? 1 : 2));
      assertEquals("first", get(into == 0 ? 1 : 0));
    }
  }

  @Test
  void insertString_fromMemory() {
    long other = slab.allocate(0, 1000);
    Memory.fill(other, 1000, (byte) 'm');
    append("1");
    Packed.insertString(area, CAPACITY, 0, Packed.firstOffset(), other, 1000);
    Packed.insertString(area, CAPACITY, 2, Packed.endOffset(area), other, 3);
    assertEquals("m".repeat(1000), get(0));
    assertEquals("1", get(1));
    assertEquals("mmm", get(2));
  }

  @Test
  void insert_noRoom_throwsAndChangesNothing() {
    append("x".repeat(200));
    int capacity = Packed.usedBytes(area) + 3;
    Packed.changeCapacity(area, CAPACITY, capacity);
    byte[] word = bytes("abc");
    int end = Packed.endOffset(area);
    assertThrows(
        IllegalStateException.class, () -> Packed.insert(area, capacity, 1, end, word, 0, 3));
    assertEquals(2, Packed.insert(area, capacity, 1, end, word, 0, 2));
    assertEquals(capacity, Packed.usedBytes(area));
    Packed.changeCapacity(area, capacity, CAPACITY);
    assertEquals("x".repeat(200), get(0));
    assertEquals("ab", get(1));
  }

  @Test
  void delete_range_keepsTheOthers() {
    for (String word : "0 one 2000 three 4 five".split(" ")) {
      append(word);
    }
    Packed.delete(area, CAPACITY, 1, Packed.offset(area, CAPACITY, 1), 3);
    assertEquals(3, Packed.count(area));
    assertEquals("0 4 five", get(0) + ' ' + get(1) + ' ' + get(2));
    Packed.delete(area, CAPACITY, 0, Packed.firstOffset(), 3);
    assertEquals(Packed.HEADER, Packed.usedBytes(area));
  }

  @Test
  void find_byStep_seesOnlyItsTurns() {
    for (String word : "k 7 7 k v 300".split(" ")) {
      append(word);
    }
    assertEquals(0, find("k", 0, 1));
    assertEquals(3, find("k", 1, 2));
    assertEquals(2, find("7", 0, 2));
    assertEquals(1, find("7", 1, 2));
    assertEquals(5, find("300", 0, 1));
    assertEquals(Packed.ABSENT, find("300", 0, 2));
    assertEquals(Packed.ABSENT, find("0300", 0, 1));
    assertEquals(Packed.ABSENT, find("", 0, 1));
    append("");
    assertEquals(6, find("", 0, 1));
  }

  @Test
  void integers_areNotStringsThatLookLike() {
    append("+5");
    append("5");
    assertFalse(Packed.isInteger(area, CAPACITY, 0));
    assertTrue(Packed.isInteger(area, CAPACITY, 1));
    byte[] five = bytes("5");
    assertFalse(Packed.equals(area, CAPACITY, 0, Packed.firstOffset(), five, 0, 1));
    assertArrayEquals(five, bytes(get(1)));
  }

  private int find(String text, int first, int step) {
    byte[] bytes = bytes(text);
    return Packed.find(area, CAPACITY, first, step, bytes, 0, bytes.length);
  }
}
