// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.slab.Slab;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShardLogTest {

  private static final int SEGMENT = 64;

  private final Slab slab = new Slab(0, 1);
  private final LogMemory memory = new LogMemory(slab, 10 * SEGMENT, SEGMENT);
  private final ShardLog log = new ShardLog(memory);

  @AfterEach
  void close() {
    log.close();
    assertEquals(0, memory.usedBytes());
    assertEquals(0, slab.usedBytes());
    slab.close();
  }

  private static byte[] unit(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 7 + length);
    }
    return bytes;
  }

  private long append(ShardLog to, int length) {
    return to.append(unit(length), 0, length);
  }

  @Test
  void append_unread_onlyCounts() {
    assertFalse(log.isRead());
    assertEquals(4 + 100, append(log, 100));
    assertEquals(104, log.end());
    assertEquals(104, log.start());
    assertEquals(0, memory.usedBytes());
  }

  @Test
  void append_read_isCopiedWithItsLengthInFront() {
    log.read(true);
    long from = log.end();
    append(log, 300);
    byte[] bytes = new byte[400];
    assertEquals(304, log.copy(from, bytes, 50, 350));
    assertArrayEquals(new byte[] {0, 0, 1, 44}, Arrays.copyOfRange(bytes, 50, 54));
    assertArrayEquals(unit(300), Arrays.copyOfRange(bytes, 54, 354));
    assertEquals(0, log.copy(log.end(), bytes, 0, 10));
    assertEquals(-1, log.copy(log.end() + 1, bytes, 0, 10));
    assertEquals(-1, log.copy(from - 1, bytes, 0, 10));
  }

  @Test
  void read_again_movesOn_soThatNobodyResumesPastWhatWasLeftOut() {
    log.read(true);
    append(log, 10);
    long stood = log.end();
    log.read(false);
    log.read(true);
    assertTrue(log.end() > stood);
    assertEquals(-1, log.copy(stood, new byte[10], 0, 10));
  }

  @Test
  void trim_givesSegmentsBack() {
    log.read(true);
    append(log, 5 * SEGMENT);
    long used = memory.usedBytes();
    log.trim(log.end() - SEGMENT);
    assertEquals(log.end() - SEGMENT, log.start());
    assertTrue(memory.usedBytes() <= 2 * SEGMENT, "used=" + used);
    log.trim(log.end() + 99);
    assertEquals(0, memory.usedBytes());
    assertEquals(log.end(), log.start());
    append(log, 20);
    byte[] bytes = new byte[24];
    assertEquals(24, log.copy(log.start(), bytes, 0, 24));
    assertArrayEquals(unit(20), Arrays.copyOfRange(bytes, 4, 24));
  }

  @Test
  void append_atTheLimit_largestGivesUpItsOldest() {
    ShardLog large = new ShardLog(memory);
    large.read(true);
    log.read(true);
    for (int i = 0; i < 9; i++) {
      append(large, SEGMENT - 4);
    }
    long largeStart = large.start();
    append(log, 2 * SEGMENT);
    assertTrue(large.start() > largeStart, "the one that retains most gave up");
    assertEquals(log.end() - 2 * SEGMENT - 4, log.start(), "the other one kept all");
    assertTrue(memory.usedBytes() <= memory.limitBytes());
    assertTrue(memory.givenUpBytes() > 0);
    large.close();
  }

  @Test
  void append_oneUnitAboveTheLimit_isKeptWhole() {
    log.read(true);
    append(log, 500);
    long from = log.end();
    int length = 20 * SEGMENT;
    append(log, length);
    byte[] bytes = new byte[length + 4];
    assertEquals(length + 4, log.copy(from, bytes, 0, length + 4));
    assertArrayEquals(unit(length), Arrays.copyOfRange(bytes, 4, length + 4));
    append(log, 10);
    assertTrue(memory.usedBytes() <= memory.limitBytes() + SEGMENT);
    assertTrue(log.start() > from, "the next unit made it go");
  }

  @Test
  void limitBytes_lowered_isKeptFromTheNextAppendOn() {
    log.read(true);
    for (int i = 0; i < 20; i++) {
      append(log, 30);
    }
    memory.limitBytes(2 * SEGMENT);
    for (int i = 0; i < 4; i++) {
      append(log, 30);
    }
    assertTrue(memory.usedBytes() <= 2 * SEGMENT, "used=" + memory.usedBytes());
    assertThrows(IllegalArgumentException.class, () -> memory.limitBytes(-1));
    assertThrows(IllegalArgumentException.class, () -> new LogMemory(slab, 1000, 100));
  }

  @Test
  void listener_armed_isToldOnce() {
    AtomicInteger told = new AtomicInteger();
    append(log, 1);
    log.listener(told::incrementAndGet);
    append(log, 1);
    assertEquals(0, told.get());
    log.arm();
    append(log, 1);
    append(log, 1);
    assertEquals(1, told.get());
    log.arm();
    append(log, 1);
    assertEquals(2, told.get());
  }

  @Test
  void moveTo_forgets() {
    log.read(true);
    append(log, 100);
    log.moveTo(9_999);
    assertEquals(9_999, log.end());
    assertEquals(9_999, log.start());
    assertEquals(0, memory.usedBytes());
    append(log, 3);
    assertEquals(7, log.copy(9_999, new byte[7], 0, 7));
  }
}
