// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import io.tarn.keyspace.eviction.AdaptiveChoice;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Notes that keys of a slot are used and that they go, as much of it as the policy in force wants
 * to know: the mode of the {@link Population}, which each caller has read once. Nothing is written
 * to a record that knows it already, because a write makes its line dirty.
 */
final class UseMarks {

  private static final VarHandle EXPIRED_COUNT;
  private static final VarHandle EVICTED_COUNT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      EXPIRED_COUNT = lookup.findVarHandle(UseMarks.class, "expiredCount", long.class);
      EVICTED_COUNT = lookup.findVarHandle(UseMarks.class, "evictedCount", long.class);
    } catch (ReflectiveOperationException failure) {
      throw new ExceptionInInitializerError(failure);
    }
  }

  private final Population population;
  private final AdaptiveChoice choice;
  private final SlotSketch sketch;
  private long expiredCount;
  private long evictedCount;

  UseMarks(Population population, SlotSketch sketch) {
    this.population = population;
    this.choice = population.choice();
    this.sketch = sketch;
  }

  /** Marks a use in mode 0: the second of the last use and nothing else. */
  static void second(long record, long nowMillis) {
    int second = UseCount.second(nowMillis);
    if (RecordLayout.access(record) != second) {
      RecordLayout.access(record, second);
    }
  }

  /** A key was asked for; the record may be {@link Keyspace#NONE}. */
  void read(long hash, long record, long nowMillis, int mode) {
    boolean present = record != Keyspace.NONE;
    if (present) {
      mark(record, nowMillis, mode);
    }
    if ((mode & Population.ADAPTIVE) != 0) {
      sketch.count(hash);
      if (present) {
        hit(record);
      }
      if (choice.samples(hash)) {
        if (!present) {
          choice.missed(hash);
        } else if (mayGo(record, mode)) {
          choice.used(hash, true);
        }
      }
    }
  }

  /** A key that is present will be written. */
  void written(long hash, long record, long nowMillis, int mode) {
    mark(record, nowMillis, mode);
    if ((mode & Population.ADAPTIVE) != 0) {
      sketch.count(hash);
      if (choice.samples(hash) && mayGo(record, mode)) {
        choice.used(hash, false);
      }
    }
  }

  /** False for a key that the policy spares: the miniature caches hold only what may go. */
  private static boolean mayGo(long record, int mode) {
    return (mode & Population.VOLATILE) == 0 || RecordLayout.expires(record);
  }

  /** A key was stored that was not there; gives the record its first marks. */
  void stored(long hash, long record, long nowMillis) {
    int mode = population.mode();
    int access =
        (mode & Population.LFU) != 0
            ? UseCount.of(UseCount.INITIAL, nowMillis)
            : UseCount.second(nowMillis);
    int tick = (mode & Population.LIMITED) != 0 ? population.inserted() : population.tick();
    RecordLayout.marks(record, marks(tick, access));
    inserted(hash, record, mode);
  }

  /** A key has taken over what another key had, marks included, and was not there before. */
  void renamed(long hash, long record) {
    inserted(hash, record, population.mode());
  }

  /** A key was removed, but not for space. */
  void removed(long hash) {
    int mode = population.mode();
    if ((mode & Population.ADAPTIVE) != 0 && choice.samples(hash)) {
      choice.removed(hash);
    }
    settle(mode);
  }

  /** A key was removed because its time had come. */
  void expired(long hash) {
    EXPIRED_COUNT.setOpaque(this, expiredCount + 1);
    removed(hash);
  }

  /** A key was removed for space. */
  void evicted() {
    EVICTED_COUNT.setOpaque(this, evictedCount + 1);
    settle();
  }

  /** Any thread. */
  long expiredCount() {
    return (long) EXPIRED_COUNT.getOpaque(this);
  }

  /** Any thread. */
  long evictedCount() {
    return (long) EVICTED_COUNT.getOpaque(this);
  }

  /** Gives the sketch the size that it should have now, which is none when nobody wants it. */
  void settle() {
    settle(population.mode());
  }

  private void settle(int mode) {
    if ((mode & Population.ADAPTIVE) != 0) {
      sketch.fit();
    } else {
      sketch.free();
    }
  }

  private void inserted(long hash, long record, int mode) {
    if ((mode & Population.ADAPTIVE) != 0) {
      sketch.countOnce(hash);
      if (choice.samples(hash) && mayGo(record, mode)) {
        choice.stored(hash);
      }
    }
    settle(mode);
  }

  private void mark(long record, long nowMillis, int mode) {
    long before = RecordLayout.marks(record);
    int tick = (int) before;
    int access = (int) (before >>> Integer.SIZE);
    if ((mode & Population.LIMITED) != 0) {
      int now = population.tick();
      if (Integer.compareUnsigned(now - tick, population.tickSlack()) > 0) {
        tick = now;
      }
    }
    access =
        (mode & Population.LFU) != 0
            ? UseCount.used(access, nowMillis, population)
            : UseCount.second(nowMillis);
    long after = marks(tick, access);
    if (after != before) {
      RecordLayout.marks(record, after);
    }
  }

  private static void hit(long record) {
    int meta = RecordLayout.meta(record);
    if (meta >>> RecordLayout.HITS_SHIFT < RecordLayout.MOST_HITS) {
      RecordLayout.meta(record, meta + (1 << RecordLayout.HITS_SHIFT));
    }
  }

  private static long marks(int tick, int access) {
    return (tick & 0xffff_ffffL) | ((long) access << Integer.SIZE);
  }
}
