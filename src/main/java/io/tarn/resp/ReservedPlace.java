// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.tarn.command.Reply;
import io.tarn.route.Place;

/**
 * The place of an answer that comes from elsewhere, and what follows before the next such place.
 */
final class ReservedPlace implements Place {

  private final ReservedPlaces places;
  private final boolean muted;
  private final HeldBytes answer = new HeldBytes();
  private final HeldBytes behind = new HeldBytes();
  private boolean ready;

  /**
   * Creates an empty place.
   *
   * @param muted whether the client does not want the answer
   */
  ReservedPlace(ReservedPlaces places, boolean muted) {
    this.places = places;
    this.muted = muted;
  }

  @Override
  public void part(byte[] array, int offset, int length) {
    if (!muted && !ready) {
      places.add(answer, array, offset, length);
    }
  }

  @Override
  public void forget() {
    places.forget(answer);
  }

  @Override
  public void done() {
    ready = true;
    places.ready();
  }

  @Override
  public void answer(Reply reply) {
    if (!ready) {
      keep(reply);
      done();
    }
  }

  @Override
  public void keep(Reply reply) {
    if (!ready) {
      places.encode(muted ? OutOfBand.of(reply) : reply, answer);
    }
  }

  /** As the other, with an answer that was encoded elsewhere, which is empty afterwards. */
  void keep(PendingOutput encoded) {
    places.keep(answer, encoded);
  }

  boolean isReady() {
    return ready;
  }

  HeldBytes answer() {
    return answer;
  }

  HeldBytes behind() {
    return behind;
  }
}
