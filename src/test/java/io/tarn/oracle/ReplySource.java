// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import java.io.IOException;

/** Something that answers requests: a server behind a connection, or a stand-in in a test. */
public interface ReplySource {

  /** Sends a request and returns the bytes of its answer. */
  byte[] call(byte[]... words) throws IOException;
}
