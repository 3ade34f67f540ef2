// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.slab.Slab;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a key costs in slab bytes, record, index cells and heap entry together, by the number of
 * keys in its slot; 5M keys are 305 a slot, 20M are 1,220.
 */
class KeyspaceMemoryTest {

  private static final long NOW = 1_700_000_000_000L;

  /*
   * The limits are part of redis-server's resident bytes a key: 0.6 x 149, 0.55 x 186. The pages of
   * the slab leave up to a 64th unused, which the last figures allow for.
   */
  @ParameterizedTest
  @CsvSource({"16, 32, false, 64, 89", "16, 32, true, 72, 102", "100, 1000, false, 1120, 1150"})
  void memoryUsage_slotsOfAllSizes_belowTheTarget(
      int keyBytes, int valueBytes, boolean expires, long recordBytes, double target) {
    try (Slab slab = new Slab(0, 1)) {
      Keyspace keyspace = new Keyspace(1, slab);
      byte[] key = new byte[keyBytes];
      double sum = 0;
      double most = 0;
      double at305 = 0;
      for (int n = 1; n <= 1_250; n++) {
        key[n & 7] = (byte) n;
        key[8] = (byte) (n >> 8);
        key[9] = (byte) n;
        long expireAt = expires ? NOW + n : Keyspace.NO_EXPIRY;
        long record =
            keyspace.create(key, 0, keyBytes, ValueType.STRING, valueBytes, expireAt, NOW);
        long block = recordBytes;
        assertEquals(block + (expires ? 16 : 8), keyspace.memoryUsage(record));
        assertEquals(slab.usedBytes(), keyspace.memoryUsage());
        double each = (double) keyspace.memoryUsage() / n - block;
        if (n >= 100) {
          sum += each;
          most = Math.max(most, each);
        }
        at305 = n == 305 ? each : at305;
      }
      double mean = sum / (1_250 - 99);
      String figures = "beside the record: mean=" + mean + " most=" + most + " at305=" + at305;
      /* Index cells are full to 0.73 at least (before the first split), heap blocks to 0.8. */
      assertTrue(mean < (expires ? 21 : 11.5), figures);
      assertTrue(most < (expires ? 28 : 17), figures);
      assertTrue((recordBytes + at305) * (1 + 1.0 / 64) <= target, figures);
    }
  }
}
