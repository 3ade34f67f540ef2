// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.key;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.Reply;
import io.tarn.command.rdb.DumpPayload;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Random strings through DUMP and RESTORE, and random damage to payloads. */
class SerializationModelTest {

  private static final Set<String> ANSWERS =
      Set.of("+OK", "-ERR Bad data format", "-ERR DUMP payload version or checksum are wrong");

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final KeyNode node = new KeyNode();

  @Test
  void roundTrip_randomStrings() {
    for (int round = 0; round < 3000; round++) {
      byte[] value = value(1 << random.nextInt(14));
      node.put("a", new String(value, ISO_8859_1));
      Reply.Bulk payload = assertInstanceOf(Reply.Bulk.class, node.run("dump a"));
      assertEquals("+OK", restore(payload.bytes()), "seed=" + seed);
      String restored = node.get("b");
      assertArrayEquals(
          value, restored == null ? null : restored.getBytes(ISO_8859_1), "seed=" + seed);
      assertTrue(payload.bytes().length <= value.length + 1 + 5 + 10, "seed=" + seed);
    }
  }

  @Test
  void restore_mutatedPayloads_oneOfTheKnownAnswers() {
    for (int round = 0; round < 30_000; round++) {
      byte[] payload = DumpPayload.of(value(1 << random.nextInt(9)));
      byte[] body = mutated(Arrays.copyOf(payload, payload.length - 10));
      byte[] broken =
          random.nextInt(10) == 0 ? mutated(payload) : SerializationTest.sealed(body, 10);
      String answer = restore(broken);
      assertTrue(ANSWERS.contains(answer), () -> "seed=" + seed + " answer=" + answer);
    }
  }

  private String restore(byte[] payload) {
    return (String)
        KeyNode.plain(
            node.run(
                "restore".getBytes(ISO_8859_1),
                "b".getBytes(ISO_8859_1),
                "0".getBytes(ISO_8859_1),
                payload,
                "replace".getBytes(ISO_8859_1)));
  }

  /** Returns few or many different bytes, with repetitions of what came before. */
  private byte[] value(int most) {
    byte[] value = new byte[random.nextInt(most + 1)];
    int letters = 1 + random.nextInt(random.nextBoolean() ? 4 : 256);
    for (int at = 0; at < value.length; ) {
      if (at > 0 && random.nextInt(8) == 0) {
        int from = random.nextInt(at);
        for (int n = random.nextInt(400); n > 0 && at < value.length; n--) {
          value[at++] = value[from++];
        }
      } else {
        value[at++] = (byte) random.nextInt(letters);
      }
    }
    return value;
  }

  private byte[] mutated(byte[] bytes) {
    byte[] result = bytes;
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      if (result.length == 0 || random.nextInt(6) == 0) {
        result = Arrays.copyOf(result, random.nextInt(result.length + 4));
      } else {
        int at = random.nextInt(random.nextBoolean() ? result.length : Math.min(12, result.length));
        result[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : result[at] ^ 0x80);
      }
    }
    return result;
  }
}
