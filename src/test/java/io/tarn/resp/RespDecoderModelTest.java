// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.slab.Slab;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random pipelines, whole and damaged, cut at random places. */
class RespDecoderModelTest {

  private static final long SEED = Long.getLong("seed", System.nanoTime());

  @Test
  void next_randomPipelinesCutAnywhere_findsTheRequestsThatWereSent() {
    System.out.println("seed=" + SEED);
    Random random = new Random(SEED);
    for (int round = 0; round < 150; round++) {
      List<String> expected = new ArrayList<>();
      byte[] bytes = pipeline(random, expected, round % 20 == 0);
      Slab slab = new Slab(0, 1);
      DecoderDriver driver = new DecoderDriver(slab);
      feedInPieces(driver, bytes, random);
      assertEquals("", driver.problem(), "seed=" + SEED);
      assertEquals(expected, driver.requests(), "seed=" + SEED);
      assertEquals(0, driver.decoder().heldBytes(), "seed=" + SEED);
      assertEquals(0, slab.usedBytes(), "seed=" + SEED);
    }
  }

  @Test
  void next_damagedPipelines_neitherThrowsNorLosesMemory() {
    System.out.println("seed=" + SEED);
    Random random = new Random(SEED);
    for (int round = 0; round < 1_000; round++) {
      byte[] bytes = pipeline(random, new ArrayList<>(), round % 50 == 0);
      for (int i = random.nextInt(5); i >= 0 && bytes.length > 0; i--) {
        bytes[random.nextInt(bytes.length)] =
            (byte) "\r\n*$0123456789-x\0\"'".charAt(random.nextInt(19));
      }
      Slab slab = new Slab(0, 1);
      DecoderDriver driver = new DecoderDriver(slab);
      feedInPieces(driver, bytes, random);
      driver.decoder().release();
      assertEquals(0, slab.usedBytes(), "seed=" + SEED);
    }
  }

  @Test
  void next_randomBytes_neverThrows() {
    System.out.println("seed=" + SEED);
    Random random = new Random(SEED);
    for (int round = 0; round < 1_000; round++) {
      byte[] bytes = new byte[random.nextInt(400)];
      random.nextBytes(bytes);
      DecoderDriver driver = new DecoderDriver();
      feedInPieces(driver, bytes, random);
      assertTrue(driver.decoder().pendingBytes() <= bytes.length, "seed=" + SEED);
    }
  }

  @Test
  void next_bigArgumentsBeyondTheBudget_areSwallowedInStep() {
    Slab slab = new Slab(4 << 20, 1);
    DecoderDriver driver = new DecoderDriver(slab);
    String big = "b".repeat(9 << 20);
    driver.feed("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$" + big.length() + "\r\n");
    for (int at = 0; at < big.length(); at += 65_536) {
      driver.feed(big.substring(at, Math.min(big.length(), at + 65_536)));
    }
    driver.feed("\r\n*1\r\n$4\r\nPING\r\n");
    assertEquals(List.of("(out of memory)", "PING"), driver.requests());
    assertEquals(0, slab.usedBytes());
  }

  @Test
  void release_inTheMiddleOfABigArgument_freesIt() {
    Slab slab = new Slab(0, 1);
    DecoderDriver driver = new DecoderDriver(slab);
    driver.feed("*3\r\n$3\r\nSET\r\n$70000\r\n" + "k".repeat(70_000) + "\r\n$90000000\r\nabc");
    assertTrue(slab.usedBytes() >= 140_000, "used=" + slab.usedBytes());
    driver.decoder().release();
    assertEquals(0, slab.usedBytes());
  }

  private static void feedInPieces(DecoderDriver driver, byte[] bytes, Random random) {
    int most = 1 + random.nextInt(random.nextBoolean() ? 8 : 100_000);
    for (int at = 0; at < bytes.length; ) {
      int length = Math.min(bytes.length - at, 1 + random.nextInt(most));
      driver.feed(Arrays.copyOfRange(bytes, at, at + length));
      at += length;
    }
  }

  private static byte[] pipeline(Random random, List<String> expected, boolean big) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = random.nextInt(12); i >= 0; i--) {
      List<String> words = new ArrayList<>();
      for (int k = random.nextInt(6); k >= 0; k--) {
        int bound = big && random.nextInt(4) == 0 ? 200_000 : 20;
        words.add("w".repeat(random.nextInt(bound)) + random.nextInt(10));
      }
      expected.add(String.join(" ", words));
      boolean inline = random.nextInt(5) == 0 && String.join(" ", words).length() < 60_000;
      StringBuilder text = new StringBuilder();
      if (inline) {
        text.append(String.join(" ", words)).append(random.nextBoolean() ? "\r\n" : "\n");
      } else {
        text.append('*').append(words.size()).append("\r\n");
        for (String word : words) {
          text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
      }
      bytes.writeBytes(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    }
    return bytes.toByteArray();
  }
}
