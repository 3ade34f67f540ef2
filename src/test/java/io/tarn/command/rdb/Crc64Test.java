// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.rdb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class Crc64Test {

  @Test
  void of_checkValue() {
    byte[] digits = "123456789".getBytes(US_ASCII);
    assertEquals(0xe9c6d914c4b8d9caL, Crc64.of(digits, digits.length));
    assertEquals(0, Crc64.of(digits, 0));
  }
}
