// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import static io.tarn.command.server.MemoryFigures.ratio;

import io.tarn.command.Environment;
import io.tarn.keyspace.Population;
import io.tarn.keyspace.eviction.AdaptiveChoice;
import io.tarn.keyspace.eviction.EvictionPolicy;
import io.tarn.keyspace.eviction.EvictionRule;
import java.util.Locale;

/** The sections of INFO that tell of memory; docs/memory.md says how to read them. */
final class MemorySection {

  private MemorySection() {}

  /** Writes Redis's fields, and what {@code used_memory} consists of. */
  static void write(Environment environment, InfoText text) {
    MemoryFigures figures = MemoryFigures.of(environment);
    text.bytes("used_memory", figures.used());
    text.bytes("used_memory_peak", figures.peak());
    text.line("used_memory_peak_perc", percent(ratio(figures.used(), figures.peak())));
    text.line("used_memory_overhead", figures.overhead());
    text.line("used_memory_startup", 0);
    text.line("used_memory_dataset", figures.dataset());
    text.line("used_memory_dataset_perc", percent(ratio(figures.dataset(), figures.used())));
    parts(figures, text);
    text.line("allocator_allocated", figures.allocated());
    text.line("allocator_active", figures.committed());
    text.bytes("heap_used", ProcessFigures.heapUsedBytes());
    text.bytes("heap_committed", ProcessFigures.heapCommittedBytes());
    if (figures.resident() >= 0) {
      text.bytes("used_memory_rss", figures.resident());
      text.bytes("used_memory_rss_peak", ProcessFigures.residentPeakBytes());
      text.bytes("total_system_memory", ProcessFigures.machineBytes());
    }
    text.bytes("maxmemory", environment.parameters().maxMemoryBytes());
    text.line("maxmemory_policy", environment.parameters().evictionPolicy().label());
    fragmentation(figures, text);
    text.line("mem_not_counted_for_evict", 0);
    text.line("mem_replication_backlog", 0);
    text.line("mem_total_replication_buffers", 0);
    text.line("mem_clients_slaves", 0);
    text.line("mem_clients_normal", figures.clients());
    text.line("mem_cluster_links", 0);
    text.line("mem_aof_buffer", 0);
    text.line("mem_allocator", "tarn-slab");
    text.line("active_defrag_running", environment.slots().defragmentation().running() ? 1 : 0);
    text.line("lazyfree_pending_objects", environment.slots().pendingFrees());
    text.line("lazyfreed_objects", environment.slots().lazilyFreed());
  }

  /* Together they are used_memory. */
  private static void parts(MemoryFigures figures, InfoText text) {
    text.line("used_memory_records", figures.records());
    text.line("used_memory_index", figures.index());
    text.line("used_memory_expiry", figures.expiry());
    text.line("used_memory_sketch", figures.sketch());
    text.line("used_memory_transit", figures.transit());
    text.line("used_memory_clients", figures.clients());
    text.line("used_memory_log", 0);
  }

  private static void fragmentation(MemoryFigures figures, InfoText text) {
    long allocated = figures.allocated();
    text.line("allocator_frag_bytes", figures.committed() - allocated);
    text.line("allocator_frag_ratio", decimals(ratio(figures.committed(), allocated)));
    if (figures.resident() >= 0) {
      text.line("rss_overhead_ratio", decimals(ratio(figures.resident(), figures.committed())));
      text.line("rss_overhead_bytes", figures.resident() - figures.committed());
      text.line("mem_fragmentation_ratio", decimals(ratio(figures.resident(), figures.used())));
      text.line("mem_fragmentation_bytes", figures.resident() - figures.used());
    }
  }

  /** Writes which rule is in force and, where the node chooses it, how the rules stand. */
  static void writeEviction(Environment environment, InfoText text) {
    Population population = environment.slots().population();
    EvictionPolicy policy = population.policy();
    text.line("eviction_policy", policy.label());
    text.line("eviction_limited", population.isLimited() ? 1 : 0);
    text.line("eviction_samples", population.samples());
    text.line("evicted_keys", environment.slots().evictedCount());
    EvictionRule fixed = policy.rule();
    if (fixed != null) {
      text.line("eviction_rule", name(fixed));
    }
    if (policy.isAdaptive()) {
      AdaptiveChoice.Standing standing = population.choice().standing();
      text.line("eviction_rule", name(standing.rule()));
      text.line("adaptive_switches", standing.switches());
      text.line("adaptive_capacity", standing.capacity());
      text.line("adaptive_sample_rate", InfoText.decimals(standing.sampleRate(), 6));
      text.line("adaptive_frequency_hits", InfoText.decimals(standing.frequencyHits(), 1));
      text.line("adaptive_age_hits", InfoText.decimals(standing.ageHits(), 1));
      text.line("adaptive_hits_hits", InfoText.decimals(standing.hitsHits(), 1));
      text.line("adaptive_rate_hits", InfoText.decimals(standing.rateHits(), 1));
    }
  }

  private static String name(EvictionRule rule) {
    return rule.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String decimals(double ratio) {
    return InfoText.decimals(ratio, 2);
  }

  private static String percent(double ratio) {
    return InfoText.decimals(100 * ratio, 2) + "%";
  }
}
