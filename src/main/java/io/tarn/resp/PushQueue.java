// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.netty.channel.EventLoop;
import io.tarn.command.pubsub.Membership;
import io.tarn.command.pubsub.Message;
import io.tarn.command.pubsub.Outlet;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages on their way to the sessions of one I/O thread. Any thread publishes into it; the
 * I/O thread hands over what there is in one go and sends afterwards, once for each session.
 */
final class PushQueue implements Outlet {

  /*
   * Order. A session sees the messages of the queue in their order, each as soon as the queue has
   * been drained: at the end of the turn, but also before requests of a session with subscriptions
   * run, before the answer to UNSUBSCRIBE and after each request of such a session. So what was
   * published before a client asked for anything arrives before its answer, and nothing arrives for
   * a subscription whose end was confirmed.
   *
   * Bounds. Publishing costs one step, handing over one for each subscriber, so publishers on other
   * threads could outrun this one without end. Whoever has put in the message that makes the work
   * more than MOST_WORK waits until half of it is done: the session that published, not its thread.
   * A thread that is no I/O thread cannot wait; beyond MOST_BYTES the members that the message was
   * for are cut off instead, because a subscriber may be disconnected but must not miss a message
   * without being told.
   */

  private static final Logger LOG = LoggerFactory.getLogger(PushQueue.class);

  /** Bytes to be handed over, times sessions, at which publishers wait. */
  static final long MOST_WORK = 4 << 20;

  /** Bytes of encoded messages that may wait. */
  static final long MOST_BYTES = 64 << 20;

  /** What handing over to a session costs beside the bytes, in bytes. */
  private static final int HAND_OVER_BYTES = 32;

  /** Heap of a message in the queue beside its bytes. */
  private static final int DELIVERY_BYTES = 80;

  /**
   * A message and those of this thread who get it.
   *
   * @param members the first {@code count} of it
   */
  private record Delivery(byte[] frame, Membership[] members, int count) {
    long bytes() {
      return (long) frame.length + DELIVERY_BYTES;
    }

    long work() {
      return ((long) frame.length + HAND_OVER_BYTES) * count;
    }
  }

  private final EventLoop thread;
  private final ConcurrentLinkedQueue<Delivery> queue = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Runnable> waiters = new ConcurrentLinkedQueue<>();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong work = new AtomicLong();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final Runnable turn = this::takeTurn;
  private final Runnable flushTask = this::flush;

  /** Sessions that have messages which the channel has not got; then those to be flushed. */
  private final ArrayList<RespSession> touched = new ArrayList<>();

  private final ArrayList<RespSession> unflushed = new ArrayList<>();

  PushQueue(EventLoop thread) {
    this.thread = thread;
  }

  @Override
  public void deliver(Message message, Membership[] members, int count) {
    Delivery one = new Delivery(message.encoded(PushFrame::encode), members, count);
    long before = bytes.getAndAdd(one.bytes());
    if (before > 0 && before + one.bytes() > MOST_BYTES) {
      bytes.addAndGet(-one.bytes());
      cutOff(one);
      return;
    }
    long waiting = work.addAndGet(one.work());
    queue.add(one);
    if (waiting > MOST_WORK) {
      RespLoop publisher = RespLoop.current();
      if (publisher != null) {
        publisher.congestedBy(this);
      }
    }
    if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
      execute(turn);
    }
  }

  /** Has a task run once there is little left to do; perhaps at once. Any thread. */
  void whenDrained(Runnable task) {
    waiters.add(task);
    wakeWaiters();
  }

  /**
   * Hands over all that is in the queue. On this thread; also while a session runs, so it sends
   * nothing itself.
   */
  void drain() {
    if (!queue.isEmpty()) {
      handOver(Long.MAX_VALUE);
      execute(flushTask);
    }
  }

  private void takeTurn() {
    scheduled.set(false);
    handOver(MOST_WORK);
    flush();
    if (!queue.isEmpty() && scheduled.compareAndSet(false, true)) {
      execute(turn);
    }
  }

  private void handOver(long most) {
    long done = 0;
    while (done < most) {
      Delivery one = queue.poll();
      if (one == null) {
        break;
      }
      PushFrame frame = new PushFrame(one.frame());
      for (int i = 0; i < one.count(); i++) {
        RespSession session = ((RespConnection) one.members()[i].connection()).session();
        if (session.pushes().take(frame)) {
          touched.add(session);
        }
      }
      frame.release();
      done += one.work();
      work.addAndGet(-one.work());
      bytes.addAndGet(-one.bytes());
    }
    for (int i = 0; i < touched.size(); i++) {
      touched.get(i).pushes().handOver();
    }
    unflushed.addAll(touched);
    touched.clear();
    wakeWaiters();
  }

  /* A flush may let a session run, and that may drain again: so the list is taken first. */
  private void flush() {
    RespSession[] sessions = unflushed.toArray(RespSession[]::new);
    unflushed.clear();
    for (RespSession session : sessions) {
      session.flush();
    }
  }

  private void wakeWaiters() {
    if (work.get() <= MOST_WORK / 2) {
      for (Runnable task = waiters.poll(); task != null; task = waiters.poll()) {
        task.run();
      }
    }
  }

  private void cutOff(Delivery one) {
    for (int i = 0; i < one.count(); i++) {
      var connection = one.members()[i].connection();
      LOG.warn(
          "messages come faster than they can be sent, closed: client={}",
          connection.remoteAddress());
      connection.close();
    }
  }

  /* A thread that has stopped has no clients left to send to. */
  private void execute(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException stopped) {
      queue.clear();
    }
  }
}
