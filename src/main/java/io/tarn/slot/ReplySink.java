// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Reply;

/** Takes the one answer of a request. */
public interface ReplySink {

  /**
   * Takes the answer on the thread that called {@link RequestRunner#run}, before that call returns
   * and while the gates are still entered: copies what a {@link Reply.View} shows at once.
   */
  void accept(Reply reply);

  /**
   * Takes the answer of a request for which {@link RequestRunner#run} returned false, once, on some
   * other thread, while the gates are entered there: copies at once and hands over to its own
   * thread.
   */
  void acceptLater(Reply reply);
}
