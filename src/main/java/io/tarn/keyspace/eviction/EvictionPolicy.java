// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.eviction;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens to keys when memory is short, as the user chooses it: Redis's policies under Redis's
 * names (redis.io, key eviction), and the adaptive ones.
 */
public enum EvictionPolicy {
  NOEVICTION("noeviction", false, null),
  ALLKEYS_ADAPTIVE("allkeys-adaptive", false, null),
  VOLATILE_ADAPTIVE("volatile-adaptive", true, null),
  ALLKEYS_LRU("allkeys-lru", false, EvictionRule.AGE),
  VOLATILE_LRU("volatile-lru", true, EvictionRule.AGE),
  ALLKEYS_LFU("allkeys-lfu", false, EvictionRule.USE_COUNT),
  VOLATILE_LFU("volatile-lfu", true, EvictionRule.USE_COUNT),
  ALLKEYS_RANDOM("allkeys-random", false, EvictionRule.RANDOM),
  VOLATILE_RANDOM("volatile-random", true, EvictionRule.RANDOM),
  VOLATILE_TTL("volatile-ttl", true, EvictionRule.TIME_TO_LIVE);

  private final String label;
  private final boolean volatileOnly;
  private final @Nullable EvictionRule rule;

  EvictionPolicy(String label, boolean volatileOnly, @Nullable EvictionRule rule) {
    this.label = label;
    this.volatileOnly = volatileOnly;
    this.rule = rule;
  }

  /** Returns the name that CONFIG and INFO use. */
  public String label() {
    return label;
  }

  /** False when writes are refused instead. */
  public boolean evicts() {
    return this != NOEVICTION;
  }

  /** True when only keys with an expiry may go. */
  public boolean volatileOnly() {
    return volatileOnly;
  }

  /** True when the rule is chosen by {@link AdaptiveChoice}. */
  public boolean isAdaptive() {
    return this == ALLKEYS_ADAPTIVE || this == VOLATILE_ADAPTIVE;
  }

  /** True when keys carry Redis's logarithmic use count (OBJECT FREQ). */
  public boolean isLfu() {
    return rule == EvictionRule.USE_COUNT;
  }

  /** Returns the rule, null when nothing is evicted or {@link AdaptiveChoice} chooses. */
  public @Nullable EvictionRule rule() {
    return rule;
  }

  /** Returns all names, as CONFIG SET takes them. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(EvictionPolicy::label).toList();
  }

  /** Returns the policy of a name in any case, or null. */
  public static @Nullable EvictionPolicy ofLabel(String label) {
    for (EvictionPolicy policy : values()) {
      if (policy.label.equalsIgnoreCase(label)) {
        return policy;
      }
    }
    return null;
  }
}
