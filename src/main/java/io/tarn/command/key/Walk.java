// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.key;

import static io.tarn.command.Flag.READONLY;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Glob;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.command.ScanOptions;
import io.tarn.command.Slots;
import io.tarn.keyspace.HashSlot;
import io.tarn.keyspace.Keyspace;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Looking over the keys of the whole node: KEYS, SCAN, RANDOMKEY. */
final class Walk {

  /*
   * A SCAN cursor is a place in a slot and that slot's number:
   *
   *   bit 63          46 45                        14 13          0
   *      | 0             | cursor of Keyspace.scan   | slot       |
   *
   * Slots are walked one after the other, and within a slot Keyspace.scan gives the guarantee: a key
   * present all the time is returned at least once. The cursor of a slot's beginning is just its
   * number, so 0 is the beginning of slot 0 and can serve as "the walk has ended": no later call
   * continues there.
   */
  private static final int SLOT_BITS = 14;
  private static final long SLOT_MASK = (1L << SLOT_BITS) - 1;
  private static final long PLACE_MASK = 0xffff_ffffL;

  private static final int DEFAULT_COUNT = 10;

  /** Records that a SCAN or KEYS passes in one stay behind a gate. */
  private static final int STAY_RECORDS = 1024;

  /** Draws after which RANDOMKEY takes any live key: nearly all keys have then expired. */
  private static final int MOST_DRAWS = 100;

  private static final Reply TOO_MANY_KEYS =
      Reply.error("too many keys match for one answer, use SCAN");

  private Walk() {}

  static List<Command> rows() {
    return List.of(
        Command.named("keys", 2)
            .flags(READONLY)
            .categories("keyspace", "read", "slow", "dangerous")
            .docs(
                "generic",
                "1.0.0",
                "O(N) for N keys of the node; of one slot where the pattern fixes it.",
                "Lists all keys whose name matches a pattern.")
            .runs(Walk::keys),
        Command.named("scan", -2)
            .flags(READONLY)
            .categories("keyspace", "read", "slow")
            .docs(
                "generic",
                "2.8.0",
                "O(1) for a call, O(N) for a whole walk over N keys.",
                "Lists the keys a few at a time.")
            .runs(Walk::scan),
        Command.named("randomkey", 1)
            .flags(READONLY)
            .categories("keyspace", "read", "slow")
            .docs("generic", "1.0.0", "O(1) with a look at each slot.", "Names any key.")
            .runs(Walk::randomKey));
  }

  private static Reply keys(Execution execution, Arguments arguments) {
    Glob glob = Glob.of(arguments.bytes(1));
    Slots slots = execution.environment().slots();
    KeyCollector collector =
        new KeyCollector(glob.isEverything() ? null : glob, null, execution.nowMillis());
    int only = glob.fixedSlot();
    int slot = only >= 0 ? only : nextFilled(slots, 0);
    if (only >= 0 && slots.size(only) == 0) {
      return collector.answer();
    }
    while (slot < HashSlot.COUNT && !collector.isFull()) {
      long place = 0;
      do {
        place = stay(slots, slot, collector, place, STAY_RECORDS);
      } while (place != 0);
      slot = only >= 0 ? HashSlot.COUNT : nextFilled(slots, slot + 1);
    }
    return collector.isFull() ? TOO_MANY_KEYS : collector.answer();
  }

  private static Reply scan(Execution execution, Arguments arguments) {
    if (!ScanOptions.isCursor(arguments, 1)) {
      return ScanOptions.INVALID_CURSOR;
    }
    long cursor = ScanOptions.cursor(arguments, 1);
    long count = DEFAULT_COUNT;
    Glob glob = null;
    String type = null;
    for (int i = 2; i < arguments.count(); i += 2) {
      if (i + 1 == arguments.count()) {
        return Errors.SYNTAX;
      } else if (arguments.is(i, "count")) {
        if (!Numbers.isLong(arguments, i + 1)) {
          return Errors.NOT_AN_INTEGER;
        }
        count = Numbers.parseLong(arguments, i + 1);
        if (count < 1) {
          return Errors.SYNTAX;
        }
      } else if (arguments.is(i, "match")) {
        glob = Glob.of(arguments.bytes(i + 1));
      } else if (arguments.is(i, "type")) {
        type = arguments.text(i + 1);
      } else {
        return Errors.SYNTAX;
      }
    }
    return scan(execution, cursor, count, glob, type);
  }

