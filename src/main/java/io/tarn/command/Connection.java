// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import io.tarn.command.blocking.Waiter;
import io.tarn.command.pubsub.Outlet;
import io.tarn.command.pubsub.Subscriber;
import io.tarn.command.transaction.Transaction;
import io.tarn.slab.Slab;
import org.jspecify.annotations.Nullable;

/**
 * One client's session, as commands see it. The state here is written by the session's own I/O
 * thread; other threads may read it (CLIENT LIST) and see a slightly older value.
 */
public abstract class Connection {

  /** What CLIENT REPLY asked for. */
  public enum ReplyMode {
    ON,
    OFF,
    /** Nothing for the present request and the next one, then ON. */
    SKIP
  }

  private final long id;
  private final long createdMillis;
  private volatile String name = "";
  private volatile String libraryName = "";
  private volatile String libraryVersion = "";
  private volatile int protocol = 2;
  private volatile boolean authenticated;
  private volatile boolean noEvict;
  private volatile boolean noTouch;
  private volatile ReplyMode replyMode = ReplyMode.ON;
  private volatile @Nullable String lastCommand;
  private volatile long lastUsedMillis;
  private volatile @Nullable Transaction transaction;
  private volatile @Nullable Waiter waiter;
  private volatile boolean gone;
  private final Subscriber subscriber = new Subscriber();
  private final WrittenShards writtenHere = new WrittenShards();
  private volatile boolean subscribed;
  private volatile boolean inSubscribeMode;
  private volatile boolean readsCopies;
  private volatile @Nullable AckLevel ackLevel;
  private volatile boolean confirms;

  /** Creates the state of a new session with a process-wide unique id. */
  protected Connection(long id, long createdMillis) {
    this.id = id;
    this.createdMillis = createdMillis;
    this.lastUsedMillis = createdMillis;
  }

  /** Returns "host:port" of the client. */
  public abstract String remoteAddress();

  /** Returns "host:port" where the client arrived. */
  public abstract String localAddress();

  /** Returns the bytes received that no command has consumed. */
  public abstract long queryBufferBytes();

  /** Returns the bytes of answers that the client has not taken yet. */
  public abstract long outputBufferBytes();

  /** Closes after all answers so far have been sent. Any thread. */
  public abstract void closeAfterReplies();

  /** Closes at once. Any thread. */
  public abstract void close();

  /** Returns the way that messages of its subscriptions take to it. */
  public Outlet outlet() {
    return Outlet.NOWHERE;
  }

  /**
   * Says that the request which runs is about to subscribe: messages that this brings must come
   * after its answer.
   */
  public void subscribing() {}

  /**
   * Says that the request which runs has ended subscriptions: messages that were on their way must
   * come before its answer.
   */
  public void unsubscribed() {}

  public final long id() {
    return id;
  }

  public final long createdMillis() {
    return createdMillis;
  }

  /** Returns the name set by CLIENT SETNAME, or "". */
  public final String name() {
    return name;
  }

  public final void name(String value) {
    name = value;
  }

  public final String libraryName() {
    return libraryName;
  }

  public final void libraryName(String value) {
    libraryName = value;
  }

  public final String libraryVersion() {
    return libraryVersion;
  }

  public final void libraryVersion(String value) {
    libraryVersion = value;
  }

  /** Returns 2 or 3. */
  public final int protocol() {
    return protocol;
  }

  public final void protocol(int value) {
    protocol = value;
    inSubscribeMode = subscribed && value == 2;
  }

  /** Returns what it has subscribed to. */
  public final Subscriber subscriber() {
    return subscriber;
  }

  /** True when it has subscriptions. */
  public final boolean subscribed() {
    return subscribed;
  }

  /** Notes whether it has subscriptions, for {@link Subscriber}. */
  public final void subscribed(boolean value) {
    subscribed = value;
    inSubscribeMode = value && protocol == 2;
  }

  /**
   * True when it has subscriptions and speaks RESP2, which cannot tell messages from answers: then
   * it may ask for little else.
   */
  public final boolean inSubscribeMode() {
    return inSubscribeMode;
  }

  /** True when no password is needed or the right one was given. */
  public final boolean authenticated() {
    return authenticated;
  }

