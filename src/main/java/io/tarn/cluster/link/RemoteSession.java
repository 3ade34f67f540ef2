// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Reply;
import io.tarn.command.WrittenPositions;
import io.tarn.command.transaction.Transaction;
import io.tarn.slot.ReplySink;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A client of another node, as commands that run here see it: its transaction and what it watches,
 * or only the request that runs now. Takes the answers of its requests.
 *
 * <p>State is changed by the {@link RequestWorker} that it belongs to; while a request waits, its
 * answer may come from another thread, and until then nothing here changes.
 */
final class RemoteSession extends Connection implements ReplySink {

  /** A request whose turn comes when the one that waits has been answered. */
  record Postponed(
      int head, int forwarder, long id, boolean quiet, int knownRefusal, Arguments arguments) {}

  private final RequestWorker worker;
  private final String address;
  private long client;
  private int forwarder;
  private long requestId;
  private boolean quiet;
  private boolean kept;
  private boolean waiting;
  private int slot;
  private @Nullable ArrayDeque<Postponed> postponed;
  private @Nullable WrittenPositions writes;

  /**
   * Creates a session without state.
   *
   * @param client the client's id at its own node
   * @param address of that node
   */
  RemoteSession(RequestWorker worker, long client, String address, long nowMillis) {
    super(client, nowMillis);
    this.worker = worker;
    this.client = client;
    this.address = address;
    authenticated(true); // its own door has seen to that
  }

  /** Prepares for a request; a quiet one has an answer that nobody wants. */
  void begin(long ofClient, int fromForwarder, long id, boolean answerUnwanted) {
    client = ofClient;
    forwarder = fromForwarder;
    requestId = id;
    quiet = answerUnwanted;
    writes = null;
  }

  @Override
  public void wroteToConfirm(int shard, int epoch, long position) {
    writes = WrittenPositions.noted(writes, shard, epoch, position);
  }

  /** Returns what the present request has written that a replica shall confirm, or null. */
  @Nullable WrittenPositions writes() {
    return writes;
  }

  int forwarder() {
    return forwarder;
  }

  long requestId() {
    return requestId;
  }

  boolean isQuiet() {
    return quiet;
  }

  /** True when it lives until its client's node ends it. */
  boolean isKept() {
    return kept;
  }

  void kept(boolean value) {
    kept = value;
  }

  /** True when a request waits, so that later ones have to. */
  boolean isWaiting() {
    return waiting;
  }

  void waiting(boolean value) {
    waiting = value;
  }

  /** Returns the slot of the request that waits. */
  int slot() {
    return slot;
  }

  void slot(int value) {
    slot = value;
  }

  /** Keeps a request, whose arguments are its own, until those before it have been answered. */
  void postpone(Postponed request) {
    var _ = postponed().add(request);
  }

  /** Returns the requests that were postponed, oldest first. */
  Queue<Postponed> postponed() {
    ArrayDeque<Postponed> present = postponed;
    if (present == null) {
      present = new ArrayDeque<>();
      postponed = present;
    }
    return present;
  }

  /** Returns the id that the client has at its own node. */
  long client() {
    return client;
  }

  @Override
  public void accept(Reply reply) {
    worker.answered(this, reply);
  }

  @Override
  public void acceptLater(Reply reply) {
    worker.answeredLater(this, reply);
  }

  @Override
  public boolean takesBack() {
    return true;
  }

  @Override
  public void takeBack(Arguments arguments, @Nullable Transaction transaction, long deadlineNanos) {
    worker.notLed(this, arguments, transaction);
  }

  @Override
  public String remoteAddress() {
    return address;
  }

  @Override
  public String localAddress() {
    return "";
  }

  @Override
  public long queryBufferBytes() {
    return 0;
  }

  @Override
  public long outputBufferBytes() {
    return 0;
  }

  /** Nothing: the client's own node decides. */
  @Override
  public void closeAfterReplies() {}

  /** Nothing: the client's own node decides. */
  @Override
  public void close() {}
}
