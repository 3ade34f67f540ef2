// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.command.Reply;

/** The place of one answer among the answers of a session. On the session's I/O thread. */
public interface Place {

  /** Takes a part of the encoded answer: copies it at once. */
  void part(byte[] array, int offset, int length);

  /** Forgets the parts so far. */
  void forget();

  /** The parts are the whole answer. */
  void done();

  /** As {@link #answer}, but it is not told before {@link #done}; {@link #forget} takes it back. */
  void keep(Reply reply);

  /** Takes a whole answer, copies what it shows at once. */
  void answer(Reply reply);
}
