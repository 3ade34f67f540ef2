// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.slab.Slab;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any units, cut anywhere, are applied one by one. */
class UnitCutterModelTest {

  private static final class Collector implements UnitApplier {
    final List<byte[]> units = new ArrayList<>();

    @Override
    public void reset() {
      throw new AssertionError("reset");
    }

    @Override
    public boolean apply(byte[] array, int offset, int length) {
      units.add(Arrays.copyOfRange(array, offset, offset + length));
      return true;
    }

    @Override
    public void complete() {
      throw new AssertionError("complete");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void apply_cutAnywhere_givesTheUnits(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    try (Slab slab = new Slab(0, 1)) {
      ShardCopy copy = new ShardCopy(1, new LogMemory(slab, 1 << 20, 256));
      Collector collector = new Collector();
      UnitCutter cutter = new UnitCutter(copy, collector, StreamBench.SETTINGS);
      List<byte[]> units = new ArrayList<>();
      ByteBuffer stream = ByteBuffer.allocate(4 << 20);
      for (int i = 0; i < 2_000; i++) {
        byte[] unit = new byte[random.nextInt(random.nextInt(50) == 0 ? 9_000 : 60)];
        random.nextBytes(unit);
        units.add(unit);
        stream.putInt(unit.length).put(unit);
      }
      int most = 1 + random.nextInt(400);
      int at = 0;
      while (at < stream.position()) {
        int length = Math.min(1 + random.nextInt(most), stream.position() - at);
        byte[] piece = new byte[length + 20];
        System.arraycopy(stream.array(), at, piece, 11, length);
        assertTrue(cutter.apply(piece, 11, length));
        at += length;
        assertTrue(copy.log().end() <= at);
      }
      assertEquals(stream.position(), copy.log().end());
      assertEquals(units.size(), collector.units.size());
      for (int i = 0; i < units.size(); i++) {
        assertArrayEquals(units.get(i), collector.units.get(i), "seed=" + seed + " unit=" + i);
      }
      long kept = copy.log().end() - copy.log().start();
      byte[] tail = new byte[(int) kept];
      assertEquals(kept, copy.log().copy(copy.log().start(), tail, 0, tail.length));
      assertArrayEquals(
          Arrays.copyOfRange(stream.array(), (int) copy.log().start(), stream.position()), tail);
      copy.close();
    }
  }

  @Test
  void apply_unitThatIsTooLong_isRefused() {
    try (Slab slab = new Slab(0, 1)) {
      ShardCopy copy = new ShardCopy(1, new LogMemory(slab, 1 << 20, 256));
      UnitCutter cutter = new UnitCutter(copy, new Collector(), StreamBench.SETTINGS);
      byte[] good = {0, 0, 0, 1, 5};
      byte[] negative = {-1, 0, 0, 0};
      byte[] tooLong = ByteBuffer.allocate(4).putInt(10_001).array();
      assertTrue(cutter.apply(good, 0, 5));
      assertFalse(cutter.apply(negative, 0, 4));
      cutter.clear();
      assertTrue(cutter.apply(tooLong, 0, 2));
      assertFalse(cutter.apply(tooLong, 2, 2));
      assertEquals(5, copy.log().end());
      copy.close();
    }
  }
}
