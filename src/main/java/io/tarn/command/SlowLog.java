// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The log of slow commands, newest first, bounded by slowlog-max-len. Any thread; takes a lock,
 * which only slow commands reach.
 */
public final class SlowLog {

  /** Most arguments of an entry; the last one then says how many were left out. */
  private static final int ARGUMENTS = 32;

  /** Most bytes of an argument, which then ends by saying how many were left out. */
  private static final int ARGUMENT_BYTES = 128;

  /**
   * A slow command.
   *
   * @param id grows by one with each entry, across {@link #reset}
   * @param unixSeconds when it ran
   * @param micros how long it ran
   * @param arguments name and arguments, shortened
   * @param address "host:port" of the client
   * @param clientName as CLIENT SETNAME set it, or ""
   */
  public record Entry(
      long id,
      long unixSeconds,
      long micros,
      List<byte[]> arguments,
      String address,
      String clientName) {}

  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private final LatencyMonitor latencyMonitor = new LatencyMonitor();
  private long maxLength = 128;
  private long nextId;

  /** Notes a command that took longer than slowlog-log-slower-than. */
  public void add(Arguments arguments, Connection connection, long nowMillis, long micros) {
    List<byte[]> shortened = shortened(arguments);
    synchronized (this) {
      if (maxLength == 0) {
        return;
      }
      entries.addFirst(
          new Entry(
              nextId++,
              Math.floorDiv(nowMillis, 1000L),
              micros,
              shortened,
              connection.remoteAddress(),
              connection.name()));
      trim();
    }
  }

  /** Sets slowlog-max-len and drops what is beyond it. */
  public synchronized void maxLength(long length) {
    maxLength = length;
    trim();
  }

  /** Returns at most {@code count} entries, newest first. */
  public synchronized List<Entry> newest(long count) {
    List<Entry> newest = new ArrayList<>();
    Iterator<Entry> all = entries.iterator();
    while (newest.size() < count && all.hasNext()) {
      newest.add(all.next());
    }
    return newest;
  }

  /** Returns the number of entries. */
  public synchronized int size() {
    return entries.size();
  }

  /** Forgets all entries. */
  public synchronized void reset() {
    entries.clear();
  }

  /** Returns the record of latency spikes, which slow commands feed as well. */
  public LatencyMonitor latencyMonitor() {
    return latencyMonitor;
  }

  private void trim() {
    while (entries.size() > maxLength) {
      entries.removeLast();
    }
  }

  private static List<byte[]> shortened(Arguments arguments) {
    int count = arguments.count();
    boolean tooMany = count > ARGUMENTS;
    int kept = tooMany ? ARGUMENTS - 1 : count;
    List<byte[]> words = new ArrayList<>(kept + 1);
    for (int i = 0; i < kept; i++) {
      words.add(shortened(arguments, i));
    }
    if (tooMany) {
      words.add(Parameters.bytes("... (" + (count - kept) + " more arguments)"));
    }
    return words;
  }

  private static byte[] shortened(Arguments arguments, int i) {
    int length = arguments.length(i);
    if (length <= ARGUMENT_BYTES) {
      return arguments.bytes(i);
    }
    ByteArrayOutputStream word = new ByteArrayOutputStream();
    for (int k = 0; k < ARGUMENT_BYTES; k++) {
      word.write(arguments.byteAt(i, k));
    }
    word.writeBytes(
        ("... (" + (length - ARGUMENT_BYTES) + " more bytes)").getBytes(StandardCharsets.US_ASCII));
    return word.toByteArray();
  }
}