  private static Reply scan(
      Execution execution, long from, long count, @Nullable Glob glob, @Nullable String type) {
    Slots slots = execution.environment().slots();
    boolean all = glob == null || glob.isEverything();
    KeyCollector collector = new KeyCollector(all ? null : glob, type, execution.nowMillis());
    int only = glob == null ? -1 : glob.fixedSlot();
    int slot = (int) (from & SLOT_MASK);
    long place = from >>> SLOT_BITS & PLACE_MASK;
    if (only > slot) {
      slot = only;
      place = 0;
    } else if (only >= 0 && only < slot) {
      slot = HashSlot.COUNT;
    }
    while (true) {
      slot = place == 0 ? nextFilled(slots, slot) : slot;
      long left = count - collector.passed();
      if (slot >= HashSlot.COUNT || (only >= 0 && slot != only)) {
        return answer(0, collector);
      }
      if (left <= 0 || collector.isFull()) {
        return answer(place << SLOT_BITS | slot, collector);
      }
      place = stay(slots, slot, collector, place, (int) Math.min(left, STAY_RECORDS));
      slot = place == 0 ? slot + 1 : slot;
    }
  }

  private static Reply answer(long cursor, KeyCollector collector) {
    return Reply.Array.of(Reply.Bulk.of(Long.toUnsignedString(cursor)), collector.answer());
  }

  private static long stay(Slots slots, int slot, KeyCollector collector, long place, int records) {
    return slots.visit(slot, keyspace -> collector.walk(keyspace, place, records));
  }

  /** Returns the least slot from {@code slot} on that has keys, or the number of slots. */
  private static int nextFilled(Slots slots, int slot) {
    int next = slot;
    while (next < HashSlot.COUNT && slots.size(next) == 0) {
      next++;
    }
    return next;
  }

  private static Reply randomKey(Execution execution, Arguments arguments) {
    Slots slots = execution.environment().slots();
    long nowMillis = execution.nowMillis();
    for (int draw = 0; draw < MOST_DRAWS; draw++) {
      long size = slots.size();
      if (size == 0) {
        return Reply.NULL;
      }
      Reply key = drawn(slots, ThreadLocalRandom.current().nextLong(size), nowMillis);
      if (key != Reply.NULL) {
        return key;
      }
    }
    return anyLive(slots, nowMillis);
  }

  /** Returns a random key of the slot that holds the n-th key of the node; null if it is over. */
  private static Reply drawn(Slots slots, long n, long nowMillis) {
    long before = 0;
    for (int slot = 0; slot < HashSlot.COUNT; slot++) {
      before += slots.size(slot);
      if (before > n) {
        return slots.visit(slot, keyspace -> drawn(keyspace, nowMillis));
      }
    }
    return Reply.NULL;
  }

  private static Reply drawn(Keyspace keyspace, long nowMillis) {
    long record = keyspace.random(ThreadLocalRandom.current());
    if (record == Keyspace.NONE) {
      return Reply.NULL;
    }
    return keyspace.isExpired(record, nowMillis)
        ? Reply.NULL
        : new Reply.Bulk(keyspace.keyBytes(record));
  }

  private static Reply anyLive(Slots slots, long nowMillis) {
    for (int slot = nextFilled(slots, 0);
        slot < HashSlot.COUNT;
        slot = nextFilled(slots, slot + 1)) {
      KeyCollector collector = new KeyCollector(null, null, nowMillis);
      long place = 0;
      do {
        place = stay(slots, slot, collector, place, STAY_RECORDS);
        Reply first = collector.first();
        if (first != null) {
          return first;
        }
      } while (place != 0);
    }
    return Reply.NULL;
  }
}
