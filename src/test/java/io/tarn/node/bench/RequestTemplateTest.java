// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RequestTemplateTest {

  private static final byte[] VALUE = "vv".getBytes(StandardCharsets.ISO_8859_1);

  private static String encode(String line, long... keys) {
    RequestTemplate template = RequestTemplate.parse(line, 12, 1_000_000, VALUE);
    ByteBuffer out = ByteBuffer.allocate(template.length() + 3).position(3);
    template.write(out);
    int[] drawn = {0};
    template.chooseKeys(out, 3, () -> keys[drawn[0]++]);
    return new String(out.array(), 3, template.length(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void chooseKeys_getAndSet_writesPaddedDigits() {
    assertEquals(
        "*2\r\n$3\r\nGET\r\n$16\r\nkey:000000123456\r\n", encode("GET key:__key__", 123_456));
    assertEquals(
        "*3\r\n$3\r\nSET\r\n$16\r\nkey:000000000007\r\n$2\r\nvv\r\n",
        encode("SET key:__key__ __value__", 7));
  }

  @Test
  void chooseKeys_severalKeys_drawsEach() {
    assertEquals(
        "*3\r\n$4\r\nMGET\r\n$13\r\na000000000002\r\n$14\r\nb000000000001c\r\n",
        encode("MGET a__key__ \"b__key__c\"", 1, 2));
  }

  @Test
  void parse_noCommand_throws() {
    assertThrows(IllegalArgumentException.class, () -> encode(""));
    assertThrows(IllegalArgumentException.class, () -> encode("GET \"a"));
    assertThrows(IllegalArgumentException.class, () -> RequestMix.parse("get:0", 12, 10, VALUE));
    assertThrows(IllegalArgumentException.class, () -> RequestMix.parse("frob", 12, 10, VALUE));
  }
}
