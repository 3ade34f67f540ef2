// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarn.node.wire.RespReader;
import io.tarn.node.wire.WireReply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What redis-cli 7.0.15 printed for the same replies. */
class PrinterTest {

  private static void assertShown(String wire, String pretty, String raw) throws IOException {
    byte[] bytes = wire.getBytes(StandardCharsets.ISO_8859_1);
    WireReply reply = new RespReader(new ByteArrayInputStream(bytes)).read();
    assertEquals(pretty, new String(new PrettyPrinter().print(reply), StandardCharsets.ISO_8859_1));
    assertEquals(raw, new String(new RawPrinter().print(reply), StandardCharsets.ISO_8859_1));
  }

  @Test
  void print_scalars_asRedisCli() throws IOException {
    assertShown("+OK\r\n", "OK\n", "OK\n");
    assertShown("-ERR no\r\n", "(error) ERR no\n", "ERR no\n\n");
    assertShown(":12345\r\n", "(integer) 12345\n", "12345\n");
    assertShown("$-1\r\n", "(nil)\n", "\n");
    assertShown(",3.141\r\n", "(double) 3.141\n", "3.141\n");
    assertShown("#t\r\n", "(true)\n", "(true)\n");
    assertShown("=10\r\ntxt:hi\nyou\r\n", "hi\nyou\n", "hi\nyou\n");
    assertShown(
        "$6\r\na\"\n\\\u0000\u00e9\r\n", "\"a\\\"\\n\\\\\\x00\\xe9\"\n", "a\"\n\\\u0000\u00e9\n");
  }

  @Test
  void print_nestedArrays_indents() throws IOException {
    assertShown(
        "*4\r\n*0\r\n*3\r\n:1\r\n:2\r\n*2\r\n:3\r\n:4\r\n$1\r\na\r\n*2\r\n:5\r\n:6\r\n",
        """
        1) (empty array)
        2) 1) (integer) 1
           2) (integer) 2
           3) 1) (integer) 3
              2) (integer) 4
        3) "a"
        4) 1) (integer) 5
           2) (integer) 6
        """,
        "\n1\n2\n3\n4\na\n5\n6\n");
  }

  @Test
  void print_tenElements_alignsNumbers() throws IOException {
    assertShown(
        "*10\r\n" + ":7\r\n".repeat(10),
        " 1) (integer) 7\n 2) (integer) 7\n 3) (integer) 7\n 4) (integer) 7\n 5) (integer) 7\n 6) (integer) 7\n"
            + " 7) (integer) 7\n 8) (integer) 7\n 9) (integer) 7\n10) (integer) 7\n",
        "7\n".repeat(10));
  }

  @Test
  void print_mapsAndSets_asRedisCli() throws IOException {
    assertShown(
        "%1\r\n+a\r\n%1\r\n+b\r\n*2\r\n:1\r\n:2\r\n",
        "1# a => \n   1# b => \n      1) (integer) 1\n      2) (integer) 2\n", "a b 1\n2\n");
    assertShown(
        "%2\r\n:0\r\n#f\r\n:1\r\n%0\r\n",
        "1# (integer) 0 => (false)\n2# (integer) 1 => (empty hash)\n", "0 (false)\n1 \n");
    assertShown("~2\r\n:0\r\n:1\r\n", "1~ (integer) 0\n2~ (integer) 1\n", "0\n1\n");
  }
}
