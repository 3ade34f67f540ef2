// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts of errors were compared with redis-server 7.0.15. */
class RespDecoderTest {

  @Test
  void next_wholeRequest_isFound() {
    DecoderDriver driver = new DecoderDriver();
    driver.feed("*2\r\n$3\r\nGET\r\n$1\r\na\r\n");
    assertEquals(List.of("GET a"), driver.requests());
  }

  @Test
  void next_emptyRequests_areSkipped() {
    DecoderDriver driver = new DecoderDriver();
    driver.feed("*0\r\n*-1\r\n*-5\r\n\r\n\n   \r\n*1\r\n$4\r\nPING\r\n");
    assertEquals(List.of("PING"), driver.requests());
  }

  @Test
  void next_emptyArgument_isKept() {
    DecoderDriver driver = new DecoderDriver();
    driver.feed("*3\r\n$3\r\nSET\r\n$0\r\n\r\n$1\r\nv\r\n");
    assertEquals(List.of("SET  v"), driver.requests());
  }

  @Test
  void next_afterPipelineCutInTheMiddle_continues() {
    DecoderDriver driver = new DecoderDriver();
    driver.feed("*1\r\n$4\r\nPING\r\n*2\r\n$4\r\nEC");
    driver.feed("HO\r\n$2\r\nhi\r");
    driver.feed("\nPING\r\n");
    assertEquals(List.of("PING", "ECHO hi", "PING"), driver.requests());
    assertEquals(0, driver.decoder().heldBytes());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          *abc\\r\\n                  | invalid multibulk length
          *2147483648\\r\\n           | invalid multibulk length
          *01\\r\\n                   | invalid multibulk length
          *+1\\r\\n                   | invalid multibulk length
          *\\r\\n                     | invalid multibulk length
          *1\\r\\n+PING\\r\\n         | expected '$', got '+'
          *1\\r\\n$-1\\r\\n           | invalid bulk length
          *1\\r\\n$x\\r\\n            | invalid bulk length
          *1\\r\\n$536870913\\r\\n    | invalid bulk length
          *1\\r\\n$9999999999\\r\\n   | invalid bulk length
          set "a\\r\\n                | unbalanced quotes in request
          set 'a'b\\r\\n              | unbalanced quotes in request
          """)
  void next_malformedInput_saysWhatRedisSays(String input, String problem) {
    DecoderDriver driver = new DecoderDriver();
    driver.feed(input.replace("\\r", "\r").replace("\\n", "\n"));
    assertEquals("Protocol error: " + problem, driver.problem());
  }

  @Test
  void next_tooLongLines_areMalformed() {
    assertEquals("Protocol error: too big mbulk count string", problemOf("*" + "1".repeat(70_000)));
    assertEquals(
        "Protocol error: too big bulk count string", problemOf("*1\r\n$" + "1".repeat(70_000)));
    assertEquals("Protocol error: too big inline request", problemOf("a".repeat(70_000)));
  }

  @Test
  void next_stranger_getsLittleRoom() {
    DecoderDriver many = new DecoderDriver();
    many.connection().authenticated(false);
    many.feed("*11\r\n");
    assertEquals("Protocol error: unauthenticated multibulk length", many.problem());
    DecoderDriver big = new DecoderDriver();
    big.connection().authenticated(false);
    big.feed("*2\r\n$4\r\nECHO\r\n$16385\r\n");
    assertEquals("Protocol error: unauthenticated bulk length", big.problem());
  }

  @Test
  void next_byteByByte_costsLinearWork() {
    String value = "v".repeat(50_000);
    StringBuilder input = new StringBuilder("*20\r\n");
    for (int i = 0; i < 20; i++) {
      input.append("$50000\r\n").append(value).append("\r\n");
    }
    DecoderDriver driver = new DecoderDriver();
    for (int i = 0; i < input.length(); i++) {
      driver.feed(input.substring(i, i + 1));
    }
    assertEquals(1, driver.requests().size());
    assertTrue(driver.decoder().steps() < 8L * input.length(), "steps=" + driver.decoder().steps());
  }

  @Test
  void next_longLineByteByByte_costsLinearWork() {
    String line = "PING " + "x".repeat(60_000) + "\r\n";
    DecoderDriver driver = new DecoderDriver();
    for (int i = 0; i < line.length(); i++) {
      driver.feed(line.substring(i, i + 1));
    }
    assertEquals(1, driver.requests().size());
    assertTrue(driver.decoder().steps() < 8L * line.length(), "steps=" + driver.decoder().steps());
  }

  private static String problemOf(String input) {
    DecoderDriver driver = new DecoderDriver();
    driver.feed(input);
    return driver.problem();
  }
}
