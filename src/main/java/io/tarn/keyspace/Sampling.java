// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import io.tarn.keyspace.eviction.EvictionRule;
import java.util.random.RandomGenerator;

/**
 * Draws keys for eviction. First all candidates are taken from the index (or, where only keys with
 * an expiry may go, from the heap) and their records touched, then all are scored: so the waits for
 * memory overlap.
 */
final class Sampling {

  /** The score of a key whose time has come: it goes before all others, whatever the rule. */
  private static final long EXPIRED = Long.MIN_VALUE;

  private Sampling() {}

  /** As {@link Keyspace#sample}. */
  static int sample(
      Keyspace keyspace,
      RandomGenerator random,
      EvictionRule rule,
      int most,
      EvictionCandidates into,
      long nowMillis) {
    int first = into.count();
    int limit = Math.min(most, EvictionCandidates.MOST - first);
    Population population = keyspace.population();
    if (population.policy().volatileOnly()) {
      fromExpiries(keyspace, random, rule, limit, into);
    } else {
      fromIndex(keyspace, random, limit, into);
    }
    complete(keyspace, rule, into, first, nowMillis);
    return into.count() - first;
  }

  /** As {@link Keyspace#sampleKey}. */
  static void sampleKey(
      Keyspace keyspace, long hash, EvictionRule rule, EvictionCandidates into, long nowMillis) {
    long record = IndexWalk.ofHash(keyspace.index(), hash);
    boolean mayGo =
        record != Keyspace.NONE
            && (RecordLayout.expires(record) || !keyspace.population().policy().volatileOnly());
    if (mayGo && into.count() < EvictionCandidates.MOST) {
      into.add(keyspace.slot(), record);
      complete(keyspace, rule, into, into.count() - 1, nowMillis);
    }
  }

  private static void complete(
      Keyspace keyspace, EvictionRule rule, EvictionCandidates into, int first, long nowMillis) {
    int tick = keyspace.population().tick();
    for (int i = first; i < into.count(); i++) {
      long record = into.record(i);
      long hash = RecordLayout.hash(record);
      into.complete(i, hash, score(keyspace, rule, hash, record, tick, nowMillis));
    }
  }

  private static long score(
      Keyspace keyspace, EvictionRule rule, long hash, long record, int tick, long nowMillis) {
    long expireAt = Long.MAX_VALUE;
    if (RecordLayout.expires(record)) {
      expireAt = RecordLayout.expireAt(record);
      if (nowMillis > expireAt) {
        return EXPIRED;
      }
    }
    return switch (rule) {
      case FREQUENCY, HITS ->
          rule.score(
              tick - RecordLayout.tick(record),
              RecordLayout.hits(record),
              keyspace.sketch().frequency(hash),
              0,
              expireAt);
      case USE_COUNT ->
          rule.score(
              tick - RecordLayout.tick(record),
              0,
              0,
              keyspace.useCount(record, nowMillis),
              expireAt);
      case AGE, RANDOM, TIME_TO_LIVE ->
          rule.score(tick - RecordLayout.tick(record), 0, 0, 0, expireAt);
    };
  }

  /* From a random cell of the segment at a random place on; unrelated keys are neighbours there. */
  private static void fromIndex(
      Keyspace keyspace, RandomGenerator random, int limit, EvictionCandidates into) {
    KeyIndex index = keyspace.index();
    if (index.size() == 0) {
      return;
    }
    int end = into.count() + Math.min(limit, index.size());
    long places = index.places();
    long place = places == 1 ? 0 : random.nextLong() & (places - 1);
    while (into.count() < end) {
      long handle = index.handleAt(place);
      int cells = IndexSegment.cells(handle);
      int at = random.nextInt(cells);
      for (int i = 0; i < cells && into.count() < end; i++) {
        long cell = IndexSegment.cell(handle, at);
        if (cell != 0) {
          into.add(keyspace.slot(), IndexSegment.record(cell));
        }
        at = at + 1 == cells ? 0 : at + 1;
      }
      long aliases = index.aliases(handle);
      place = ((place & -aliases) + aliases) & (places - 1);
    }
  }

  /* Entries with equal distances from each other: those beside each other are akin in expiry. */
  private static void fromExpiries(
      Keyspace keyspace,
      RandomGenerator random,
      EvictionRule rule,
      int limit,
      EvictionCandidates into) {
    ExpiryHeap expiries = keyspace.expiries();
    int size = expiries.size();
    int count = Math.min(limit, size);
    if (count <= 0) {
      return;
    }
    boolean first = rule == EvictionRule.TIME_TO_LIVE;
    int step = first ? 1 : size / count;
    int at = first ? 0 : random.nextInt(size);
    for (int i = 0; i < count; i++) {
      into.add(keyspace.slot(), expiries.entry(at));
      at += step;
      at -= at >= size ? size : 0;
    }
  }
}
