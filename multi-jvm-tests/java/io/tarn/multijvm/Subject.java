// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import java.util.ArrayList;
import java.util.List;

/**
 * A key under test, and everything that its one writer was told about it. Written by that writer;
 * the list is for others when it has stopped, the rest at any time.
 */
final class Subject {

  /** What is kept under the key, and so what a write is. */
  enum Kind {
    /** SET of ever greater numbers. */
    REGISTER,
    /** INCR. */
    COUNTER,
    /** RPUSH of ever greater numbers. Shows the loss of any write, the others only of late ones. */
    LIST
  }

  enum Outcome {
    /** No answer, or an error: it may have run, and may even run later. */
    UNKNOWN,
    /** Done, says the server. */
    ACKNOWLEDGED,
    /** Done, and one replica has it, says the server. */
    REPLICATED,
    /** Not done, says the server: another one would. */
    REFUSED
  }

  /** One write. Times are of {@link System#nanoTime}; {@code answered} is 0 without an answer. */
  static final class Write {
    final int number;
    final long sent;
    long answered;
    Outcome outcome = Outcome.UNKNOWN;
    Endpoint entry;

    Write(int number, long sent, Endpoint entry) {
      this.number = number;
      this.sent = sent;
      this.entry = entry;
    }

    boolean isAcknowledged() {
      return outcome == Outcome.ACKNOWLEDGED || outcome == Outcome.REPLICATED;
    }
  }

  private final String key;
  private final int slot;
  private final Kind kind;
  private final Endpoint firstOwner;
  private final List<Write> writes = new ArrayList<>();
  private volatile long lastSuccessSent;

  Subject(String key, int slot, Kind kind, Endpoint firstOwner) {
    this.key = key;
    this.slot = slot;
    this.kind = kind;
    this.firstOwner = firstOwner;
  }

  String key() {
    return key;
  }

  int slot() {
    return slot;
  }

  Kind kind() {
    return kind;
  }

  /** The node that owned the slot when the workload began. */
  Endpoint firstOwner() {
    return firstOwner;
  }

  List<Write> writes() {
    return writes;
  }

  /** When the latest write was sent that succeeded; 0 when none has. */
  long lastSuccessSent() {
    return lastSuccessSent;
  }

  /** Begins a write: it counts as sent, with an unknown outcome. */
  Write next(Endpoint entry) {
    Write write = new Write(writes.size() + 1, System.nanoTime(), entry);
    writes.add(write);
    return write;
  }

  void acknowledged(Write write) {
    write.answered = System.nanoTime();
    write.outcome = Outcome.ACKNOWLEDGED;
    lastSuccessSent = write.sent;
  }

  /** The request that is the write. */
  String[] request(Write write) {
    return switch (kind) {
      case REGISTER -> new String[] {"SET", key, "" + write.number};
      case COUNTER -> new String[] {"INCR", key};
      case LIST -> new String[] {"RPUSH", key, "" + write.number};
    };
  }

  /** Whether a reply says that the write was done. */
  boolean isSuccess(Object reply) {
    return kind == Kind.REGISTER ? "OK".equals(reply) : reply instanceof Long;
  }

  /**
   * The least number that a reader may see now, by what the writer was told: of writes for whose
   * loss the workload's level accounts.
   */
  int leastVisible(boolean replicatedOnly) {
    for (Write write : writes.reversed()) {
      boolean counts =
          replicatedOnly ? write.outcome == Outcome.REPLICATED : write.isAcknowledged();
      if (counts) {
        return kind == Kind.COUNTER ? acknowledgedUpTo(write, replicatedOnly) : write.number;
      }
    }
    return 0;
  }

  private int acknowledgedUpTo(Write last, boolean replicatedOnly) {
    int count = 0;
    for (Write write : writes.subList(0, last.number)) {
      boolean counts =
          replicatedOnly ? write.outcome == Outcome.REPLICATED : write.isAcknowledged();
      count += counts ? 1 : 0;
    }
    return count;
  }

  @Override
  public String toString() {
    return key + " (slot " + slot + ", " + kind + ")";
  }
}
