// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterSettingsTest {

  @Test
  void of_givesShardsOfConsecutiveSlots() {
    ClusterSettings settings = ClusterSettings.of("127.0.0.1", 2551, List.of("10.0.0.1:2551"));
    assertEquals(64, settings.slotsPerShard());
    CopyExtractor extractor = new CopyExtractor(settings.slotsPerShard());
    assertEquals("0", extractor.shardId("63"));
    assertEquals("1", extractor.shardId("64"));
    assertEquals("255", extractor.shardId("16383"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host", "host:", ":2551", "a b:1", "host:port", "x://host:1"})
  void seed_malformed_throws(String seed) {
    assertThrows(
        IllegalArgumentException.class, () -> ClusterSettings.of("127.0.0.1", 2551, List.of(seed)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 3, 32_768, Integer.MIN_VALUE})
  void shards_notAPowerOfTwoInRange_throws(int shards) {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new ClusterSettings(
                "127.0.0.1",
                2551,
                List.of(),
                shards,
                Set.of(),
                1.0,
                ClusterSettings.Replication.DEFAULT));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65_536})
  void port_outOfRange_throws(int port) {
    assertThrows(
        IllegalArgumentException.class, () -> ClusterSettings.of("127.0.0.1", port, List.of()));
  }
}
