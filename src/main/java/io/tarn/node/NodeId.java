// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import java.security.SecureRandom;
import java.util.HexFormat;

/** The name of a node among nodes: as CLUSTER MYID answers it. */
final class NodeId {

  private NodeId() {}

  /** Returns 40 hexadecimal digits. */
  static String random() {
    byte[] id = new byte[20];
    new SecureRandom().nextBytes(id);
    return HexFormat.of().formatHex(id);
  }
}
