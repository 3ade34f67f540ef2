// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import io.tarn.command.Environment;
import io.tarn.keyspace.Footprint;
import io.tarn.slab.Slab;

/**
 * What memory is spent on, in bytes. Enters no gate: while other threads work, the parts are of
 * slightly different moments.
 *
 * <pre>
 *   used = records + index + expiry + sketch + transit + clients
 * </pre>
 *
 * @param records keys with their values
 * @param index where the keys are found
 * @param expiry in which order keys expire
 * @param sketch how often keys were used, for the adaptive policies
 * @param transit long arguments and answers on their way, and what FLUSHALL has yet to free
 * @param clients client buffers outside of the slab
 * @param committed what the slab has taken from the system
 * @param resident what the process takes of the machine, -1 when the system does not tell
 * @param peak most that was used, of the moments at which somebody looked
 * @param keys number of keys
 */
record MemoryFigures(
    long records,
    long index,
    long expiry,
    long sketch,
    long transit,
    long clients,
    long committed,
    long resident,
    long peak,
    long keys) {

  /** Collects the figures. */
  static MemoryFigures of(Environment environment) {
    Slab slab = environment.slab();
    Footprint data = Footprint.of(environment.slots()::at);
    long blocks = slab.usedBytes();
    long clients = slab.chargedBytes();
    long transit =
        Math.max(0, blocks - data.records() - data.index() - data.expiry() - data.sketch());
    environment.counters().memoryUsed(blocks + clients);
    return new MemoryFigures(
        data.records(),
        data.index(),
        data.expiry(),
        data.sketch(),
        transit,
        clients,
        slab.committedBytes(),
        ProcessFigures.residentBytes(),
        environment.counters().memoryPeak(),
        data.keys());
  }

  /** Returns the bytes of all blocks in use. */
  long allocated() {
    return records + index + expiry + sketch + transit;
  }

  /** Returns what counts to the budget. */
  long used() {
    return allocated() + clients;
  }

  /** Returns what is used for anything but data. */
  long overhead() {
    return index + expiry + sketch + clients;
  }

  /** Returns what is used for data. */
  long dataset() {
    return records + transit;
  }

  /** Returns {@code part / whole}, 0 when there is nothing. */
  static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
