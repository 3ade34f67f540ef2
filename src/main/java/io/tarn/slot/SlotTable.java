// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Execution;
import io.tarn.command.Reply;
import io.tarn.command.Slots;
import io.tarn.command.blocking.WaitingClients;
import io.tarn.keyspace.HashSlot;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.Leftovers;
import io.tarn.keyspace.Population;
import io.tarn.slab.Slab;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.function.ToLongFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * All 16,384 slots as this node sees them, and the requests that wait for them. Any thread.
 *
 * <p>A slot is used by entering its gate. A slot whose gate is taken or closed is waited for in its
 * line, and its entity is woken: directly while the slot has one, through the shard region
 * otherwise. Lines belong to the table and not to the entities, so that a request survives the end
 * of an entity. A wake-up may be lost on that occasion; {@link #sweep} repeats it.
 */
public final class SlotTable implements Slots {

  /** How often {@link #sweep} wants to be called, in milliseconds. */
  public static final int SWEEP_MILLIS = 50;

  /** One sweep in so many also looks for slots that have lost their entity. */
  private static final int ORPHAN_SWEEPS = 20;

  private static final SlotMessage.Attend ATTEND = new SlotMessage.Attend();

  private final Slab slab;
  private final SlotSettings settings;
  private final Population population = new Population();
  private final Fence fence = new Fence();
  private final Slot[] slots = new Slot[HashSlot.COUNT];
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile @Nullable IntConsumer starter;
  private final Onward onward = new Onward(this);
  private final FlushedKeys flushed = new FlushedKeys();
  private final ExpiryTimers expiryTimers = new ExpiryTimers(this);
  private final MemoryLimit memoryLimit;
  private volatile @Nullable Housekeeper housekeeper;
  private volatile boolean stopped;
  private volatile boolean recording;
  private final StreamRemovals removals = new StreamRemovals(this);
  private int sweeps;

  /** Creates the table with every slot closed and empty. */
  public SlotTable(Slab slab) {
    this(slab, SlotSettings.DEFAULT);
  }

  /** Creates the table with limits of its own. */
  public SlotTable(Slab slab, SlotSettings settings) {
    this.slab = slab;
    this.settings = settings;
    this.memoryLimit = new MemoryLimit(slab, population);
    population.onDiscard(this::freeLater);
    for (int number = 0; number < slots.length; number++) {
      slots[number] = new Slot(number, new Keyspace(number, slab, population), fence);
    }
  }

  @Override
  public Keyspace at(int slot) {
    return slots[slot].keyspace();
  }

  @Override
  public <T> T visit(int slot, Visitor<T> work) {
    Slot visited = slots[slot];
    EnteredGates mine = EnteredGates.announcedHere(this);
    if (mine != null && mine.holds(slot)) {
      return work.visit(visited.keyspace());
    }
    if (!visited.tryEnterAnyway()) {
      throw new SlotBusyException(slot);
    }
    try {
      return work.visit(visited.keyspace());
    } finally {
      leave(visited);
    }
  }

  @Override
  public void flush() {
    AllGates.detachAll(this, flushed);
    population.choice().reset();
    callHousekeeper();
  }

  @Override
  public void added(Keyspace keyspace, byte[] key, Execution execution) {
    if (recording) {
      removals.added(keyspace, key, execution);
    }
  }

  /** True when the changes of some slot may be wanted. */
  boolean isRecording() {
    return recording;
  }

  /** Has the changes of slots looked at from now on, of those that have a stream. */
  void startRecording() {
    population.removals(removals);
    recording = true;
  }

  /** Empties a key space that nobody else uses; the memory is freed in the background. */
  void discard(Keyspace keyspace) {
    if (keyspace.size() > 0) {
      freeLater(keyspace.detach());
    }
  }

  private void freeLater(Leftovers leftovers) {
    flushed.add(leftovers);
    callHousekeeper();
  }

  @Override
  public int size(int slot) {
    Slot visited = slots[slot];
    if (!visited.isLed()) {
      return 0;
    }
    if (!visited.isOpen()) {
      if (onward.isElsewhere(slot)) {
        return 0;
      }
      throw new SlotBusyException(slot);
    }
    return visited.keyspace().size();
  }

  @Override
  public long size() {
    return sum(slot -> slot.isOpen() ? slot.keyspace().size() : 0);
  }

  @Override
  public long expiringSize() {
    return sum(slot -> slot.isOpen() ? slot.keyspace().expiringSize() : 0);
  }

  @Override
  public long expiredCount() {
    return sum(slot -> slot.keyspace().expiredCount());
  }

  @Override
  public long evictedCount() {
    return sum(slot -> slot.keyspace().evictedCount());
  }

  private long sum(ToLongFunction<Slot> figure) {
    long sum = 0;
    for (Slot slot : slots) {
      sum += figure.applyAsLong(slot);
    }
    return sum;
  }

  @Override
  public Population population() {
    return population;
  }

  @Override
  public long pendingFrees() {
    return flushed.pending();
  }

  @Override
  public long lazilyFreed() {
    return flushed.freed();
  }

  @Override
  public void limitMemory(long bytes) {
    if (memoryLimit.set(bytes)) {
      callHousekeeper();
    }
  }

  @Override
  public Defragmentation defragmentation() {
    Housekeeper present = housekeeper;
    return present == null ? Defragmentation.NONE : present.defragmentation();
  }

  FlushedKeys flushed() {
    return flushed;
  }

  ExpiryTimers expiryTimers() {
    return expiryTimers;
  }

  MemoryLimit memoryLimit() {
    return memoryLimit;
  }

  /** Names the thread that does what is put into the queues of this table. */
  void attach(Housekeeper worker) {
    housekeeper = worker;
  }

  void callHousekeeper() {
    Housekeeper present = housekeeper;
    if (present != null) {
      present.call();
    }
  }

  /** Returns how many slots are open. */
  public int openCount() {
    int count = 0;
    for (Slot slot : slots) {
      count += slot.isOpen() ? 1 : 0;
    }
    return count;
  }

  /** Returns how many requests wait for slots. */
  public int waitingCount() {
    return waiting.get();
  }

  /** Names who is told of slots that requests wait for and that have no entity. Any thread. */
  public void attach(IntConsumer opener) {
    starter = opener;
  }

  /**
   * Answers requests that have waited too long, sends on those that other nodes must run, and wakes
   * again the entities of slots for which requests wait, in case a wake-up was lost. To be called
   * every {@link #SWEEP_MILLIS} by one thread at a time.
   */
  public void sweep(long nowNanos) {
    if (waiting.get() > 0) {
      for (Slot slot : slots) {
        WaitingLine line = slot.lineOrNull();
        if (line != null && !line.isEmpty()) {
          onward.send(slot, line);
          answerOverdue(slot, line, nowNanos);
          wake(slot);
        }
      }
    }
    onward.sendBlocked();
    if (++sweeps % ORPHAN_SWEEPS == 0) {
      for (Slot slot : slots) {
        if (slot.entity() == null && slot.isOpen()) {
          wake(slot);
        }
      }
    }
  }

  /** Answers all that wait and refuses all that would wait from now on: the node leaves. */
  public void stop() {
    stopped = true;
    for (Slot slot : slots) {
      answerAll(slot);
    }
  }

  /**
   * Says which slots other nodes lead: what looks at all slots passes over those, and requests that
   * wait here for one are sent on.
   *
   * @param clients the requests that wait for keys, some of which may go with their slots
   */
  public void elsewhere(IntPredicate ledByOthers, WaitingClients clients) {
    onward.elsewhere(ledByOthers, clients);
  }

  /** Sends on the requests that wait for a slot which another node leads now. Any thread. */
  public void sendOn(int slot) {
    WaitingLine line = slots[slot].lineOrNull();
    if (line != null && !line.isEmpty()) {
      onward.send(slots[slot], line);
    }
  }

  /** Returns whether this node may serve. */
  public Fence fence() {
    return fence;
  }

  Onward onward() {
    return onward;
  }

  Slot slot(int number) {
    return slots[number];
  }

  /** Leaves a gate, and wakes the entity when it waits for that. */
  void leave(Slot slot) {
    if (slot.leave()) {
      wake(slot);
    }
  }

  /** Returns the {@code nanoTime} by which a request that begins to wait now is answered. */
  long waitDeadlineNanos() {
    return System.nanoTime() + settings.waitMillis() * 1_000_000L;
  }

  /**
   * Puts a request into the line of a slot and wakes the entity.
   *
   * @return why it may not wait, or null
   */
  Reply.@Nullable Failure await(int number, WaitingRequest request) {
    Slot slot = slots[number];
    if (stopped) {
      return LEAVING;
    }
    if (waiting.incrementAndGet() > settings.waitingPerNode()) {
      waiting.decrementAndGet();
      return new Reply.Failure("TRYAGAIN Too many requests wait on this node");
    }
    if (!slot.line().add(request, settings.waitingPerSlot())) {
      waiting.decrementAndGet();
      return new Reply.Failure("TRYAGAIN Too many requests wait for slot " + number);
    }
    if (stopped) {
      answerAll(slot);
    }
    wake(slot);
    return null;
  }

  /** Takes an answered request out of its line. */
  void finish(WaitingLine line, WaitingRequest request) {
    if (line.remove(request)) {
      waiting.decrementAndGet();
    }
  }

  /** Wakes the entity of a slot, or has one started. */
  void wake(Slot slot) {
    ActorRef<SlotMessage> entity = slot.entity();
    IntConsumer opener = starter;
    if (entity != null) {
      entity.tell(ATTEND);
    } else if (opener != null) {
      opener.accept(slot.number());
    }
  }

  private static final Reply.Failure LEAVING =
      new Reply.Failure("CLUSTERDOWN This node is leaving");

  private void answerOverdue(Slot slot, WaitingLine line, long nowNanos) {
    for (WaitingRequest request : line) {
      if (request.isOverdue(nowNanos)) {
        answer(
            line,
            request,
            new Reply.Failure(
                (fence.isUp() ? "CLUSTERDOWN Majority not heard: slot " : "TRYAGAIN Slot ")
                    + slot.number()
                    + " was not available for "
                    + settings.waitMillis()
                    + " ms"));
      }
    }
  }

  private void answerAll(Slot slot) {
    WaitingLine line = slot.lineOrNull();
    if (line != null) {
      for (WaitingRequest request : line) {
        answer(line, request, LEAVING);
      }
    }
  }

  private void answer(WaitingLine line, WaitingRequest request, Reply.Failure failure) {
    if (request.claim()) {
      request.release(slab);
      request.sink().acceptLater(failure);
      finish(line, request);
    }
  }
}
