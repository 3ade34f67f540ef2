// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.hitratio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TraceTest {

  private static byte[] file(int distinct, int[] keys, int... sizes) {
    ByteBuffer out =
        ByteBuffer.allocate(32 + 4 * (keys.length + sizes.length)).order(ByteOrder.LITTLE_ENDIAN);
    out.put("KTRACE01".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    out.putLong(keys.length).putLong(distinct).putInt(sizes.length > 0 ? 1 : 0).putInt(0);
    IntStream.concat(IntStream.of(keys), IntStream.of(sizes)).forEach(out::putInt);
    return out.array();
  }

  @Test
  void parse_knownName_takesItsSizesAndWindow() throws IOException {
    Trace trace = TraceFile.parse("sprite", file(3, new int[] {0, 2, 1, 0}));
    assertArrayEquals(new int[] {0, 2, 1, 0}, trace.keys());
    assertArrayEquals(new int[] {2048, 2048, 2048}, trace.sizes());
    assertEquals(8, trace.window());
    assertEquals(List.of(353, 707, 1415), trace.items());
  }

  @Test
  void parse_sizes_takesTheGreatestOfEachKeyWithinBounds() throws IOException {
    Trace trace = TraceFile.parse("web", file(2, new int[] {0, 1, 0}, 700, 3, 900));
    assertArrayEquals(new int[] {900, Trace.MIN_VALUE_BYTES}, trace.sizes());
    assertEquals(32, trace.window());
  }

  @Test
  void parse_damaged_throws() {
    byte[] good = file(3, new int[] {0, 2, 1});
    assertThrows(IOException.class, () -> TraceFile.parse("a", Arrays.copyOf(good, 40)));
    assertThrows(IOException.class, () -> TraceFile.parse("a", new byte[64]));
    assertThrows(IOException.class, () -> TraceFile.parse("a", file(2, new int[] {0, 2, 1})));
  }

  @Test
  void synthetic_sameEveryTime_andOfItsKind() {
    List<Trace> traces = SyntheticTraces.all(1000, 20_000);
    List<Trace> again = SyntheticTraces.all(1000, 20_000);
    for (int i = 0; i < traces.size(); i++) {
      assertArrayEquals(traces.get(i).keys(), again.get(i).keys());
      assertEquals(20_000, traces.get(i).keys().length);
    }
    long ofFirst = Arrays.stream(traces.get(0).keys()).filter(key -> key == 0).count();
    assertTrue(ofFirst > 20_000 / 20, "key 0 came " + ofFirst + " times");
    assertEquals(traces.get(2).keys()[7], traces.get(2).keys()[1007]);
    assertEquals(List.of(10, 50, 200), traces.get(0).items());
  }

  @Test
  void firstDistinct_takesEachKeyOnce() {
    Trace trace = Trace.of("x", new int[] {4, 4, 1, 4, 0, 2}, 5);
    assertArrayEquals(new int[] {4, 1, 0}, EqualItems.firstDistinct(trace, 3).keys());
  }
}
