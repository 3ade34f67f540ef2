// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import io.tarn.keyspace.collection.HashSegment;
import io.tarn.keyspace.eviction.EvictionRule;

/**
 * Draws keys for eviction. First all candidates are taken from the index (or, where only keys with
 * an expiry may go, from the heap) and their records touched, then all are scored: so the waits for
 * memory overlap.
 */
final class Sampling {

  /** The score of a key whose time has come: it goes before all others, whatever the rule. */
  private static final long EXPIRED = Long.MIN_VALUE;

  /** Cells that are looked at for the record to touch: of a sparse slot all. */
  private static final int PROBED_CELLS = 8;

  private Sampling() {}

  /** As {@link Keyspace#sample}. */
  static int sample(
      Keyspace keyspace,
      long draw,
      EvictionRule rule,
      int most,
      EvictionCandidates into,
      long nowMillis) {
    int first = into.count();
    int limit = Math.min(most, EvictionCandidates.MOST - first);
    if (keyspace.population().policy().volatileOnly()) {
      fromExpiries(keyspace, draw, rule, limit, into);
    } else {
      fromIndex(keyspace, draw, limit, into);
    }
    complete(keyspace, rule, first, into, nowMillis);
    return into.count() - first;
  }

  /** As {@link Keyspace#sampleKey}. */
  static void sampleKey(
      Keyspace keyspace, long hash, EvictionRule rule, EvictionCandidates into, long nowMillis) {
    int first = into.count();
    long handle = keyspace.index().handle(hash);
    if (handle == 0 || first == EvictionCandidates.MOST) {
      return;
    }
    boolean volatileOnly = keyspace.population().policy().volatileOnly();
    int home = HashSegment.home(HashSegment.tag(hash, HashSegment.depth(handle)), handle);
    int _ =
        HashSegment.visit(
            handle,
            home,
            record -> {
              if (into.count() == first
                  && RecordLayout.hash(record) == hash
                  && (!volatileOnly || RecordLayout.expires(record))) {
                into.add(keyspace.slot(), record);
              }
            });
    complete(keyspace, rule, first, into, nowMillis);
  }

  private static void complete(
      Keyspace keyspace, EvictionRule rule, int first, EvictionCandidates into, long nowMillis) {
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
    int mode = keyspace.population().mode();
    return rule.score(
        tick - RecordLayout.tick(record),
        RecordLayout.hits(record),
        (mode & Population.ADAPTIVE) != 0 ? keyspace.sketch().frequency(hash) : 0,
        (mode & Population.LFU) != 0 ? keyspace.useCount(record, nowMillis) : 0,
        expireAt);
  }

  /** Returns the record that a draw probably begins with; changes nothing and trusts nothing. */
  static long probableRecord(long handle, long draw) {
    int cells = HashSegment.cells(handle);
    int at = cellOf(draw, cells);
    for (int i = 0; i < PROBED_CELLS; i++) {
      long record = HashSegment.entry(HashSegment.touchCell(handle, at));
      if (record != Keyspace.NONE) {
        return record;
      }
      at = at + 1 >= cells ? 0 : at + 1;
    }
    return Keyspace.NONE;
  }

  /* The upper bits of a draw choose the segment, the lower ones the cell. */
  private static int cellOf(long draw, int cells) {
    return (int) (((draw & 0xffff_ffffL) * cells) >>> 32);
  }

  /* From a random cell of the segment at a random place on; unrelated keys are neighbours there. */
  private static void fromIndex(Keyspace keyspace, long draw, int limit, EvictionCandidates into) {
    KeyIndex index = keyspace.index();
    if (index.size() == 0) {
      return;
    }
    int end = into.count() + Math.min(limit, index.size());
    long places = index.places();
    long place = index.placeOf(draw);
    long bits = draw;
    while (into.count() < end) {
      long handle = index.handleAt(place);
      int cells = HashSegment.cells(handle);
      int at = cellOf(bits, cells);
      bits = bits * 0x9e37_79b9_7f4a_7c15L + 1;
      for (int i = 0; i < cells && into.count() < end; i++) {
        long cell = HashSegment.cell(handle, at);
        if (cell != 0) {
          into.add(keyspace.slot(), HashSegment.entry(cell));
        }
        at = at + 1 == cells ? 0 : at + 1;
      }
      long aliases = index.aliases(handle);
      place = ((place & -aliases) + aliases) & (places - 1);
    }
  }

  /* Entries with equal distances from each other: those beside each other are akin in expiry. */
  private static void fromExpiries(
      Keyspace keyspace, long draw, EvictionRule rule, int limit, EvictionCandidates into) {
    ExpiryHeap expiries = keyspace.expiries();
    int size = expiries.size();
    int count = Math.min(limit, size);
    if (count <= 0) {
      return;
    }
    boolean first = rule == EvictionRule.TIME_TO_LIVE;
    int step = first ? 1 : size / count;
    int at = first ? 0 : cellOf(draw, size);
    for (int i = 0; i < count; i++) {
      into.add(keyspace.slot(), expiries.entry(at));
      at += step;
      at -= at >= size ? size : 0;
    }
  }
}
