// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class NodeReportTest {

  private static final NodeReport REPORT =
      new NodeReport(
          "0123456789abcdef0123456789abcdef01234567",
          "10.0.0.1",
          6379,
          8379,
          1.5,
          true,
          false,
          List.of(
              new HeldCopy(0, HeldCopy.Role.LEADER, 0, 7, 1L << 40, true),
              new HeldCopy(255, HeldCopy.Role.FOLLOWER, 1, 6, 0, false),
              new HeldCopy(9, HeldCopy.Role.LEFT_OVER, 0, 1, 5, true)));

  @Test
  void decode_ofWhatEncodeMade_givesTheSame() {
    byte[] bytes = REPORT.encode();
    byte[] shifted = new byte[bytes.length + 10];
    System.arraycopy(bytes, 0, shifted, 3, bytes.length);
    assertEquals(REPORT, NodeReport.decode(shifted, 3, bytes.length));
  }

  @Test
  void decode_cutOff_isRefused() {
    byte[] bytes = REPORT.encode();
    for (int length = 0; length < bytes.length; length++) {
      int cut = length;
      assertThrows(IllegalArgumentException.class, () -> NodeReport.decode(bytes, 0, cut));
    }
  }
}
