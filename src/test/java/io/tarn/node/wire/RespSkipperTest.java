// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RespSkipperTest {

  private final List<String> errors = new ArrayList<>();
  private final RespSkipper skipper =
      new RespSkipper(
          (word, length) -> errors.add(new String(word, 0, length, StandardCharsets.UTF_8)));

  private int skip(String bytes) throws ProtocolException {
    return skipper.skip(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)));
  }

  @Test
  void skip_eachType_countsOneReply() throws ProtocolException {
    String[] replies = {
      "+OK\r\n",
      ":1\r\n",
      "$3\r\nabc\r\n",
      "$0\r\n\r\n",
      "$-1\r\n",
      "*-1\r\n",
      "*0\r\n",
      "_\r\n",
      "#t\r\n",
      ",1.5\r\n",
      "(123\r\n",
      "=7\r\ntxt:abc\r\n",
      "*2\r\n:1\r\n*1\r\n+a\r\n",
      "%1\r\n+a\r\n*2\r\n:1\r\n:2\r\n",
      "~1\r\n:1\r\n",
      "|1\r\n+ttl\r\n:3\r\n$1\r\na\r\n"
    };
    for (String reply : replies) {
      assertEquals(1, skip(reply), reply);
    }
  }

  @Test
  void skip_push_isNoReply() throws ProtocolException {
    assertEquals(0, skip(">2\r\n+invalidate\r\n*1\r\n$1\r\na\r\n"));
    assertEquals(1, skip("+OK\r\n"));
  }

  @Test
  void skip_errors_tellsFirstWords() throws ProtocolException {
    assertEquals(3, skip("-ERR no such\r\n*2\r\n-WRONGTYPE x\r\n:1\r\n!10\r\nLOADING hi\r\n"));
    assertEquals(List.of("ERR", "WRONGTYPE", "LOADING"), errors);
  }

  @Test
  void skip_notResp_throws() {
    for (String bytes : List.of("HTTP/1.1", "$x\r\n", "$1\r\nabc", "$99999999999\r\n")) {
      assertThrows(
          ProtocolException.class,
          () -> new RespSkipper((word, length) -> {}).skip(wrap(bytes)),
          bytes);
    }
  }

  /**
   * Random replies, cut at random places: as many replies as were made, and RespReader reads the
   * same number.
   */
  @Test
  void skip_cutAnywhere_countsAll() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int run = 0; run < 300; run++) {
      StringBuilder stream = new StringBuilder();
      int replies = 1 + random.nextInt(20);
      for (int i = 0; i < replies; i++) {
        append(stream, random, 0);
      }
      byte[] bytes = stream.toString().getBytes(StandardCharsets.ISO_8859_1);
      RespSkipper cut = new RespSkipper((word, length) -> {});
      int counted = 0;
      for (int from = 0; from < bytes.length; ) {
        int take = Math.min(bytes.length - from, 1 + random.nextInt(7));
        counted += cut.skip(ByteBuffer.wrap(bytes, from, take));
        from += take;
      }
      assertEquals(replies, counted, "seed=" + seed);
      RespReader reader = new RespReader(new ByteArrayInputStream(bytes));
      for (int i = 0; i < replies; i++) {
        reader.read();
      }
      assertThrows(IOException.class, reader::read, "seed=" + seed);
    }
  }

  private static void append(StringBuilder out, Random random, int depth) {
    int kind = random.nextInt(depth < 4 ? 13 : 9);
    int size = random.nextInt(5);
    switch (kind) {
      case 0 -> out.append("+OK\r\n");
      case 1 -> out.append("-ERR nothing\r\n");
      case 2 -> out.append(':').append(random.nextInt()).append("\r\n");
      case 3 ->
          out.append('$')
              .append(size)
              .append("\r\n")
              .append("\r\n$*:".substring(0, size))
              .append("\r\n");
      case 4 -> out.append("$-1\r\n");
      case 5 -> out.append("_\r\n");
      case 6 -> out.append("#f\r\n");
      case 7 -> out.append(",-inf\r\n");
      case 8 -> out.append("!5\r\nERR x\r\n");
      default -> {
        int elements = kind == 10 || kind == 12 ? 2 * size : size;
        out.append("*%~|".charAt(kind - 9)).append(size).append("\r\n");
        for (int i = 0; i < elements; i++) {
          append(out, random, depth + 1);
        }
        if (kind == 12) {
          append(out, random, depth + 1);
        }
      }
    }
  }

  private static ByteBuffer wrap(String bytes) {
    return ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }
}
