// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.key;

import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WholeNodeTest {

  private final KeyNode node = new KeyNode();

  @Test
  void dbSize_countsAllSlots() {
    node.expect(0L, "dbsize");
    for (int i = 0; i < 100; i++) {
      node.put("k" + i, "");
    }
    node.expect(100L, "dbsize");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"flushall", "flushall async", "FLUSHALL SYNC", "flushdb", "flushdb ASYNC"})
  void flush_removesAll(String request) {
    for (int i = 0; i < 100; i++) {
      node.put("k" + i, "");
    }
    node.expect("+OK", request);
    node.expect(0L, "dbsize");
    assertNull(node.get("k7"));
    node.put("k7", "again");
    node.expect(1L, "dbsize");
  }

  @ParameterizedTest
  @CsvSource({
    "flushall x, ERR syntax error",
    "flushdb async sync, ERR syntax error",
    "swapdb 0 1, ERR SWAPDB is not allowed in cluster mode",
    "swapdb x y, ERR SWAPDB is not allowed in cluster mode",
    "wait x 0, ERR value is not an integer or out of range",
    "wait 0 x, ERR timeout is not an integer or out of range",
    "wait 0 99999999999999999999, ERR timeout is not an integer or out of range",
    "wait 0 -1, ERR timeout is negative",
    "wait 0, ERR wrong number of arguments for 'wait' command",
    "dbsize x, ERR wrong number of arguments for 'dbsize' command"
  })
  void errors(String request, String error) {
    node.put("a", "");
    node.expect("-" + error, request);
    node.expect(1L, "dbsize");
  }

  @Test
  void wait_noReplicas_answersAtOnce() {
    node.expect(0L, "wait 0 0");
    node.expect(0L, "wait 3 0");
    node.expect(0L, "wait -1 9223372036854775807");
  }
}
