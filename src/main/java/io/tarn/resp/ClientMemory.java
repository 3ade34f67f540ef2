// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.tarn.slab.Slab;

/**
 * What the sessions of one I/O thread hold outside of the slab, counted to the slab's budget: bytes
 * of unfinished requests, and answers that sockets have not taken. Used by that thread.
 *
 * <p>The slab is told in steps, so that what comes and goes within one costs two additions; what it
 * was told is at most a step away from the truth, and exact when nothing is held.
 */
final class ClientMemory {

  /** Change that the slab is told of. */
  static final long STEP_BYTES = 64 << 10;

  private final Slab slab;
  private long bytes;
  private long charged;

  ClientMemory(Slab slab) {
    this.slab = slab;
  }

  /** Notes that so many bytes more, or less, are held. */
  void change(long by) {
    bytes += by;
    if (bytes < 0) {
      throw new IllegalStateException("bytes=" + bytes + " by=" + by);
    }
    long owed = bytes - charged;
    if (owed >= STEP_BYTES || owed <= -STEP_BYTES || (bytes == 0 && owed != 0)) {
      charged = bytes;
      slab.charge(owed);
    }
  }

  /** Returns the bytes held. */
  long bytes() {
    return bytes;
  }
}
