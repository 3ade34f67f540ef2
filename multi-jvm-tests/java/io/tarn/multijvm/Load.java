// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

/**
 * What a workload does.
 *
 * @param keysPerShard keys in each of the 256 shards
 * @param waits whether each batch of writes is followed by WAIT 1, so that what it answers counts
 *     as replicated
 * @param anyEntry whether each owner's keys are written through every node, or through the owner
 *     alone
 * @param batch requests that are sent together
 * @param pauseMillis between two batches of a writer
 * @param limitMillis how long a reply is waited for
 */
record Load(
    int keysPerShard,
    boolean waits,
    boolean anyEntry,
    int batch,
    int pauseMillis,
    int limitMillis) {

  /** Writes a second to each key: some ten. */
  static Load standard() {
    return new Load(2, false, true, 4, 5, 2000);
  }

  /** With WAIT 1 after each batch. */
  Load replicated() {
    return new Load(keysPerShard, true, anyEntry, batch, pauseMillis, limitMillis);
  }

  /** Each key through its owner. */
  Load direct() {
    return new Load(keysPerShard, waits, false, batch, pauseMillis, limitMillis);
  }

  Load patient(int millis) {
    return new Load(keysPerShard, waits, anyEntry, batch, pauseMillis, millis);
  }
}
