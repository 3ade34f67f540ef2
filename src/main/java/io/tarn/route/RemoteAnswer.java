// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

/** Takes the answer of a forwarded request, on the thread that forwarded it. */
public interface RemoteAnswer {

  /** Why there is no answer. */
  enum Failure {
    /** The peer does not lead the slot (any more); the request has not run. */
    NOT_OWNER,
    /** The peer has gone, or the frame was lost, before the request can have run. */
    NOT_RUN,
    /** The peer has gone after the request was sent: it may have run or not. */
    UNKNOWN,
  }

  /**
   * Takes a part of the answer, encoded for the protocol of the connection: copies it at once.
   *
   * @param last true for the last part; nothing comes afterwards
   */
  void arrived(byte[] array, int offset, int length, boolean last);

  /** There will be no answer, or no rest of it. Nothing comes afterwards. */
  void failed(Failure why);
}
