// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ValueSizesTest {

  @Test
  void draw_range_fillsEachPowerOfTwoAlike() {
    ValueSizes sizes = ValueSizes.parse("16-102400");
    SplittableRandom random = new SplittableRandom(7);
    int draws = 400_000;
    int[] octaves = new int[32];
    double sum = 0;
    for (int i = 0; i < draws; i++) {
      int size = sizes.draw(random);
      assertTrue(size >= 16 && size <= 102_400, "size=" + size);
      octaves[31 - Integer.numberOfLeadingZeros(size)]++;
      sum += size;
    }
    double octave = draws / (Math.log(102_401.0 / 16) / Math.log(2));
    for (int i = 4; i < 16; i++) {
      assertEquals(octave, octaves[i], octave * 0.03, "octave " + i);
    }
    assertEquals(sizes.mean(), sum / draws, sizes.mean() * 0.01);
    assertEquals(11_683, sizes.mean(), 2);
  }

  @Test
  void parse_oneSize_isFixed() {
    ValueSizes sizes = ValueSizes.parse("64");
    assertTrue(sizes.isFixed());
    assertEquals(64, sizes.draw(new SplittableRandom(1)));
    assertEquals("64", sizes.toString());
    assertEquals(64.0, sizes.mean());
  }

  @Test
  void parse_noSize_throws() {
    assertThrows(IllegalArgumentException.class, () -> ValueSizes.parse("16-"));
    assertThrows(IllegalArgumentException.class, () -> ValueSizes.parse("big"));
  }
}
