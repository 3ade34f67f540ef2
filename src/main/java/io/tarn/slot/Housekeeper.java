// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Environment;
import io.tarn.command.Slots.Defragmentation;
import io.tarn.slab.Slab;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does a node's work on memory that nobody waits for, on one thread, in short steps with pauses:
 * removes what has expired, touches the memory that will be needed next, brings memory below its
 * budget, frees what FLUSHALL has left, gives free pages back to the system and moves records out
 * of sparse pages. Sleeps while there is none.
 */
public final class Housekeeper implements AutoCloseable {

  /*
   * A thread and no actor: giving pages back may block in the system for milliseconds, and a walk
   * over ten million keys would have to be cut into messages only to keep a dispatcher's thread
   * free. A thread that works for a fraction of a millisecond and then sleeps for as long also
   * yields the processor to an I/O thread that has just been woken, which one that computes
   * without pause does not, for some milliseconds: on two processors that is the tail of the
   * latencies. It enters gates like everybody else.
   *
   * Each kind of work has its share of one processor: it pauses after a step for so long that the
   * step was that part of the time. What comes first in a turn starves what comes later; all of it
   * ends but the last.
   */

  /** Longest step of work, after which there is a pause. */
  static final long STEP_NANOS = 200_000;

  /** Longest step of expiry, which comes in bursts when clients are busy too. */
  static final long EXPIRY_STEP_NANOS = 100_000;

  /** Percent of one processor for expiry, and when it is late. */
  static final int EXPIRY_SHARE = 50;

  static final int LATE_SHARE = 90;

  /** Percent of one processor for bringing memory down. */
  static final int EVICTION_SHARE = 75;

  /** Percent of one processor for freeing what was flushed, and when writes wait for it. */
  static final int FREEING_SHARE = 50;

  static final int SHORT_SHARE = 90;

  /** Percent of one processor for giving pages back. */
  static final int GIVE_BACK_SHARE = 25;

  /** Percent of one processor for defragmentation (active-defrag-cycle-max). */
  static final int DEFRAGMENTATION_SHARE = 25;

  /** Nothing to do. */
  static final int IDLE = 0;

  /** Percent of one processor for touching the memory that will be needed next. */
  static final int TOUCH_SHARE = 90;

  /** Data below which no memory is touched ahead, so that an idle node stays small. */
  static final long TOUCH_LEAST_BYTES = 8 << 20;

  /** How often this looks for work that nobody has called it for. */
  private static final long LOOK_NANOS = 100_000_000;

  /** The same while data grows: what is touched ahead lasts for 16 ms at a gigabyte a second. */
  private static final long GROWING_LOOK_NANOS = 2_000_000;

  /** Pause after a step that failed. */
  private static final long FAILURE_NANOS = 1_000_000_000;

  private static final long JOIN_MILLIS = 2_000;

  private static final Logger LOG = LoggerFactory.getLogger(Housekeeper.class);

  private final Environment environment;
  private final SlotTable slots;
  private final Slab slab;
  private final LongSupplier wallMillis;
  private final Evictor evictor;
  private final Defragmenter defragmenter;
  private final Thread thread;
  private final Pace pace = new Pace();
  private long committedBytes;
  private volatile boolean asleep;
  private volatile boolean stopped;

  /** Creates one that works only when {@link #turn} is called. */
  Housekeeper(Environment environment, SlotTable slots, LongSupplier wallMillis) {
    this.environment = environment;
    this.slots = slots;
    this.slab = environment.slab();
    this.wallMillis = wallMillis;
    this.evictor = new Evictor(slots, slab, new SplittableRandom());
    this.defragmenter = new Defragmenter(slots, slab, System.nanoTime());
    this.thread = Thread.ofPlatform().name("tarn-housekeeper").daemon().unstarted(this::live);
  }

  /** Starts the thread of a node; its slots call it from now on. */
  public static Housekeeper start(Environment environment, SlotTable slots) {
    return start(environment, slots, System::currentTimeMillis);
  }

  static Housekeeper start(Environment environment, SlotTable slots, LongSupplier wallMillis) {
    Housekeeper housekeeper = new Housekeeper(environment, slots, wallMillis);
    slots.attach(housekeeper);
    housekeeper.thread.start();
    return housekeeper;
  }

  /** Says that there is work. Any thread; cheap when it is awake. */
  void call() {
    if (asleep) {
      LockSupport.unpark(thread);
    }
  }

  /** Returns what INFO says of defragmentation. Any thread. */
  Defragmentation defragmentation() {
    return defragmenter.figures();
  }

  /** Ends the thread. What is not done stays undone. */
  @Override
  public void close() {
    stopped = true;
    LockSupport.unpark(thread);
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException cut) {
      Thread.currentThread().interrupt();
    }
  }

  private void live() {
    while (!stopped) {
      long started = System.nanoTime();
      try {
        int share = turn();
        if (share == IDLE) {
          pace.idle();
          sleep();
        } else {
          pause(started, share);
        }
      } catch (RuntimeException | Error broken) {
        LOG.error("Housekeeping failed", broken);
        LockSupport.parkNanos(FAILURE_NANOS);
      }
    }
  }

  private void pause(long startedNanos, int share) {
    long from = System.nanoTime();
    long pause = pace.worked(from - startedNanos, share);
    if (pause > 0) {
      LockSupport.parkNanos(pause);
      pace.paused(System.nanoTime() - from);
    }
  }

  /* Looks again after it has said that it sleeps: a call in between would be lost. */
  private void sleep() {
    asleep = true;
    try {
      if (turn() == IDLE && !stopped) {
        long committed = slab.committedBytes();
        boolean grows = committed > committedBytes;
        committedBytes = committed;
        LockSupport.parkNanos(grows ? GROWING_LOOK_NANOS : LOOK_NANOS);
      }
    } finally {
      asleep = false;
    }
  }

  /** Does one step of the first work there is; returns its share in percent, or {@link #IDLE}. */
  int turn() {
    long nowNanos = System.nanoTime();
    long deadlineNanos = nowNanos + STEP_NANOS;
    long nowMillis = wallMillis.getAsLong();
    ExpiryTimers expiry = slots.expiryTimers();
    if (environment.parameters().activeExpire()
        && expiry.step(nowMillis, nowNanos + EXPIRY_STEP_NANOS)) {
      return expiry.isLate() ? LATE_SHARE : EXPIRY_SHARE;
    }
    if (slab.committedBytes() >= TOUCH_LEAST_BYTES && Slab.touchAheadStep()) {
      return TOUCH_SHARE;
    }
    if (slots.memoryLimit().step(evictor, nowMillis, deadlineNanos)) {
      return EVICTION_SHARE;
    }
    if (freeFlushed(deadlineNanos)) {
      if (slab.roomBytes() < RequestRoom.HEADROOM) {
        return SHORT_SHARE;
      }
      boolean _ = Slab.giveBackStep();
      return FREEING_SHARE;
    }
    if (Slab.giveBackStep()) {
      return GIVE_BACK_SHARE;
    }
    if (defragmenter.step(environment.parameters().activeDefrag(), nowNanos, deadlineNanos)) {
      return DEFRAGMENTATION_SHARE;
    }
    return IDLE;
  }

  private boolean freeFlushed(long deadlineNanos) {
    boolean any = false;
    while (slots.flushed().freeSome()) {
      any = true;
      if (System.nanoTime() - deadlineNanos >= 0) {
        break;
      }
    }
    return any;
  }
}
