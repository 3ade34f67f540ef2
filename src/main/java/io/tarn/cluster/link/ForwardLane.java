// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.route.Forwarder.Manner;
import io.tarn.route.RemoteAnswer;
import io.tarn.route.RemoteAnswer.Failure;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executor;

/** The way of one I/O thread to one peer. Used by that thread. */
final class ForwardLane {

  /** Most requests of one thread under way to one peer, without those that wait there. */
  static final int MOST_REQUESTS = 8192;

  /** Most bytes of requests of one thread under way to one peer; one longer request may pass. */
  static final long MOST_BYTES = 4L << 20;

  /** Most bytes that wait for the link before it takes no more. */
  static final long MOST_BACKLOG_BYTES = 1L << 20;

  /** A message is sent when it holds so many bytes. */
  private static final int MESSAGE_BYTES = 96 << 10;

  private static final byte[] TOO_LONG =
      "-ERR the request is too long to go to another node: limit=64mb\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final int forwarder;
  private final Executor home;
  private final OutboundLink link;
  private final RequestWriter writer = new RequestWriter();
  private final PendingAnswers pending = new PendingAnswers();
  private boolean touched;
  private long sessionBase;
  private int knownRefusal;

  ForwardLane(int forwarder, Executor home, OutboundLink link) {
    this.forwarder = forwarder;
    this.home = home;
    this.link = link;
    this.sessionBase = link.requestsBase();
  }

  /** Notes that something may be given; true for the first time since the last flush. */
  boolean touch() {
    boolean first = !touched;
    touched = true;
    return first;
  }

  /** Sends what was given since the last flush. */
  void flush() {
    touched = false;
    send();
  }

  /** See {@link LinkForwarder#forward}. */
  boolean forward(Manner manner, Connection connection, Arguments arguments, RemoteAnswer answer) {
    long bytes = RequestWriter.bytesOf(arguments);
    if (!admits()) {
      return false;
    }
    if (prepare(bytes, answer)) {
      writer.one(manner, connection, arguments, (int) bytes);
      added(answer, (int) bytes);
    }
    return true;
  }

  /** See {@link LinkForwarder#forwardAll}. */
  boolean forwardAll(Connection connection, List<Arguments> requests, RemoteAnswer answer) {
    if (!admits()) {
      return false;
    }
    long bytes = 0;
    for (Arguments request : requests) {
      bytes += RequestWriter.bytesOf(request);
    }
    if (prepare(bytes, answer)) {
      writer.block(connection, requests, (int) bytes);
      added(answer, (int) bytes);
    }
    return true;
  }

  private void send() {
    if (writer.size() == 0) {
      return;
    }
    byte[] message = writer.take();
    long number = link.offerRequests(sessionBase, message);
    if (number != OutboundLink.NOT_TAKEN) {
      pending.sent(number);
      return;
    }
    List<RemoteAnswer> unsent = pending.takeUnsent();
    home.execute(
        () -> {
          for (RemoteAnswer answer : unsent) {
            answer.failed(Failure.NOT_RUN);
          }
        });
  }

  /** See {@link LinkForwarder#cancel}. */
  void cancel(RemoteAnswer answer) {
    long id = pending.idOf(answer);
    if (id >= 0) {
      var _ = pending.take(id);
      begin();
      writer.cancel(id);
    }
  }

  /** See {@link LinkForwarder#endSession}. */
  void endSession(Connection connection) {
    begin();
    writer.end(connection.id());
  }

  /** Hands out a message of answers. */
  void deliver(byte[] array, int offset) {
    int count = RequestLayout.getInt(array, offset + Integer.BYTES);
    int entry = offset + RequestLayout.ANSWERS_HEADER_BYTES;
    int body = entry + count * RequestLayout.ANSWER_ENTRY_BYTES;
    for (int i = 0; i < count; i++) {
      long id = RequestLayout.getLong(array, entry);
      int tail = RequestLayout.getInt(array, entry + Long.BYTES);
      int status = tail >>> RequestLayout.STATUS_SHIFT;
      int length = tail & RequestLayout.LENGTH_MASK;
      if (status == RequestLayout.NOT_OWNER) {
        send(); // without knowing of it
        knownRefusal = TurnedAway.later(knownRefusal, length);
        length = 0;
      }
      deliver(id, status, array, body, length);
      entry += RequestLayout.ANSWER_ENTRY_BYTES;
      body += length;
    }
  }

  /** See {@link PeerLink.Events#reset}. */
  void reset(long notRunFrom, long deadBelow) {
    send(); // what was written before fails too: nothing may overtake what comes back
    pending.fail(notRunFrom, deadBelow);
    sessionBase = deadBelow;
  }

  private void deliver(long id, int status, byte[] array, int body, int length) {
    if (status == RequestLayout.WAITS) {
      pending.waits(id);
      return;
    }
    boolean last = status != RequestLayout.MORE;
    RemoteAnswer answer = last ? pending.take(id) : pending.find(id);
    if (answer == null) {
      return; // cancelled
    }
    if (status == RequestLayout.NOT_OWNER) {
      answer.failed(Failure.NOT_OWNER);
    } else {
      answer.arrived(array, body, length, last);
    }
  }

  private boolean admits() {
    return pending.count() < MOST_REQUESTS
        && pending.bytes() < MOST_BYTES
        && link.isOpen()
        && link.backlogBytes(Channel.REQUEST) < MOST_BACKLOG_BYTES;
  }

  /** Makes room for a request; false when it is too long, which is answered. */
  private boolean prepare(long bytes, RemoteAnswer answer) {
    if (bytes > Frame.MOST_MESSAGE_BYTES - RequestLayout.REQUESTS_HEADER_BYTES) {
      home.execute(() -> answer.arrived(TOO_LONG, 0, TOO_LONG.length, true));
      return false;
    }
    if (bytes > MESSAGE_BYTES) {
      send();
    }
    begin();
    return true;
  }

  private void begin() {
    if (writer.size() == 0) {
      writer.begin(forwarder, pending.nextId(), knownRefusal);
    }
  }

  private void added(RemoteAnswer answer, int bytes) {
    pending.add(answer, bytes);
    if (writer.size() >= MESSAGE_BYTES) {
      send();
    }
  }
}
