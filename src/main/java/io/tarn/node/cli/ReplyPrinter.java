// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.cli;

import io.tarn.node.wire.WireReply;
import java.io.ByteArrayOutputStream;

/** A reply to the bytes that are shown for it, line end included. */
interface ReplyPrinter {

  byte[] print(WireReply reply);

  /** Appends text that is ASCII. */
  static void append(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
  }
}
