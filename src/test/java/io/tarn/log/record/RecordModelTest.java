// SPDX-License-Identifier: Apache-2.0
package io.tarn.log.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RecordModelTest {

  private record Written(RecordKind kind, int slot, long millis, List<byte[]> words) {}

  private static byte[] bytes(SplittableRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static List<Written> write(SplittableRandom random, RecordWriter writer) {
    List<Written> written = new ArrayList<>();
    for (int n = random.nextInt(5); n >= 0; n--) {
      RecordKind kind = RecordKind.values()[random.nextInt(RecordKind.values().length)];
      int slot = random.nextInt(1 << 14);
      List<byte[]> words = new ArrayList<>();
      if (random.nextInt(4) == 0) {
        writer.mark(kind, slot);
        written.add(new Written(kind, slot, 0, words));
        continue;
      }
      long millis = random.nextLong();
      for (int w = random.nextInt(6); w > 0; w--) {
        words.add(bytes(random, random.nextInt(random.nextInt(20) == 0 ? 70_000 : 200)));
      }
      writer.begin(kind, slot, millis, words.size());
      words.forEach(writer::word);
      writer.end();
      written.add(new Written(kind, slot, millis, words));
    }
    return written;
  }

  @Test
  void records_areReadAsTheyWereWritten() {
    SplittableRandom random = new SplittableRandom(1);
    RecordWriter writer = new RecordWriter();
    RecordReader reader = new RecordReader();
    for (int round = 0; round < 2_000; round++) {
      writer.clear();
      List<Written> written = write(random, writer);
      int shift = random.nextInt(5);
      byte[] unit = new byte[writer.size() + 2 * shift];
      System.arraycopy(writer.array(), 0, unit, shift, writer.size());
      reader.reset(unit, shift, writer.size());
      for (Written record : written) {
        assertTrue(reader.next());
        assertEquals(record.kind, reader.kind());
        assertEquals(record.slot, reader.slot());
        assertEquals(record.words.size(), reader.words());
        for (byte[] word : record.words) {
          assertEquals(record.millis, reader.millis());
          assertTrue(reader.nextWord());
          int at = reader.wordOffset();
          assertArrayEquals(word, Arrays.copyOfRange(unit, at, at + reader.wordLength()));
        }
        assertFalse(reader.nextWord());
      }
      assertFalse(reader.next());
      assertTrue(reader.isIntact());
    }
  }

  @Test
  void damagedUnits_areReadWithinTheirBounds() {
    SplittableRandom random = new SplittableRandom(2);
    RecordWriter writer = new RecordWriter();
    RecordReader reader = new RecordReader();
    int found = 0;
    for (int round = 0; round < 20_000; round++) {
      writer.clear();
      List<Written> _ = write(random, writer);
      byte[] unit = Arrays.copyOf(writer.array(), writer.size());
      for (int n = random.nextInt(4); n >= 0; n--) {
        unit[random.nextInt(Math.min(unit.length, 40))] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(unit.length + 1);
      reader.reset(unit, 0, length);
      while (reader.next()) {
        while (reader.nextWord()) {
          assertTrue(reader.wordOffset() + reader.wordLength() <= length);
        }
      }
      found += reader.isIntact() ? 0 : 1;
    }
    assertTrue(found > 5_000, "damage was found: " + found);
  }
}
