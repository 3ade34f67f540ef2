// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.tarn.command.Environment;
import io.tarn.command.wire.RespEncoder;
import io.tarn.metric.CommandCounters;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** What the sessions of one I/O thread share; used on that thread only. */
final class RespLoop {

  /** Bytes of one read. */
  static final int READ_BYTES = 64 << 10;

  /** Reads of one channel before the next channel has its turn. */
  static final int READS_PER_PASS = 8;

  /**
   * Sessions whose answers wait for the end of the turn, at most: with more, the clients would have
   * nothing to do while the thread runs the rest, and the thread nothing while they read.
   */
  static final int MOST_UNFLUSHED = 16;

  private static final FastThreadLocal<RespLoop> CURRENT = new FastThreadLocal<>();

  private final Environment environment;
  private final RespSettings settings;
  private final Connections connections;
  private final Requests requests;
  private final int arena;
  private final CommandCounters.Stripe counters;
  private final RespEncoder encoder = new RespEncoder();
  private final RespEncoder sideEncoder = new RespEncoder(1 << 10);
  private final RequestBatch batch = new RequestBatch(Requests.MOST_PREFETCHED);
  private final long heldLimitBytes;
  private final ClientMemory memory;
  private byte[] scratch = new byte[READ_BYTES];
  private @Nullable ByteBuf readBuffer;
  private long heldBytes;
  private final ArrayList<RespSession> unflushed = new ArrayList<>();
  private final PushQueue pushes;
  private @Nullable PushQueue congestion;
  private final Runnable flushTask = this::flushAll;
  private final EventLoop thread;
  private ArrayList<RespSession> ready = new ArrayList<>();
  private ArrayList<RespSession> drained = new ArrayList<>();
  private final Runnable readyTask = this::drainReady;

  /**
   * Creates the shared part of a thread.
   *
   * @param arena arena of the slab that the thread prefers
   * @param heldLimitBytes most heap that the thread's unfinished requests may take
   * @param thread the thread
   */
  RespLoop(
      Environment environment,
      RespSettings settings,
      Connections connections,
      Requests requests,
      int arena,
      long heldLimitBytes,
      EventLoop thread) {
    this.environment = environment;
    this.settings = settings;
    this.connections = connections;
    this.requests = requests;
    this.arena = arena;
    this.heldLimitBytes = heldLimitBytes;
    this.memory = new ClientMemory(environment.slab());
    this.counters = environment.counters().newStripe();
    this.pushes = new PushQueue(thread);
    this.thread = thread;
  }

  /** Returns the part of the calling thread, or null when it is no I/O thread. */
  static @Nullable RespLoop current() {
    return CURRENT.get();
  }

  /** Makes this the part of the calling thread. */
  void begin() {
    CURRENT.set(this);
  }

  Environment environment() {
    return environment;
  }

  RespSettings settings() {
    return settings;
  }

  Connections connections() {
    return connections;
  }

  Requests requests() {
    return requests;
  }

  int arena() {
    return arena;
  }

  CommandCounters.Stripe counters() {
    return counters;
  }

  RespEncoder encoder() {
    return encoder;
  }

  /** Returns the encoder for answers that do not follow what {@link #encoder} holds. */
  RespEncoder sideEncoder() {
    return sideEncoder;
  }

  RequestBatch batch() {
    return batch;
  }

  /** Returns the messages for the thread's sessions. */
  PushQueue pushes() {
    return pushes;
  }

  /** Notes that the request which runs has published more than a queue should hold. */
  void congestedBy(PushQueue full) {
    congestion = full;
  }

  /** Returns the queue that the last request has filled, or null, and forgets it. */
  @Nullable PushQueue takeCongestion() {
    PushQueue full = congestion;
    if (full != null) {
      congestion = null;
    }
    return full;
  }

  /** Returns an array of at least {@code bytes} bytes, free until the session's read is parsed. */
  byte[] scratch(int bytes) {
    if (scratch.length < bytes) {
      scratch = new byte[bytes];
    }
    return scratch;
  }

  /** Returns the thread's empty read buffer, or a new one while that is in use. */
  ByteBuf readBuffer(ByteBufAllocator allocator) {
    ByteBuf buffer = readBuffer;
    if (buffer == null) {
      buffer = allocator.directBuffer(READ_BYTES, READ_BYTES);
      readBuffer = buffer;
    } else if (buffer.refCnt() != 1) {
      return allocator.directBuffer(READ_BYTES, READ_BYTES);
    }
    return buffer.clear().retain();
  }

  /** Frees the read buffer. The thread has ended. */
  void release() {
    if (readBuffer != null) {
      readBuffer.release();
      readBuffer = null;
    }
  }

  /**
   * Has a session flush once all channels that are ready have been read, or {@link #MOST_UNFLUSHED}
   * of them. Sending everything in one go wakes the receivers once instead of once a socket, which
   * is most of what an unpipelined request costs: 50 clients that wait on one thread are woken by
   * the first send, and find the other answers there.
   */
  void flushLater(RespSession session, EventLoop thread) {
    unflushed.add(session);
    if (unflushed.size() == 1) {
      thread.execute(flushTask);
    } else if (unflushed.size() >= MOST_UNFLUSHED) {
      flushAll();
    }
  }

  /**
   * Has a session hand over the answers that have come from elsewhere, once all that have come in
   * this turn are there.
   */
  void placeReady(RespSession session) {
    if (session.beginReady()) {
      ready.add(session);
      if (ready.size() == 1) {
        thread.execute(readyTask);
      }
    }
  }

  private void drainReady() {
    ArrayList<RespSession> sessions = ready;
    ready = drained;
    drained = sessions;
    for (int i = 0; i < sessions.size(); i++) {
      sessions.get(i).placesReady();
    }
    sessions.clear();
  }

  private void flushAll() {
    for (int i = 0; i < unflushed.size(); i++) {
      unflushed.get(i).flush();
    }
    unflushed.clear();
  }

  /** Notes that unfinished requests hold more or less heap; true while within the limit. */
  boolean held(long change) {
    heldBytes += change;
    memory.change(change);
    return heldBytes <= heldLimitBytes;
  }

  /** Notes that sockets have left more, or less, of the answers given to them. */
  void unsent(long change) {
    memory.change(change);
  }
}