  public final void authenticated(boolean value) {
    authenticated = value;
  }

  public final boolean noEvict() {
    return noEvict;
  }

  public final void noEvict(boolean value) {
    noEvict = value;
  }

  public final boolean noTouch() {
    return noTouch;
  }

  public final void noTouch(boolean value) {
    noTouch = value;
  }

  public final ReplyMode replyMode() {
    return replyMode;
  }

  public final void replyMode(ReplyMode value) {
    replyMode = value;
  }

  /** Returns the name of the last command, or null before the first. */
  public final @Nullable String lastCommand() {
    return lastCommand;
  }

  public final long lastUsedMillis() {
    return lastUsedMillis;
  }

  /** Notes that a command was asked for. */
  public final void used(@Nullable String command, long nowMillis) {
    lastCommand = command;
    lastUsedMillis = nowMillis;
  }

  /** Returns what has been watched and queued, or null. */
  public final @Nullable Transaction transaction() {
    return transaction;
  }

  /** Sets what is watched and queued from now on; null when that is over or taken over. */
  public final void transaction(@Nullable Transaction value) {
    transaction = value;
  }

  /** Returns the heap that what has been watched and queued takes, about. */
  public final long queuedBytes() {
    Transaction present = transaction;
    return present == null ? 0 : present.heapBytes();
  }

  /** Forgets what has been watched and queued. */
  public final void endTransaction(Slab slab) {
    Transaction present = transaction;
    if (present != null) {
      transaction = null;
      present.discard(slab);
    }
  }

  /** Returns the present request if it waits for a key, otherwise null. */
  public final @Nullable Waiter waiter() {
    return waiter;
  }

  /** Notes that the present request waits for a key. */
  public final void waiter(Waiter value) {
    waiter = value;
  }

  /** Notes that a request waits no longer. */
  public final void waiterEnded(Waiter ended) {
    if (waiter == ended) {
      waiter = null;
    }
  }

  /**
   * Notes that a change of this connection ends at a position of the stream of a shard, which this
   * node leads in an epoch. Called with the gates entered, before the answer is handed over; for
   * EXEC before its runner returns.
   *
   * @param epoch in short, not 0
   */
  public void wrote(int shard, int epoch, long position) {
    writtenHere.add(shard, epoch);
  }

  /** Returns the shards of this node to which it has written since WAIT succeeded. */
  public final WrittenShards writtenHere() {
    return writtenHere;
  }

  /** True when the client asked to be answered from copies too (READONLY). */
  public final boolean readsCopies() {
    return readsCopies;
  }

  /** Says whether the client wants to be answered from copies too. */
  public final void readsCopies(boolean value) {
    readsCopies = value;
  }

  /** Returns what answers to its writes wait for, or null when it leaves that to the node. */
  public final @Nullable AckLevel ackLevel() {
    return ackLevel;
  }

  /** Sets what answers to its writes wait for; null for what the node's settings say. */
  public final void ackLevel(@Nullable AckLevel value, AckLevel standard) {
    ackLevel = value;
    standardLevel(standard);
  }

  /** Says what the node's settings say now: once for many requests. */
  public final void standardLevel(AckLevel standard) {
    AckLevel own = ackLevel;
    boolean now = (own == null ? standard : own) == AckLevel.REPLICA;
    if (now != confirms) {
      confirms(now);
    }
  }

  /** True when answers to its writes wait for a replica. */
  public final boolean confirms() {
    return confirms;
  }

  /** Sets what {@link #confirms} returns. */
  public void confirms(boolean value) {
    confirms = value;
  }

  /**
   * Notes that the client has gone: what it watched, queued and waited for is given up. Called once
   * by the door, after which no request of this connection begins.
   */
  public final void leave(Slab slab) {
    gone = true;
    endTransaction(slab);
    var _ = endWaiting();
  }

  /** Ends the waiting of the present request without an answer; false when it does not wait. */
  public final boolean endWaiting() {
    Waiter waiting = waiter;
    return waiting != null && waiting.claim();
  }

  /** True when the client has gone. Any thread. */
  public final boolean isGone() {
    return gone;
  }
}
