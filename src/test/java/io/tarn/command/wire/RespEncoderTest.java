// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarn.command.Reply;
import io.tarn.slab.Memory;
import io.tarn.slab.Slab;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected bytes are what redis-server 7.0.15 sent (DEBUG PROTOCOL, ZSCORE). */
class RespEncoderTest {

  private static final List<Reply> ZERO_ONE_TWO = List.of(Reply.ZERO, Reply.ONE, Reply.Int.of(2));

  @Test
  void write_eachKind_isWhatRedisSends() {
    check(Reply.OK, "+OK\r\n", "+OK\r\n");
    check(new Reply.Simple("PONG"), "+PONG\r\n", "+PONG\r\n");
    check(Reply.Bulk.of("Hello World"), "$11\r\nHello World\r\n", "$11\r\nHello World\r\n");
    check(Reply.EMPTY_BULK, "$0\r\n\r\n", "$0\r\n\r\n");
    check(Reply.Int.of(12345), ":12345\r\n", ":12345\r\n");
    check(new Reply.Real(3.141), "$5\r\n3.141\r\n", ",3.141\r\n");
    check(Reply.NULL, "$-1\r\n", "_\r\n");
    check(Reply.NULL_ARRAY, "*-1\r\n", "_\r\n");
    check(Reply.NONE, "", "");
    check(new Reply.Array(ZERO_ONE_TWO), "*3\r\n:0\r\n:1\r\n:2\r\n", "*3\r\n:0\r\n:1\r\n:2\r\n");
    check(
        new Reply.Unordered(ZERO_ONE_TWO), "*3\r\n:0\r\n:1\r\n:2\r\n", "~3\r\n:0\r\n:1\r\n:2\r\n");
    check(
        new Reply.Mapping(
            List.of(Reply.ZERO, new Reply.Bool(false), Reply.ONE, new Reply.Bool(true))),
        "*4\r\n:0\r\n:0\r\n:1\r\n:1\r\n",
        "%2\r\n:0\r\n#f\r\n:1\r\n#t\r\n");
    check(
        new Reply.Push(List.of(Reply.Bulk.of("a"), Reply.Int.of(42))),
        "*2\r\n$1\r\na\r\n:42\r\n",
        ">2\r\n$1\r\na\r\n:42\r\n");
    check(
        new Reply.Verbatim("txt", "This is a verbatim\nstring"),
        "$25\r\nThis is a verbatim\nstring\r\n",
        "=29\r\ntxt:This is a verbatim\nstring\r\n");
    check(Reply.error("got '\r'"), "-ERR got ' '\r\n", "-ERR got ' '\r\n");
    check(Reply.error("\u00e9\u00ff"), "-ERR \u00e9\u00ff\r\n", "-ERR \u00e9\u00ff\r\n");
    check(
        Reply.Array.of(Reply.error("inner"), Reply.Array.of(Reply.NULL)),
        "*2\r\n-ERR inner\r\n*1\r\n$-1\r\n",
        "*2\r\n-ERR inner\r\n*1\r\n_\r\n");
  }

  @Test
  void write_integers_ofAllSizes() {
    for (long value : new long[] {0, 9, 10, -1, -10, 99, 100, Long.MAX_VALUE, Long.MIN_VALUE}) {
      check(new Reply.Int(value), ":" + value + "\r\n", ":" + value + "\r\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0.10000000000000001",
    "1e21, 1e+21",
    "3, 3",
    "100, 100",
    "1e-7, 9.9999999999999995e-08",
    "-123456789.123, -123456789.123",
    "1e16, 10000000000000000",
    "1e17, 1e+17",
    "123456789012345680, 1.2345678901234568e+17",
    "0.0001, 0.0001",
    "0.00001, 1.0000000000000001e-05",
    "Infinity, inf",
    "-Infinity, -inf",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "5e-324, 4.9406564584124654e-324",
  })
  void write_real_hasRedissDigits(double value, String text) {
    check(new Reply.Real(value), "$" + text.length() + "\r\n" + text + "\r\n", "," + text + "\r\n");
  }

  @Test
  void write_viewsOfAnyLength_areCopied() {
    Slab slab = new Slab(0, 1);
    for (int length : new int[] {0, 1, 64, 65_535, 65_536, 3_000_000}) {
      long block = slab.allocate(0, Math.max(1, length));
      Memory.fill(block, length, (byte) 'v');
      check(
          Reply.Array.of(new Reply.View(block, length), Reply.OK),
          "*2\r\n$" + length + "\r\n" + "v".repeat(length) + "\r\n+OK\r\n");
      slab.free(block);
    }
  }

  @Test
  void write_moreThanAChunk_spillsInOrder() {
    String text = "0123456789".repeat(350_000);
    Reply bulk = Reply.Bulk.of(text);
    String one = "$" + text.length() + "\r\n" + text + "\r\n";
    check(Reply.Array.of(bulk, Reply.OK, bulk), "*2\r\n".replace('2', '3') + one + "+OK\r\n" + one);
  }

  private static void check(Reply reply, String resp2, String resp3) {
    assertEquals(resp2, encoded(reply, 2));
    assertEquals(resp3, encoded(reply, 3));
  }

  private static void check(Reply reply, String both) {
    check(reply, both, both);
  }

  private static String encoded(Reply reply, int protocol) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    RespEncoder.Spill spill =
        new RespEncoder.Spill() {
          @Override
          public void bytes(byte[] array, int length) {
            all.write(array, 0, length);
          }

          @Override
          public void memory(long position, int length) {
            byte[] copy = new byte[length];
            Memory.copyOut(position, copy, 0, length);
            all.writeBytes(copy);
          }
        };
    RespEncoder encoder = new RespEncoder(16);
    encoder.write(reply, protocol, spill);
    all.write(encoder.array(), 0, encoder.size());
    return all.toString(StandardCharsets.ISO_8859_1);
  }
}
