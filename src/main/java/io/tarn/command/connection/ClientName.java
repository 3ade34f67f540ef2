// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.connection;

import io.tarn.command.Arguments;
import io.tarn.command.Reply;

/** The rule for names that CLIENT LIST shows: they must not break its lines into other fields. */
final class ClientName {

  static final Reply.Failure INVALID =
      Reply.error("Client names cannot contain spaces, newlines or special characters.");

  private ClientName() {}

  /** True when all bytes are from '!' to '~'. */
  static boolean isValid(Arguments arguments, int i) {
    for (int k = 0; k < arguments.length(i); k++) {
      byte b = arguments.byteAt(i, k);
      if (b < '!' || b > '~') {
        return false;
      }
    }
    return true;
  }
}
