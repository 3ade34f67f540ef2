// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.transaction;

import io.tarn.command.Arguments;
import io.tarn.command.CommandTable;
import io.tarn.command.event.KeyName;
import io.tarn.slab.Slab;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What one connection has watched and queued.
 *
 * <pre>
 *            WATCH             MULTI            EXEC, DISCARD, RESET, end of the connection
 *   (none) --------> watching --------> open ------------------------------------> (none)
 *      \___________________MULTI________/
 * </pre>
 *
 * <p>Used by whoever runs the connection's present request. The counts may be read by any thread.
 */
public final class Transaction {

  /** Most bytes of heap that a transaction may take: a part of the heap, see {@link #isFull}. */
  public static final long MOST_BYTES = Runtime.getRuntime().maxMemory() / 8;

  /** What a queued request or a watched key takes beside its bytes, about. */
  private static final int OVERHEAD_BYTES = 128;

  /** A queued request. */
  public record Queued(CommandTable.Entry entry, Arguments arguments) {}

  private final Watches watches;
  private final List<Queued> queue = new ArrayList<>();
  private final Set<KeyName> watched = new LinkedHashSet<>();
  private volatile boolean open;
  private volatile boolean stale;
  private volatile long heapBytes;
  private volatile int queuedCount;
  private volatile int watchedCount;
  private boolean spoiled;
  private boolean writes;
  private boolean deniesOutOfMemory;

  /** Creates the transaction of a connection that has neither watched nor queued anything. */
  public Transaction(Watches watches) {
    this.watches = watches;
  }

  /** Begins to queue (MULTI). */
  public void open() {
    open = true;
  }

  /** True between MULTI and its end. Any thread. */
  public boolean isOpen() {
    return open;
  }

  /** Notes that a request could not be queued: EXEC will refuse. */
  public void spoil() {
    spoiled = true;
  }

  /** True when EXEC must refuse. */
  public boolean isSpoiled() {
    return spoiled;
  }

  /** Notes that a watched key has changed. Any thread. */
  void touched() {
    stale = true;
  }

  /** True when a watched key has changed. Any thread. */
  public boolean isStale() {
    return stale;
  }

  /** Appends a request, whose arguments become the transaction's. */
  public void queue(CommandTable.Entry entry, Arguments arguments) {
    queue.add(new Queued(entry, arguments));
    writes |= entry.isWrite();
    deniesOutOfMemory |= entry.deniesOutOfMemory();
    heapBytes = heapBytes + arguments.heapBytes() + OVERHEAD_BYTES;
    queuedCount = queue.size();
  }

  /** True when so many bytes more are more than a transaction may take. */
  public boolean isFull(long bytes, long limit) {
    return heapBytes + bytes + OVERHEAD_BYTES > Math.min(limit, MOST_BYTES);
  }

  /** Returns the bytes that watching all keys of a WATCH takes, about. */
  static long watchedBytes(Arguments arguments) {
    return arguments.bytesOnHeap() + (long) arguments.count() * OVERHEAD_BYTES;
  }

  /** Returns the queued requests in their order. */
  public List<Queued> requests() {
    return queue;
  }

  /** True when one of the queued requests writes. */
  public boolean writes() {
    return writes;
  }

  /** True when one of the queued requests is refused when memory is short. */
  public boolean deniesOutOfMemory() {
    return deniesOutOfMemory;
  }

  /** Watches a key, whose gate has been entered. */
  public synchronized void watch(KeyName key) {
    if (watched.add(key)) {
      watches.add(key, this);
      watchedCount = watched.size();
      heapBytes = heapBytes + key.bytes().length + OVERHEAD_BYTES;
    }
  }

  /** Returns the keys that are watched. */
  public synchronized List<KeyName> watched() {
    return List.copyOf(watched);
  }

  /** Watches nothing any more. Any thread. */
  public synchronized void unwatch() {
    for (KeyName key : watched) {
      watches.remove(key, this);
    }
    watched.clear();
    watchedCount = 0;
  }

  /** Ends: gives up what is watched and queued. */
  public void discard(Slab slab) {
    unwatch();
    for (Queued request : queue) {
      request.arguments.freeBlocks(slab);
    }
    queue.clear();
    open = false;
    heapBytes = 0;
    queuedCount = 0;
  }

  /** Returns the number of queued requests. Any thread. */
  public int queuedCount() {
    return queuedCount;
  }

  /** Returns the number of watched keys. Any thread. */
  public int watchedCount() {
    return watchedCount;
  }

  /** Returns the heap that this takes, about. Any thread. */
  public long heapBytes() {
    return heapBytes;
  }
}
