// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RequestTemplateTest {

  private static final ValueSource VALUE =
      ValueSource.of("vv".getBytes(StandardCharsets.ISO_8859_1));

  private static String encode(String line, long... keys) {
    RequestTemplate template = RequestTemplate.parse(line, 12, 1_000_000, VALUE);
    ByteBuffer out = ByteBuffer.allocate(template.length() + 3).position(3);
    template.write(out, new SplittableRandom(1));
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
        "*3\r\n$4\r\nMGET\r\n$13\r\na000000000001\r\n$14\r\nb000000000002c\r\n",
        encode("MGET a__key__ \"b__key__c\"", 1, 2));
  }

  @Test
  void chooseKeys_same_writesTheKeyAgain() {
    assertEquals(
        "*3\r\n$3\r\nSET\r\n$12\r\n000000000005\r\n$13\r\n4000000000005\r\n",
        encode("SET __key__ 4__same__", 5));
  }

  @Test
  void write_sizesFromARange_endsWithAValueOfItsLength() {
    ValueSource values = ValueSource.create(new ValueSizes(1, 2000), 3);
    RequestTemplate template = RequestTemplate.parse("SET k:__key__ __value__", 3, 10, values);
    SplittableRandom random = new SplittableRandom(4);
    String head = "*3\r\n$3\r\nSET\r\n$5\r\nk:007\r\n$";
    for (int i = 0; i < 1000; i++) {
      ByteBuffer out = ByteBuffer.allocate(template.length());
      template.write(out, random);
      template.chooseKeys(out, 0, () -> 7);
      String sent = new String(out.array(), 0, out.position(), StandardCharsets.ISO_8859_1);
      assertEquals(head, sent.substring(0, head.length()));
      String[] value = sent.substring(head.length()).split("\r\n", -1);
      assertEquals(Integer.parseInt(value[0]), value[1].length());
      assertEquals(3, value.length);
    }
  }

  @Test
  void parse_sizesFromARangeNotLast_throws() {
    ValueSource values = ValueSource.create(new ValueSizes(1, 20), 3);
    assertThrows(
        IllegalArgumentException.class,
        () -> RequestTemplate.parse("SET k __value__ EX 5", 3, 10, values));
  }

  @Test
  void parse_noCommand_throws() {
    assertThrows(IllegalArgumentException.class, () -> encode(""));
    assertThrows(IllegalArgumentException.class, () -> encode("GET \"a"));
    assertThrows(IllegalArgumentException.class, () -> RequestMix.parse("get:0", 12, 10, VALUE));
    assertThrows(IllegalArgumentException.class, () -> RequestMix.parse("frob", 12, 10, VALUE));
  }
}
