// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.slab.Slab;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several streams under one limit, beside plain arrays that keep everything. */
class ShardLogModelTest {

  private static final int LOGS = 5;
  private static final int STEPS = 60_000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void everyOperation_random_asTheModel(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int segment = 64 << random.nextInt(3);
    long limit = segment * (long) (LOGS + random.nextInt(12));
    Slab slab = new Slab(0, 1);
    LogMemory memory = new LogMemory(slab, limit, segment);
    ShardLog[] logs = new ShardLog[LOGS];
    ByteArrayOutputStream[] models = new ByteArrayOutputStream[LOGS];
    long[] base = new long[LOGS];
    for (int i = 0; i < LOGS; i++) {
      logs[i] = new ShardLog(memory);
      logs[i].read(true);
      models[i] = new ByteArrayOutputStream();
      base[i] = logs[i].end();
    }
    for (int step = 0; step < STEPS; step++) {
      int i = random.nextInt(LOGS);
      ShardLog log = logs[i];
      String where = "seed=" + seed + " step=" + step;
      switch (random.nextInt(12)) {
        case 0 -> log.trim(log.end() - random.nextInt(6 * segment));
        case 1, 2 -> compare(random, log, models[i].toByteArray(), base[i], where);
        case 3 -> {
          if (random.nextInt(40) == 0) {
            long to = log.end() + random.nextInt(1_000);
            log.moveTo(to);
            models[i].reset();
            base[i] = to;
          }
        }
        default -> {
          byte[] unit = new byte[random.nextInt(random.nextInt(20) == 0 ? 3 * segment : 40)];
          random.nextBytes(unit);
          long before = log.end();
          long after = log.append(unit, 0, unit.length);
          assertEquals(before + 4 + unit.length, after, where);
          models[i].writeBytes(new byte[] {0, 0, (byte) (unit.length >> 8), (byte) unit.length});
          models[i].writeBytes(unit);
        }
      }
      assertTrue(log.start() <= log.end() && log.start() >= base[i], where);
      assertEquals(base[i] + models[i].size(), log.end(), where);
      assertTrue(memory.usedBytes() <= limit + 4L * segment, where + " " + memory.usedBytes());
    }
    assertTrue(memory.givenUpBytes() > 0);
    for (ShardLog log : logs) {
      log.close();
    }
    assertEquals(0, memory.usedBytes());
    assertEquals(0, slab.usedBytes());
    slab.close();
  }

  private static void compare(
      SplittableRandom random, ShardLog log, byte[] model, long base, String where) {
    if (log.start() == log.end()) {
      return;
    }
    long from = log.start() + random.nextLong(log.end() - log.start());
    byte[] bytes = new byte[1 + random.nextInt(500)];
    int length = log.copy(from, bytes, 0, bytes.length);
    assertEquals(Math.min(bytes.length, log.end() - from), length, where);
    int at = (int) (from - base);
    assertArrayEquals(
        Arrays.copyOfRange(model, at, at + length), Arrays.copyOf(bytes, length), where);
  }
}
