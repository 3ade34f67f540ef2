// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.event;

import io.tarn.command.Arguments;
import io.tarn.command.KeyEvent;
import io.tarn.command.blocking.WaitingClients;
import io.tarn.command.transaction.Watches;
import io.tarn.keyspace.KeyObserver;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.Population;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where everything that happens to keys of this node is told, and passed on to whoever wants to
 * know. Any thread, with the gate of the key's slot entered.
 */
public final class KeyEvents implements KeyObserver {

  private static final byte[] KEYSPACE_PREFIX = bytes("__keyspace@0__:");
  private static final byte[] KEYEVENT_PREFIX = bytes("__keyevent@0__:");
  private static final byte[][] LABELS = new byte[KeyEvent.values().length][];
  private static final int MISS = EventClasses.bit(KeyEvent.MISS.kind());
  private static final int NEW = EventClasses.bit(KeyEvent.NEW.kind());

  static {
    for (KeyEvent event : KeyEvent.values()) {
      LABELS[event.ordinal()] = bytes(event.label());
    }
  }

  private final Population population;
  private final SlotInterest watched = new SlotInterest(this::settle);
  private final SlotInterest awaited = new SlotInterest(this::settle);
  private final Watches watches = new Watches(watched);
  private final WaitingClients waiting = new WaitingClients(awaited);
  private volatile KeyEventPublisher publisher = KeyEventPublisher.NONE;
  private volatile int classes;
  private volatile boolean idle = true;

  /** Creates the events of a node whose key spaces have this in common. */
  public KeyEvents(Population population) {
    this.population = population;
  }

  /** True while nobody wants to know anything: then nothing need be told. */
  public boolean isIdle() {
    return idle;
  }

  /** Returns who watches. */
  public Watches watches() {
    return watches;
  }

  /** Returns who waits. */
  public WaitingClients waiting() {
    return waiting;
  }

  /** Sets what brings notifications to their subscribers. */
  public void publisher(KeyEventPublisher value) {
    publisher = value;
  }

  /** Sets which notifications are sent, as {@link EventClasses} has them. */
  public void classes(int bits) {
    classes = bits;
    settle();
  }

  /**
   * Passes an event on to those who watch the key at argument {@code i} and to subscribers.
   *
   * @return the key if requests wait for it, otherwise null
   */
  public @Nullable KeyName changed(Arguments arguments, int i, KeyEvent event) {
    int slot = arguments.slot(i);
    boolean isWatched = watched.in(slot);
    boolean isAwaited = event != KeyEvent.DEL && awaited.in(slot);
    boolean isSent = isSent(event);
    if (!isWatched && !isAwaited && !isSent) {
      return null;
    }
    KeyName key = KeyName.of(arguments, i);
    if (isWatched) {
      watches.touch(key);
    }
    if (isSent) {
      send(event, key.bytes());
    }
    return isAwaited && waiting.isAwaited(key) ? key : null;
  }

  /** Passes a change that no event names (PFCOUNT keeps its estimate) on to those who watch. */
  public void modified(Arguments arguments, int i) {
    if (watched.in(arguments.slot(i))) {
      watches.touch(KeyName.of(arguments, i));
    }
  }

  /** Tells subscribers of an event that changes nothing (a key was created, or missed). */
  public void noted(Arguments arguments, int i, KeyEvent event) {
    if (isSent(event)) {
      send(event, arguments.bytes(i));
    }
  }

  /** Tells subscribers that a key was looked for in vain that is no argument. */
  public void missed(byte[] key) {
    if (isSent(KeyEvent.MISS)) {
      send(KeyEvent.MISS, key);
    }
  }

  /** True when subscribers want to know of keys that were looked for in vain. */
  public boolean observesMisses() {
    return (classes & MISS) != 0;
  }

  @Override
  public boolean observesCreation() {
    return (classes & NEW) != 0;
  }

  @Override
  public void created(int slot, byte[] key) {
    if (isSent(KeyEvent.NEW)) {
      send(KeyEvent.NEW, key);
    }
  }

  @Override
  public void expired(int slot, byte[] key) {
    removed(slot, key, KeyEvent.EXPIRED);
  }

  @Override
  public void fieldsExpired(int slot, byte[] key, boolean last) {
    removed(slot, key, KeyEvent.HEXPIRED);
    if (last) {
      removed(slot, key, KeyEvent.DEL);
    }
  }

  @Override
  public void evicted(int slot, byte[] key) {
    removed(slot, key, KeyEvent.EVICTED);
  }

  @Override
  public void emptied(Keyspace keyspace) {
    if (watched.in(keyspace.slot())) {
      watches.touchAll(keyspace);
    }
  }

  private void removed(int slot, byte[] key, KeyEvent event) {
    if (watched.in(slot)) {
      watches.touch(new KeyName(slot, key));
    }
    if (isSent(event)) {
      send(event, key);
    }
  }

  private boolean isSent(KeyEvent event) {
    return classes != 0 && (classes & EventClasses.bit(event.kind())) != 0;
  }

  private void send(KeyEvent event, byte[] key) {
    byte[] label = LABELS[event.ordinal()];
    if ((classes & EventClasses.KEYSPACE) != 0) {
      publisher.publish(joined(KEYSPACE_PREFIX, key), label);
    }
    if ((classes & EventClasses.KEYEVENT) != 0) {
      publisher.publish(joined(KEYEVENT_PREFIX, label), key);
    }
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] all = new byte[first.length + second.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /* Whoever watches or waits has entered the gate, so it is seen by all who enter that gate later. */
  private synchronized void settle() {
    boolean sends =
        (classes & (EventClasses.KEYSPACE | EventClasses.KEYEVENT)) != 0
            && (classes & ~(EventClasses.KEYSPACE | EventClasses.KEYEVENT)) != 0;
    boolean quiet = !watched.any() && !awaited.any() && !sends;
    population.observer(quiet ? null : this);
    idle = quiet;
  }
}
