// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import org.jspecify.annotations.Nullable;

/**
 * What routing remembers of one session: its forwarded requests, what it watches elsewhere, where
 * it has written. On the session's I/O thread.
 */
public final class RouteState {

  /*
   * The forwarded one-key requests lie in a ring, in the order of the connection. One that was
   * answered leaves a gap until those before it were. Slots and peers lie in arrays of their own,
   * because each new request looks for its slot among them.
   *
   * Order. Requests of one slot run in the order of the connection: those on their way to one peer
   * are in order, and a new one waits while an older one of its slot is somewhere else. A request
   * that comes back waits until all others of its slot that are at that peer have come back or
   * been answered (the peer sends back what is behind it); then they are routed again in order,
   * each waiting for the older ones that are somewhere else.
   */

  /** Most forwarded requests of a session that are not answered. */
  public static final int MOST = 1024;

  /** In place of a peer: it waits in a line of this node. */
  static final int IN_LINE = -3;

  /** In place of a peer: it waits for other requests of its slot. */
  static final int BEHIND = -4;

  private static final int NO_SLOT = -1;
  private static final int[] NOWHERE = {};

  private int[] slots = NOWHERE;
  private int[] peers = NOWHERE;
  private @Nullable ForwardedRequest[] requests = new ForwardedRequest[0];
  private int head;
  private int tail;
  private int due;
  private int behind;
  private int sending = NO_SLOT;
  private boolean exclusive;
  private boolean barred;
  private long heldBytes;
  private long deadlineNanos;

  private int watching = Peers.NOBODY;
  private boolean watchLost;
  private @Nullable ForwardedRequest blocking;
  private final Written written = new Written();

  /** True when the session may run no further request before some that are due are answered. */
  public boolean holdsNext() {
    return exclusive || barred || due >= MOST;
  }

  /** Returns how many answers are due. */
  public int due() {
    return due;
  }

  /** Returns the bytes of the forwarded requests, kept to be sent again. */
  public long heldBytes() {
    return heldBytes;
  }

  /** Has the next request be answered by a {@code nanoTime}: it has waited before. */
  public void deadline(long nanos) {
    deadlineNanos = nanos;
  }

  long takeDeadline() {
    long nanos = deadlineNanos;
    deadlineNanos = 0;
    return nanos;
  }

  /** True when there is nothing to remember that a request would have to look at. */
  boolean isIdle() {
    return due == 0 && deadlineNanos == 0 && watching == Peers.NOBODY && !watchLost;
  }

  /** Has the session wait until all is answered. */
  Outcome bar() {
    barred = true;
    return Outcome.LATER;
  }

  /** Begins a request that runs alone; {@link #endAlone} must follow. */
  void beginAlone(long bytes) {
    exclusive = true;
    due++;
    heldBytes += bytes;
  }

  void endAlone(long bytes) {
    exclusive = false;
    blocking = null;
    heldBytes -= bytes;
    answered();
  }

  private void answered() {
    due--;
    if (due == 0) {
      barred = false;
    }
  }

  /** True when an older request of a slot is somewhere else than at {@code peer}. */
  boolean isElsewhere(int slot, int peer) {
    return isElsewhere(slot, peer, tail);
  }

  /** As the other, older than a request. */
  boolean isElsewhere(int slot, int peer, int before) {
    int mask = slots.length - 1;
    for (int n = head; n != before; n++) {
      int i = n & mask;
      if (slots[i] == slot && peers[i] != peer) {
        return true;
      }
    }
    return false;
  }

  /** True when a request of a slot is at a peer. */
  boolean isAt(int slot, int peer) {
    int mask = slots.length - 1;
    for (int n = head; n != tail; n++) {
      int i = n & mask;
      if (slots[i] == slot && peers[i] == peer) {
        return true;
      }
    }
    return false;
  }

  /** Takes up a request; returns its number. */
  int add(ForwardedRequest request, int slot, int peer, long bytes) {
    if (tail - head == slots.length) {
      grow();
    }
    int i = tail & slots.length - 1;
    slots[i] = slot;
    peers[i] = peer;
    requests[i] = request;
    due++;
    heldBytes += bytes;
    return tail++;
  }

  private void grow() {
    int length = Math.max(16, slots.length * 2);
    int[] moreSlots = new int[length];
    int[] morePeers = new int[length];
    @Nullable ForwardedRequest[] moreRequests = new ForwardedRequest[length];
    for (int n = head; n != tail; n++) {
      int from = n & slots.length - 1;
      int to = n & length - 1;
      moreSlots[to] = slots[from];
      morePeers[to] = peers[from];
      moreRequests[to] = requests[from];
    }
    slots = moreSlots;
    peers = morePeers;
    requests = moreRequests;
  }

  /** Notes where a request is now. */
  void moved(int number, int peer) {
    int i = number & slots.length - 1;
    behind += (peer == BEHIND ? 1 : 0) - (peers[i] == BEHIND ? 1 : 0);
    peers[i] = peer;
  }

  /** Notes that a request was answered, and sends on those that have waited for it. */
  void remove(int number, long bytes) {
    int mask = slots.length - 1;
    int slot = slots[number & mask];
    moved(number, IN_LINE);
    slots[number & mask] = NO_SLOT;
    requests[number & mask] = null;
    heldBytes -= bytes;
    while (head != tail && requests[head & mask] == null) {
      head++;
    }
    answered();
    sendOn(slot);
  }

  /** Sends on the requests of a slot that have waited for others of it, if they need not more. */
  void sendOn(int slot) {
    if (sending == slot) {
      return; // one that was sent on has been answered: its followers come next anyway
    }
    int outer = sending;
    sending = slot;
    try {
      for (int n = head; n != tail && behind > 0; n++) {
        int i = n & slots.length - 1;
        ForwardedRequest request = requests[i];
        if (request != null && slots[i] == slot && peers[i] == BEHIND) {
          request.routeAgain();
        }
      }
    } finally {
      sending = outer;
    }
  }

  int watching() {
    return watching;
  }

  void watching(int peer) {
    watching = peer;
  }

  boolean isWatchLost() {
    return watchLost;
  }

  void watchLost(boolean lost) {
    watchLost = lost;
  }

  @Nullable ForwardedRequest blocking() {
    return blocking;
  }

  void blocking(ForwardedRequest request) {
    blocking = request;
  }

  /** Returns what it has written since the last WAIT that succeeded. */
  Written written() {
    return written;
  }
}
