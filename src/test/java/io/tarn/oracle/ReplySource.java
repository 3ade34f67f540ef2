// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Something that answers requests: a server behind a connection, or a stand-in in a test. */
public interface ReplySource {

  /** Sends a request and returns the bytes of its answer. */
  byte[] call(byte[]... words) throws IOException;

  /** Sends requests without waiting in between, where it can, and returns their answers. */
  default List<byte[]> callAll(List<byte[][]> requests) throws IOException {
    List<byte[]> answers = new ArrayList<>();
    for (byte[][] words : requests) {
      answers.add(call(words));
    }
    return answers;
  }
}
