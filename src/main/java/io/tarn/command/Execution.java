// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import io.tarn.command.blocking.KeyWait;
import io.tarn.command.event.KeyEvents;
import io.tarn.command.event.KeyName;
import io.tarn.keyspace.Keyspace;
import io.tarn.metric.CommandCounters;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a handler may reach while it runs: the key spaces of its keys, the clock, the connection and
 * the node. One per I/O thread, filled again for every request.
 */
public final class Execution {

  /** Elements that a command may touch on a thread that serves many connections: some 0.5 ms. */
  public static final long LONG_WORK = 10_000;

  private final Environment environment;
  private final CommandCounters.Stripe counters;
  private Connection connection;
  private long nowMillis;
  private boolean touches = true;
  private final boolean patient;
  private boolean quiet;
  private final KeyEvents events;
  private boolean inTransaction;

  /** The key arguments that the present request has changed, each noted once or more. */
  private int[] changedKeys = new int[8];

  private int changes;
  private long quietChanges;

  /** Begins what answers the request later. */
  private @Nullable Consumer<Consumer<Reply>> later;

  /** How the request waits, if it must. */
  private @Nullable KeyWait wait;

  /** Keys that have changed and that requests wait for; null while there are none. */
  private @Nullable LinkedHashSet<KeyName> ready;

  /** Creates the context of a thread that may work for long, which counts in {@code counters}. */
  public Execution(
      Environment environment, CommandCounters.Stripe counters, Connection connection) {
    this(environment, counters, connection, true);
  }

  /**
   * Creates the context of a thread, which counts in {@code counters}.
   *
   * @param patient false when others wait while it works, see {@link #longWork}
   */
  public Execution(
      Environment environment,
      CommandCounters.Stripe counters,
      Connection connection,
      boolean patient) {
    this.environment = environment;
    this.counters = counters;
    this.connection = connection;
    this.patient = patient;
    this.events = environment.keyEvents();
  }

  /** Prepares for a request. */
  public void begin(Connection requester, long wallMillis) {
    connection = requester;
    nowMillis = wallMillis;
    touches = !requester.noTouch();
    wait = null;
    later = null;
    ready = null;
    changes = 0;
  }

  /** Forgets which keys have been changed: another request of the same transaction begins. */
  public void forgetChanges() {
    changes = 0;
  }

  /** Returns how many entries {@link #changedKey} has; 0 when the request has changed nothing. */
  public int changes() {
    return changes;
  }

  /** Returns the argument that is a key which the request has changed. One may come repeatedly. */
  public int changedKey(int n) {
    return changedKeys[n];
  }

  /** Returns how many changes were made quietly, since the start. */
  public long quietChanges() {
    return quietChanges;
  }

  private void noteChange(int key) {
    if (quiet) {
      quietChanges++;
    } else if (changes == 0 || changedKeys[changes - 1] != key) {
      if (changes == changedKeys.length) {
        changedKeys = Arrays.copyOf(changedKeys, 2 * changes);
      }
      changedKeys[changes++] = key;
    }
  }

  /** Returns the key space of the key at argument {@code i}, whose gate has been entered. */
  public Keyspace keyspace(Arguments arguments, int i) {
    return environment.slots().at(arguments.slot(i));
  }

  /** Returns the wall clock of this request in milliseconds since 1970. */
  public long nowMillis() {
    return nowMillis;
  }

  /** Returns who asked. */
  public Connection connection() {
    return connection;
  }

  /** Returns what the node offers. */
  public Environment environment() {
    return environment;
  }

  /**
   * Finds the key at argument {@code i} for reading: marks the access, unless the connection asked
   * for CLIENT NO-TOUCH, and counts a hit or a miss. Writers, whose look-ups Redis does not count,
   * use {@link #findToWrite}.
   */
  public long find(Keyspace keyspace, Arguments arguments, int i) {
    if (quiet) {
      return peek(keyspace, arguments, i);
    }
    return touches ? touch(keyspace, arguments, i) : inspect(keyspace, arguments, i);
  }

  /** As {@link #find}, but marks the access even under CLIENT NO-TOUCH (TOUCH). */
  public long touch(Keyspace keyspace, Arguments arguments, int i) {
    return counted(
        arguments,
        i,
        keyspace.find(
            arguments.hash(i),
            arguments.array(i),
            arguments.offset(i),
            arguments.length(i),
            nowMillis));
  }

  /** As {@link #find}, but leaves the access marks alone (EXISTS, TTL, TYPE, ...). */
  public long inspect(Keyspace keyspace, Arguments arguments, int i) {
    return counted(arguments, i, peek(keyspace, arguments, i));
  }

  /** As {@link #inspect}, but subscribers are not told that a key was missed (OBJECT). */
  public long inspectQuietly(Keyspace keyspace, Arguments arguments, int i) {
    return counted(peek(keyspace, arguments, i));
  }

  /** Finds the key at argument {@code i} for writing: marks the access, counts nothing. */
  public long findToWrite(Keyspace keyspace, Arguments arguments, int i) {
    return touches
        ? keyspace.findToWrite(
            arguments.hash(i),
            arguments.array(i),
            arguments.offset(i),
            arguments.length(i),
            nowMillis)
        : peek(keyspace, arguments, i);
  }

