// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.slab.Slab;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Threads append to two streams under one tight limit while another reads the one and keeps up, so
 * that only the other gives up: what is read must be all units, whole, each thread's in its order.
 */
class ShardLogThreadsModelTest {

  private static final int THREADS = 3;
  private static final int UNITS = 40_000;
  private static final int SEGMENT = 512;

  /** Most bytes that writers may be ahead of the reader. */
  private static final int AHEAD = 10 * SEGMENT;

  private final AtomicLong readTo = new AtomicLong();
  private final AtomicBoolean readerEnded = new AtomicBoolean();

  @Test
  void append_byManyThreads_readsAsWholeUnitsInOrder() throws Exception {
    Slab slab = new Slab(0, 1);
    LogMemory memory = new LogMemory(slab, 40 * SEGMENT, SEGMENT);
    ShardLog read = new ShardLog(memory);
    ShardLog other = new ShardLog(memory);
    read.read(true);
    other.read(true);
    long from = read.end();
    readTo.set(from);
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1)) {
      List<Future<Void>> writers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        writers.add(threads.submit(writer(thread, read, other)));
      }
      Callable<Long> reading = reader(read, from, done);
      Future<Long> reader =
          threads.submit(
              () -> {
                try {
                  return reading.call();
                } finally {
                  readerEnded.set(true);
                }
              });
      for (Future<Void> writer : writers) {
        writer.get();
      }
      done.set(true);
      assertEquals((long) THREADS * UNITS, reader.get());
    }
    assertTrue(memory.givenUpBytes() > 0);
    assertTrue(memory.usedBytes() <= memory.limitBytes() + (long) THREADS * SEGMENT);
    read.close();
    other.close();
    assertEquals(0, memory.usedBytes());
    slab.close();
  }

  private Callable<Void> writer(int thread, ShardLog read, ShardLog other) {
    return () -> {
      SplittableRandom random = new SplittableRandom(thread);
      for (int i = 0; i < UNITS; i++) {
        byte[] unit = new byte[8 + random.nextInt(60)];
        ByteBuffer.wrap(unit).putInt(thread).putInt(i);
        while (read.end() - readTo.get() > AHEAD) {
          assertTrue(!readerEnded.get(), "the reader has ended");
          Thread.onSpinWait();
        }
        read.append(unit, 0, unit.length);
        if (random.nextInt(3) == 0) {
          other.append(unit, 0, unit.length);
        }
      }
      return null;
    };
  }

  private Callable<Long> reader(ShardLog log, long from, AtomicBoolean done) {
    return () -> {
      int[] last = {-1, -1, -1};
      byte[] bytes = new byte[1 << 16];
      long position = from;
      long units = 0;
      int held = 0;
      while (true) {
        boolean wasDone = done.get();
        int length = log.copy(position, bytes, held, 4_000);
        assertTrue(length >= 0, "given up");
        if (length == 0 && wasDone) {
          assertEquals(0, held, "a unit is cut off at the end");
          return units;
        }
        position += length;
        held += length;
        int at = 0;
        while (held - at >= 4) {
          int unit = ByteBuffer.wrap(bytes, at, 4).getInt();
          assertTrue(unit >= 8 && unit < 68, "length=" + unit);
          if (held - at - 4 < unit) {
            break;
          }
          ByteBuffer content = ByteBuffer.wrap(bytes, at + 4, unit);
          int thread = content.getInt();
          int number = content.getInt();
          assertEquals(last[thread] + 1, number, "thread=" + thread);
          last[thread] = number;
          units++;
          at += 4 + unit;
        }
        System.arraycopy(bytes, at, bytes, 0, held - at);
        held -= at;
        log.trim(position - held);
        readTo.set(position - held);
      }
    };
  }
}
