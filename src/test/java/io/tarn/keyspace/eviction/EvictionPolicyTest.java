// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class EvictionPolicyTest {

  @Test
  void labels_all_redisNamesAndTheAdaptiveOnes() {
    assertEquals(
        List.of(
            "noeviction",
            "allkeys-adaptive",
            "volatile-adaptive",
            "allkeys-lru",
            "volatile-lru",
            "allkeys-lfu",
            "volatile-lfu",
            "allkeys-random",
            "volatile-random",
            "volatile-ttl"),
        EvictionPolicy.labels());
  }

  @Test
  void ofLabel_anyCase_thePolicy() {
    for (EvictionPolicy policy : EvictionPolicy.values()) {
      assertEquals(policy, EvictionPolicy.ofLabel(policy.label()));
      assertEquals(policy, EvictionPolicy.ofLabel(policy.label().toUpperCase(Locale.ROOT)));
    }
    assertNull(EvictionPolicy.ofLabel("lru"));
    assertNull(EvictionPolicy.ofLabel(""));
  }

  @Test
  void policies_all_asTheirNamesSay() {
    for (EvictionPolicy policy : EvictionPolicy.values()) {
      String label = policy.label();
      assertEquals(label.startsWith("volatile-"), policy.volatileOnly(), label);
      assertEquals(label.endsWith("-adaptive"), policy.isAdaptive(), label);
      assertEquals(label.endsWith("-lfu"), policy.isLfu(), label);
      assertEquals(policy.evicts() && !policy.isAdaptive(), policy.rule() != null, label);
    }
    assertFalse(EvictionPolicy.NOEVICTION.evicts());
    assertTrue(EvictionPolicy.VOLATILE_TTL.evicts());
    assertEquals(EvictionRule.AGE, EvictionPolicy.ALLKEYS_LRU.rule());
    assertEquals(EvictionRule.TIME_TO_LIVE, EvictionPolicy.VOLATILE_TTL.rule());
  }
}
