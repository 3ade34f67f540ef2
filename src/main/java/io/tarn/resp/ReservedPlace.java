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
    Reply wanted = muted ? OutOfBand.of(reply) : reply;
    if (!ready) {
      places.encode(wanted, answer);
      done();
    }
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
