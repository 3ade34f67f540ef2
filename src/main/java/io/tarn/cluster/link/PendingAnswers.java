// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import io.tarn.route.RemoteAnswer;
import io.tarn.route.RemoteAnswer.Failure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one thread to one peer that have not been answered. Used by that thread.
 *
 * <p>Ids are consecutive, so those under way lie in a ring, found by id without hashing. One that
 * waits for a gate or a key leaves the ring for a map, and is not counted any more: it may wait for
 * hours.
 */
final class PendingAnswers {

  /** Message number of a request that has not been sent. */
  private static final long UNSENT = Long.MAX_VALUE;

  private static final int FIRST_SIZE = 256;

  private static final class Entry {
    long id = -1;
    long message;
    int bytes;
    @Nullable RemoteAnswer answer;
  }

  private record Waiting(RemoteAnswer answer, long message) {}

  private Entry[] ring = entries(FIRST_SIZE);
  private final Map<Long, Waiting> waiting = new HashMap<>();
  private long nextId;
  private long firstUnsent;
  private int count;
  private long bytes;

  /** Returns the id that the next request gets. */
  long nextId() {
    return nextId;
  }

  /** Returns how many requests are under way, without those that wait. */
  int count() {
    return count;
  }

  /** Returns the bytes of the requests under way. */
  long bytes() {
    return bytes;
  }

  /** Enters a request that is to be sent. */
  void add(RemoteAnswer answer, int requestBytes) {
    Entry entry = entryAt(nextId);
    while (entry.answer != null) {
      grow();
      entry = entryAt(nextId);
    }
    entry.id = nextId++;
    entry.message = UNSENT;
    entry.bytes = requestBytes;
    entry.answer = answer;
    count++;
    bytes += requestBytes;
  }

  /** Notes that all that were entered so far have been sent in a message. */
  void sent(long message) {
    while (firstUnsent < nextId) {
      Entry entry = entryAt(firstUnsent);
      if (entry.id == firstUnsent) {
        entry.message = message;
      }
      firstUnsent++;
    }
  }

  /** Takes out those that were never sent, in order. */
  List<RemoteAnswer> takeUnsent() {
    List<RemoteAnswer> taken = new ArrayList<>();
    while (firstUnsent < nextId) {
      RemoteAnswer answer = take(firstUnsent++);
      if (answer != null) {
        taken.add(answer);
      }
    }
    return taken;
  }

  /** Returns the one with an id, or null when it was cancelled. */
  @Nullable RemoteAnswer find(long id) {
    Entry entry = entryAt(id);
    if (entry.id == id && entry.answer != null) {
      return entry.answer;
    }
    Waiting slow = waiting.isEmpty() ? null : waiting.get(id);
    return slow == null ? null : slow.answer();
  }

  /** Takes out the one with an id; null when it was cancelled. */
  @Nullable RemoteAnswer take(long id) {
    Entry entry = entryAt(id);
    RemoteAnswer answer = entry.answer;
    if (entry.id == id && answer != null) {
      release(entry);
      return answer;
    }
    Waiting slow = waiting.isEmpty() ? null : waiting.remove(id);
    return slow == null ? null : slow.answer();
  }

  /** Notes that a request waits at the peer. */
  void waits(long id) {
    Entry entry = entryAt(id);
    RemoteAnswer answer = entry.answer;
    if (entry.id == id && answer != null) {
      waiting.put(id, new Waiting(answer, entry.message));
      release(entry);
    }
  }

  /** Returns the id of a request, or -1 when it is not pending. */
  @SuppressWarnings("ReferenceEquality") // that very request
  long idOf(RemoteAnswer answer) {
    for (Map.Entry<Long, Waiting> each : waiting.entrySet()) {
      if (each.getValue().answer() == answer) {
        return each.getKey();
      }
    }
    for (Entry entry : ring) {
      if (entry.answer == answer) {
        return entry.id;
      }
    }
    return -1;
  }

  /** Takes out and fails those that were in messages below {@code deadBelow}. */
  void fail(long notRunFrom, long deadBelow) {
    List<Waiting> failed = new ArrayList<>();
    for (Iterator<Waiting> all = waiting.values().iterator(); all.hasNext(); ) {
      Waiting one = all.next();
      if (one.message() < deadBelow) {
        failed.add(one);
        all.remove();
      }
    }
    for (long id = nextId - ring.length; id < nextId; id++) {
      Entry entry = entryAt(id);
      RemoteAnswer answer = entry.answer;
      if (entry.id == id && answer != null && entry.message < deadBelow) {
        failed.add(new Waiting(answer, entry.message));
        release(entry);
      }
    }
    for (Waiting one : failed) {
      one.answer().failed(one.message() >= notRunFrom ? Failure.NOT_RUN : Failure.UNKNOWN);
    }
  }

  private void release(Entry entry) {
    entry.answer = null;
    count--;
    bytes -= entry.bytes;
  }

  private Entry entryAt(long id) {
    return ring[(int) id & (ring.length - 1)];
  }

  private void grow() {
    Entry[] old = ring;
    ring = entries(2 * old.length);
    for (Entry entry : old) {
      if (entry.answer != null) {
        ring[(int) entry.id & (ring.length - 1)] = entry;
      }
    }
  }

  private static Entry[] entries(int size) {
    Entry[] entries = new Entry[size];
    for (int i = 0; i < size; i++) {
      entries[i] = new Entry();
    }
    return entries;
  }
}
