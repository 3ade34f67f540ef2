// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.memory;

import io.tarn.node.bench.rig.Load;
import io.tarn.node.bench.rig.RunningServer;
import java.io.IOException;
import java.util.Locale;

/**
 * What a server is filled with: so many keys of one size, each with a value of one size.
 *
 * @param mix the generator's word for the command that writes a key
 * @param share what a key of Tarn's may cost at most, by Redis's
 */
record Dataset(String name, long keys, int keyBytes, int valueBytes, String mix, double share) {

  /** 16-byte keys, 32-byte values. */
  static Dataset small(long keys) {
    return new Dataset("", keys, 16, 32, "set", 0.6);
  }

  /** The same, each key with an expiry in another millisecond of the year 2096. */
  static Dataset expiring(long keys) {
    return new Dataset(", a TTL on each", keys, 16, 32, "setpxat", 0.55);
  }

  /** 100-byte keys, 1,000-byte values. */
  static Dataset large(long keys) {
    return new Dataset("", keys, 100, 1000, "set", 0.93);
  }

  /** Writes every key once. */
  void load(Load load, RunningServer server) throws IOException, InterruptedException {
    load.run(
        server.port(),
        "--distribution",
        "sequential",
        "--mix",
        mix,
        "--keys",
        "" + keys,
        "--key-size",
        "" + keyBytes,
        "--value-size",
        "" + valueBytes,
        "--pipeline",
        "64",
        "--warmup",
        "0",
        "--requests",
        "" + keys);
    long there = server.keys();
    if (there != keys) {
      throw new IOException("loaded " + keys + " keys, but the server has " + there);
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%,d keys of %d B with %,d B%s", keys, keyBytes, valueBytes, name);
  }
}
