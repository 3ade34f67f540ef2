// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.rdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tarn.keyspace.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RdbCollectionTest {

  private static final String LIST =
      "120102c33640751f7500000009008161020c01dfff02f1001003f1ffef03f270110104f3405489000505f4005ed0b2"
          + "2024040009e04678e03c000148ff0a0011a911b3e8d2d66d";
  private static final String LISTPACK_HASH =
      "101515000000040081660281760281670283312e3504ff0a004440338b074d4823";

  /** Payloads are what redis-server 7.0.15 answered. */
  @ParameterizedTest
  @CsvSource({
    LIST + ", LIST, a 12 -1 4096 -4097 70000 9000000 3000000000 " + X70,
    "0202016201610a0075d99d835ef85f65, SET, b a",
    "0b14040000000300000090eefeff01000000050000000a0027439a923575b197, SET, -70000 1 5",
    LISTPACK_HASH + ", HASH, f v g 1.5",
    "0401016601760a00adf24356b1860efc, HASH, f v",
    "111d1d0000000600816302842d696e6605816102010181620283322e3504ff0a003992339be11f323d, ZSET, c a b",
    "05030163000000000000f07f016200000000000004400161000000000000f03f0a00d05d23af3e180fa6, ZSET, c b a",
  })
  void read_payloadOfRedis_isThere(String payload, ValueType type, String elements) {
    RdbCollection value = read(HexFormat.of().parseHex(payload));
    assertNotNull(value);
    assertEquals(type, value.type());
    assertEquals(elements, text(value.elements()));
  }

  private static final String X70 =
      "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";

  @Test
  void read_scores_exact() {
    RdbCollection small =
        read(
            HexFormat.of()
                .parseHex(
                    "111d1d0000000600816302842d696e6605816102010181620283322e3504ff0a003992339be11f323d"));
    assertNotNull(small);
    assertArrayEquals(new double[] {Double.NEGATIVE_INFINITY, 1, 2.5}, small.scores());
    RdbCollection large =
        read(
            HexFormat.of()
                .parseHex(
                    "05030163000000000000f07f016200000000000004400161000000000000f03f0a00d05d23af3e180fa6"));
    assertNotNull(large);
    assertArrayEquals(new double[] {Double.POSITIVE_INFINITY, 2.5, 1}, large.scores());
  }

  @Test
  void listpack_writtenAsRedisDoes() {
    ListpackOutput listpack = new ListpackOutput();
    for (String element : List.of("f", "v", "g", "1.5")) {
      listpack.add(element.getBytes(StandardCharsets.US_ASCII));
    }
    RdbOutput out = new RdbOutput(0);
    out.put(RdbCollection.HASH_LISTPACK);
    out.putString(listpack.end());
    assertEquals(
        LISTPACK_HASH, HexFormat.of().formatHex(DumpPayload.framed(out, DumpPayload.VERSION)));
  }

  @Test
  void listpack_anyElements_areReadBack() {
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      ListpackOutput listpack = new ListpackOutput();
      StringBuilder expected = new StringBuilder();
      int count = random.nextInt(40);
      for (int i = 0; i < count; i++) {
        String element =
            switch (random.nextInt(3)) {
              case 0 -> Long.toString(random.nextLong() >> random.nextInt(64));
              case 1 -> "s".repeat(1 + random.nextInt(70));
              default -> "t".repeat(1 + random.nextInt(20_000));
            };
        listpack.add(element.getBytes(StandardCharsets.US_ASCII));
        expected.append(expected.isEmpty() ? "" : " ").append(element);
      }
      List<byte[]> read = Listpack.read(listpack.end());
      assertNotNull(read, "round=" + round);
      assertEquals(expected.toString(), text(read), "round=" + round);
    }
  }

  /** Whatever the bytes, there is a value or none, and no exception. */
  @Test
  void read_damagedPayloads_endWithAnAnswer() {
    Random random = new Random(11);
    byte[] whole = HexFormat.of().parseHex(LIST);
    for (int round = 0; round < 100_000; round++) {
      byte[] damaged = whole.clone();
      for (int i = 0; i < 1 + round % 4; i++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      damaged[0] = round % 2 == 0 ? damaged[0] : (byte) random.nextInt(26);
      var _ = read(damaged);
    }
  }

  @Test
  void read_emptyOrRepeated_isNone() {
    assertNull(read(HexFormat.of().parseHex("0200")));
    assertNull(read(HexFormat.of().parseHex("020201610161")));
    assertNull(read(HexFormat.of().parseHex("04020166017601660177")));
    assertNull(read(HexFormat.of().parseHex("0381ffffffffffffffff")));
    assertNull(read(new byte[0]));
  }

  private static @Nullable RdbCollection read(byte[] payload) {
    return RdbCollection.read(new RdbInput(payload, 0, payload.length));
  }

  private static String text(List<byte[]> elements) {
    StringBuilder text = new StringBuilder();
    for (byte[] element : elements) {
      text.append(text.isEmpty() ? "" : " ")
          .append(new String(element, StandardCharsets.ISO_8859_1));
    }
    return text.toString();
  }
}
