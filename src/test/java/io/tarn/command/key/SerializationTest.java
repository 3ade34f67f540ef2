// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.key;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tarn.command.Arguments;
import io.tarn.command.Reply;
import io.tarn.command.rdb.Crc64;
import io.tarn.slab.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SerializationTest {

  private static final String NOT_INTACT = "-ERR DUMP payload version or checksum are wrong";
  private static final String NOT_AN_INTEGER = "-ERR value is not an integer or out of range";

  private final KeyNode node = new KeyNode();

  /** Payloads are what redis-server 7.0.15 answered. */
  @ParameterizedTest
  @CsvSource({
    "'', 00000a005d9b5c400f7fa2da",
    "a, 0001610a00bffeef9b8f367db4",
    "10, 00c00a0a006e9f57450eae63bb",
    "-129, 00c17fff0a001760822854808480",
    "-2147483649, 000b2d323134373438333634390a00c261377908f2028c",
    "2147483647, 00c2ffffff7f0a002c74e59ee02eada1",
    "32768, 00c2008000000a0045d82eedd5bda910",
    "xxxxxxxxxxxxxxxxxxxx," + " 001478787878787878787878787878787878787878780a005b3c81eca58cc56b",
    "xxxxxxxxxxxxxxxxxxxxx, 00c30615017878e00a000a00941a83676017192f",
    "abcabcabcabcabcabcabcabc, 00c30a180361626361e00a0200630a007fc3e2201281166e",
    "'hello world, hello tarn, hello world',"
        + " 00c31d240d68656c6c6f20776f726c642c2068600c037461726ec00b2018016c640a009b0582da9ffce7c6",
  })
  void dumpAndRestore_bytesOfRedis(String value, String payload) {
    node.put("a", value);
    Reply.Bulk dumped = assertInstanceOf(Reply.Bulk.class, node.run("dump a"));
    assertEquals(payload, HexFormat.of().formatHex(dumped.bytes()));
    assertEquals("+OK", restore("b", "0", dumped.bytes()));
    assertEquals(value, node.get("b"));
  }

  @ParameterizedTest
  @CsvSource({"63", "64", "16383", "16384", "100000"})
  void dumpAndRestore_lengths(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    String value = new String(bytes, ISO_8859_1);
    node.put("a", value);
    assertEquals("+OK", restore("b", "0", dump("a")));
    assertEquals(value, node.get("b"));
  }

  @Test
  void dump_missingKey_isNull() {
    node.expect(KeyNode.NULL, "dump nothing");
    node.expect("-ERR wrong number of arguments for 'dump' command", "dump");
  }

  /** Each answer was asked of redis-server 7.0.15; lengths may reach into the footer. */
  @ParameterizedTest
  @CsvSource({
    "0003616263, 616263",
    "0005616263, 6162630a00",
    "000e616263, -",
    "0003616263646566, 616263",
    "'', -",
    "00, -",
    "0000, ''",
    "00c30000, ''",
    "00c30001, -",
    "00c3040302616263, 616263",
    "00c3040402616263, -",
    "00c3040002616263, ''",
    "00c303044000 61, -",
    "00c005, 35",
    "00c0, 3130",
    "00c2ffffffff, 2d31",
    "00c4, -",
    "004003616263, 616263",
    "008000000003616263, 616263",
    "00810000000000000003616263, 616263",
    "008200000003616263, -",
    "0080ffffffff616263, -",
    "0081ffffffffffffffff616263, -",
    "0081000000010000000361, -",
    "00c3048020000000 02616263, -",
    "00c380ffffffff80ffffffff61, -",
    "00c381ffffffffffffffff81ffffffffffffffff61, -",
    "00c38180000000000000008180000000000000000061, -",
    "0800, -",
    "ff00, -",
    "0202016101 61, -",
  })
  void restore_hostileBodies(String body, String valueOrDash) {
    byte[] payload = sealed(HexFormat.of().parseHex(body.replace(" ", "")), 10);
    if (valueOrDash.equals("-")) {
      assertEquals("-ERR Bad data format", restore("a", "0", payload));
      assertNull(node.get("a"));
    } else {
      assertEquals("+OK", restore("a", "0", payload));
      assertEquals(new String(HexFormat.of().parseHex(valueOrDash), ISO_8859_1), node.get("a"));
    }
  }

  /** A long argument arrives in a slab block; plain and compressed values are read from there. */
  @Test
  void restore_payloadInABlock() {
    byte[] random = new byte[10_000];
    new Random(1).nextBytes(random);
    for (String value : List.of(new String(random, ISO_8859_1), "ab".repeat(50_000))) {
      node.put("a", value);
      byte[] payload = dump("a");
      Arguments arguments = Arguments.of("restore", "b", "0");
      long block = node.harness().slab().allocate(0, payload.length);
      Memory.copyIn(payload, 0, block, payload.length);
      arguments.addBlock(block, payload.length);
      assertEquals(Reply.OK, node.harness().run(arguments));
      assertEquals(value, node.get("b"));
      node.run("del b");
    }
  }

  @Test
  void restore_versions() {
    byte[] body = {0, 1, 'a'};
    for (int version : new int[] {0, 1, 9, 10, 11, 12}) {
      assertEquals("+OK", restore("a" + version, "0", sealed(body, version)));
    }
    assertEquals(NOT_INTACT, restore("b", "0", sealed(body, 13)));
    assertEquals(NOT_INTACT, restore("b", "0", sealed(body, 0xffff)));
    assertEquals(NOT_INTACT, restore("b", "0", new byte[0]));
    assertEquals(NOT_INTACT, restore("b", "0", new byte[9]));
    byte[] changed = sealed(body, 10);
    changed[2] ^= 1;
    assertEquals(NOT_INTACT, restore("b", "0", changed));
  }

  @Test
  void restore_valueBecomesIntAgain() {
    node.put("a", "12");
    node.markRaw("a");
    assertEquals("+OK", restore("b", "0", dump("a")));
    node.expect("int", "object encoding b");
  }

  @Test
  void restore_ttl() {
    node.put("a", "1");
    byte[] payload = dump("a");
    assertEquals("+OK", restore("b", "0", payload));
    node.expect(-1L, "pttl b");
    assertEquals("+OK", restore("c", "1500", payload));
    node.expect(1500L, "pttl c");
    assertEquals("+OK", restore("d", "" + (node.nowMillis() + 7), payload, "absttl"));
    node.expect(7L, "pttl d");
    assertEquals("+OK", restore("e", "0", payload, "ABSTTL"));
    node.expect(-1L, "pttl e");
    assertEquals("+OK", restore("f", "9223372036854775807", payload, "absttl"));
    node.expect(Long.MAX_VALUE, "pexpiretime f");
  }

  @Test
  void restore_ttlThatIsOver_leavesNothing() {
    node.put("a", "1");
    byte[] payload = dump("a");
    assertEquals("+OK", restore("b", "1", payload, "absttl"));
    assertNull(node.get("b"));
    assertEquals("+OK", restore("b", "9223372036854775807", payload));
    assertNull(node.get("b"));
    assertEquals("+OK", restore("a", "1", payload, "absttl", "replace"));
    assertNull(node.get("a"));
    node.expect(0L, "dbsize");
  }

  @Test
  void restore_replace() {
    node.put("a", "new");
    node.put("b", "old", node.nowMillis() + 100);
    assertEquals("-BUSYKEY Target key name already exists.", restore("b", "x", dump("a")));
    assertEquals("+OK", restore("b", "0", dump("a"), "REPLACE"));
    assertEquals("new", node.get("b"));
    node.expect(-1L, "ttl b");
    byte[] broken = sealed(new byte[] {0, 63}, 10);
    assertEquals("-ERR Bad data format", restore("b", "0", broken, "replace"));
    assertEquals("new", node.get("b"));
    node.harness().advanceMillis(100);
    node.put("c", "gone", node.nowMillis() + 1);
    node.harness().advanceMillis(2);
    assertEquals("+OK", restore("c", "0", dump("a")));
    assertEquals("new", node.get("c"));
  }

  @Test
  void restore_options() {
    byte[] bad = {'x'};
    assertEquals(NOT_AN_INTEGER, restore("a", "x", bad));
    assertEquals("-ERR Invalid TTL value, must be >= 0", restore("a", "-1", bad));
    assertEquals("-ERR syntax error", restore("a", "x", bad, "foo"));
    assertEquals("-ERR syntax error", restore("a", "0", bad, "idletime"));
    assertEquals("-ERR syntax error", restore("a", "0", bad, "freq"));
    assertEquals(NOT_AN_INTEGER, restore("a", "0", bad, "idletime", "x"));
    assertEquals(NOT_AN_INTEGER, restore("a", "0", bad, "freq", "x"));
    assertEquals(
        "-ERR Invalid IDLETIME value, must be >= 0", restore("a", "0", bad, "idletime", "-1"));
    String frequency = "-ERR Invalid FREQ value, must be >= 0 and <= 255";
    assertEquals(frequency, restore("a", "0", bad, "freq", "256"));
    assertEquals(frequency, restore("a", "0", bad, "freq", "-1"));
    assertEquals("-ERR syntax error", restore("a", "0", bad, "freq", "1", "idletime", "1"));
    assertEquals("-ERR syntax error", restore("a", "0", bad, "idletime", "1", "freq", "1"));
    assertEquals(NOT_INTACT, restore("a", "0", bad, "idletime", "1", "idletime", "2"));
    assertEquals(NOT_INTACT, restore("a", "0", bad, "replace", "replace", "absttl"));
    node.put("k", "v");
    assertEquals("+OK", restore("a", "0", dump("k"), "idletime", "1000", "replace"));
    assertEquals("+OK", restore("b", "0", dump("k"), "freq", "255", "absttl"));
    node.expect("-ERR wrong number of arguments for 'restore' command", "restore a 0");
  }

  @Test
  void restoreAsking_isRestore() {
    node.put("a", "1");
    assertEquals(
        Reply.OK,
        node.run(
            "restore-asking".getBytes(ISO_8859_1),
            "b".getBytes(ISO_8859_1),
            "0".getBytes(ISO_8859_1),
            dump("a")));
    assertEquals("1", node.get("b"));
  }

  private byte[] dump(String key) {
    return assertInstanceOf(Reply.Bulk.class, node.run("dump " + key)).bytes();
  }

  private String restore(String key, String ttl, byte[] payload, String... options) {
    byte[][] words = new byte[4 + options.length][];
    words[0] = "restore".getBytes(ISO_8859_1);
    words[1] = key.getBytes(ISO_8859_1);
    words[2] = ttl.getBytes(ISO_8859_1);
    words[3] = payload;
    for (int i = 0; i < options.length; i++) {
      words[4 + i] = options[i].getBytes(ISO_8859_1);
    }
    return (String) KeyNode.plain(node.run(words));
  }

  /** Returns a body with a version and the right checksum. */
  static byte[] sealed(byte[] body, int version) {
    ByteBuffer payload = ByteBuffer.allocate(body.length + 10).order(ByteOrder.LITTLE_ENDIAN);
    payload.put(body).putShort((short) version);
    payload.putLong(Crc64.of(payload.array(), body.length + 2));
    return payload.array();
  }
}
