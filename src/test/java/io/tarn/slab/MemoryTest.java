// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryTest {

  private final Slab slab = new Slab(0, 1);

  @AfterEach
  void closeSlab() {
    slab.close();
  }

  @Test
  void numbers_anyAlignment_littleEndian() {
    long block = slab.allocate(0, 64);
    for (int shift = 0; shift < 8; shift++) {
      Memory.putLong(block + shift, 0x0807_0605_0403_0201L);
      assertEquals(0x0807_0605_0403_0201L, Memory.getLong(block + shift));
      assertEquals(0x0403_0201, Memory.getInt(block + shift));
      assertEquals(1, Memory.getByte(block + shift));
      Memory.putInt(block + shift, -2);
      assertEquals(-2, Memory.getInt(block + shift));
      Memory.putByte(block + shift, (byte) -3);
      assertEquals(-3, Memory.getByte(block + shift));
    }
  }

  @Test
  void equals_everyLengthAndDifference() {
    byte[] bytes = new byte[60];
    new Random(1).nextBytes(bytes);
    long block = slab.allocate(0, 64);
    for (int length = 0; length <= 50; length++) {
      Memory.copyIn(bytes, 3, block + 1, length);
      assertTrue(Memory.equals(block + 1, bytes, 3, length));
      for (int i = 0; i < length; i++) {
        bytes[3 + i] ^= 1;
        assertFalse(Memory.equals(block + 1, bytes, 3, length), "length=" + length + " at=" + i);
        bytes[3 + i] ^= 1;
      }
    }
  }

  @Test
  void copies_overlapAndBuffers() {
    byte[] bytes = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    long block = slab.allocate(0, 64);
    Memory.copyIn(bytes, 0, block, 16);
    Memory.copy(block, block + 4, 16);
    byte[] out = new byte[16];
    Memory.copyOut(block + 4, out, 0, 16);
    assertArrayEquals(bytes, out);
    ByteBuffer target = ByteBuffer.allocateDirect(20).position(2);
    Memory.copyOut(block + 4, target, 16);
    assertEquals(18, target.position());
    assertEquals('f', target.get(17));
    ByteBuffer view = Memory.view(block + 4, 16);
    assertEquals(16, view.remaining());
    assertEquals('a', view.get(10));
    Memory.fill(block, 64, (byte) 'x');
    assertEquals('x', view.get(10));
  }

  @Test
  void access_outOfTheSpace_throws() {
    for (long wrong : new long[] {-1, Memory.size(), Memory.size() - 7, Long.MAX_VALUE}) {
      assertThrows(IndexOutOfBoundsException.class, () -> Memory.getLong(wrong));
      assertThrows(IndexOutOfBoundsException.class, () -> Memory.putLong(wrong, 1));
    }
  }
}