  /** Finds the key at argument {@code i} without marking the access. */
  public long peek(Keyspace keyspace, Arguments arguments, int i) {
    return keyspace.peek(
        arguments.hash(i), arguments.array(i), arguments.offset(i), arguments.length(i), nowMillis);
  }

  /**
   * Tells whoever waits for a change of the key at argument {@code i}: clients that watch it or are
   * blocked on it, and subscribers of keyspace events. Called after the change, for each event in
   * the order in which Redis names them. While nobody does, this is one read.
   */
  public void changed(Keyspace keyspace, Arguments arguments, int i, KeyEvent event) {
    noteChange(i);
    vanished(keyspace, arguments, i, event);
  }

  /** As {@link #changed}, after what the key space itself has removed and told of. */
  public void vanished(Keyspace keyspace, Arguments arguments, int i, KeyEvent event) {
    if (!events.isIdle() && !quiet) {
      KeyName awaited = events.changed(arguments, i, event);
      if (awaited != null) {
        ready(awaited);
      }
    }
  }

  /** Tells those who watch the key at argument {@code i} of a change that no event names. */
  public void modified(Arguments arguments, int i) {
    noteChange(i);
    if (!events.isIdle() && !quiet) {
      events.modified(arguments, i);
    }
  }

  /** Notes that the key at argument {@code i} holds other bytes, of which nobody is told. */
  public void lengthened(int i) {
    noteChange(i);
  }

  /**
   * Tells subscribers that the key at argument {@code i} was created where another value was. Keys
   * that were absent need no such call.
   */
  public void recreated(Arguments arguments, int i) {
    if (!events.isIdle() && !quiet) {
      events.noted(arguments, i, KeyEvent.NEW);
    }
  }

  /** Notes that a key for which requests wait may have something for them. */
  public void ready(KeyName key) {
    if (ready == null) {
      ready = new LinkedHashSet<>();
    }
    ready.add(key);
  }

  /** Returns the first key noted by {@link #ready}, which is noted no longer, or null. */
  public @Nullable KeyName takeReady() {
    if (ready == null) {
      return null;
    }
    KeyName first = ready.removeFirst();
    if (ready.isEmpty()) {
      ready = null;
    }
    return first;
  }

  /** True when {@link #takeReady} has something. */
  public boolean hasReady() {
    return ready != null;
  }

  /**
   * Lets the request wait for its keys, of which none has what it wants. Within a transaction it
   * does not wait.
   *
   * @return what the handler must answer
   */
  public Reply block(KeyWait how) {
    if (inTransaction) {
      return how.withoutWaiting();
    }
    wait = how;
    return Reply.NONE;
  }

  /** Returns what {@link #block} has noted, which is noted no longer, or null. */
  public @Nullable KeyWait takeWait() {
    KeyWait noted = wait;
    wait = null;
    return noted;
  }

  /**
   * Has the request be answered later, without holding its gates.
   *
   * @param start called when the handler has returned, with who takes the answer, on any thread
   * @return what the handler must answer
   */
  public Reply answerLater(Consumer<Consumer<Reply>> start) {
    later = start;
    return Reply.NONE;
  }

  /** Returns what {@link #answerLater} has noted, which is noted no longer, or null. */
  public @Nullable Consumer<Consumer<Reply>> takeLater() {
    Consumer<Consumer<Reply>> noted = later;
    later = null;
    return noted;
  }

  /**
   * Says whether commands run as parts of another one from now on: nothing is counted, nobody is
   * told, and nothing is deferred or refused for want of memory.
   *
   * @return what was said before
   */
  public boolean quiet(boolean value) {
    boolean before = quiet;
    quiet = value;
    return before;
  }

  /** Says whether the requests from now on are those of one transaction. */
  public void inTransaction(boolean value) {
    inTransaction = value;
  }

  /** True while the request is one of a transaction, whose requests have one answer each. */
  public boolean isInTransaction() {
    return inTransaction;
  }

  /**
   * Called by a command before it changes anything, if it is going to touch or answer {@code
   * elements} elements of collections. When that is much and this is a thread that serves many
   * connections, the command is left and begun again by the slot's entity, so that the others need
   * not wait for it. A transaction is not left half-way.
   *
   * @param key the argument that is its first key
   */
  public void longWork(Arguments arguments, int key, long elements) {
    if (elements > LONG_WORK && !patient && !inTransaction && !quiet) {
      throw new Slots.SlotBusyException(arguments.slot(key));
    }
  }

  /**
   * Called by a command before it changes a collection, with about the memory it will need. From
   * then on its allocations through {@link io.tarn.keyspace.collection.Blocks} are not refused.
   *
   * @throws io.tarn.slab.OutOfBudgetException when the budget has no room for that
   */
  public void admit(long bytes) {
    if (!quiet) {
      environment.slab().admit(bytes);
    }
  }

  private long counted(Arguments arguments, int i, long record) {
    if (record == Keyspace.NONE && events.observesMisses()) {
      events.noted(arguments, i, KeyEvent.MISS);
    }
    return counted(record);
  }

  private long counted(long record) {
    counters.add(
        record == Keyspace.NONE
            ? CommandCounters.Total.KEYSPACE_MISSES
            : CommandCounters.Total.KEYSPACE_HITS,
        1);
    return record;
  }
}
