// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether what the servers hold agrees with what they told.
 *
 * <p>An acknowledged write is lost when it cannot be seen although nothing newer took its place. A
 * write of unknown outcome may be seen or not, and may have run at any time since: a register may
 * hold an unknown write that is older than the last acknowledged one. Lists show each loss, since
 * nothing takes an element's place.
 *
 * @param acknowledged writes that were acknowledged
 * @param replicated of these, how many with a replica's word
 * @param unknown writes whose outcome nobody knows
 * @param lost acknowledged writes that are gone
 * @param wrong what was never written, or is there twice, or in the wrong order
 */
record Audit(int acknowledged, int replicated, int unknown, List<Lost> lost, List<String> wrong) {

  /** An acknowledged write that is gone. */
  record Lost(Subject subject, Subject.Write write) {
    @Override
    public String toString() {
      return subject + " write " + write.number + " " + write.outcome + " through " + write.entry;
    }
  }

  private static final Duration READ_LIMIT = Duration.ofSeconds(30);
  private static final int READ_MILLIS = 12_000;

  /** Reads all keys through a server; the workload must have stopped. */
  static Audit of(Workload workload, Endpoint reader) throws Exception {
    return of(workload, _ -> reader);
  }

  /** Which server to ask for a key. */
  interface Reader {
    Endpoint of(Subject subject);
  }

  /** Reads each key through a server that may differ. */
  static Audit of(Workload workload, Reader reader) throws Exception {
    int acknowledged = 0;
    int replicated = 0;
    int unknown = 0;
    List<Lost> lost = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    for (Subject subject : workload.subjects()) {
      for (Subject.Write write : subject.writes()) {
        acknowledged += write.isAcknowledged() ? 1 : 0;
        replicated += write.outcome == Subject.Outcome.REPLICATED ? 1 : 0;
        unknown += write.outcome == Subject.Outcome.UNKNOWN ? 1 : 0;
      }
      Object held = read(reader.of(subject), subject);
      switch (subject.kind()) {
        case REGISTER -> register(subject, held, lost, wrong);
        case COUNTER -> counter(subject, held, lost, wrong);
        case LIST -> list(subject, held, lost, wrong);
      }
    }
    return new Audit(acknowledged, replicated, unknown, lost, wrong);
  }

  private static @Nullable Object read(Endpoint reader, Subject subject) throws Exception {
    String[] request =
        subject.kind() == Subject.Kind.LIST
            ? new String[] {"LRANGE", subject.key(), "0", "-1"}
            : new String[] {"GET", subject.key()};
    Object[] reply = new Object[1];
    Waiting.until(
        subject + " can be read through " + reader,
        READ_LIMIT,
        () -> {
          try {
            reply[0] = Wire.ask(reader, READ_MILLIS, request);
            return reply[0] instanceof Wire.Failure failure ? failure.text() : "";
          } catch (IOException notYet) {
            return notYet.toString();
          }
        });
    return reply[0];
  }

  /** What a register must not hold is what was never sent or was refused. */
  static void register(
      Subject subject, @Nullable Object held, List<Lost> lost, List<String> wrong) {
    List<Subject.Write> writes = subject.writes();
    int number = held == null ? 0 : number(held);
    if (number < 0 || number > writes.size()) {
      wrong.add(subject + " holds what was never written: " + held);
      return;
    }
    if (number > 0 && writes.get(number - 1).outcome == Subject.Outcome.REFUSED) {
      wrong.add(subject + " holds a refused write: " + held);
      return;
    }
    if (number > 0 && writes.get(number - 1).outcome == Subject.Outcome.UNKNOWN) {
      return;
    }
    for (Subject.Write write : writes.subList(number, writes.size())) {
      if (write.isAcknowledged()) {
        lost.add(new Lost(subject, write));
      }
    }
  }

  /** A counter counts each acknowledged write once and each unknown one at most once. */
  static void counter(Subject subject, @Nullable Object held, List<Lost> lost, List<String> wrong) {
    int count = held == null ? 0 : number(held);
    List<Subject.Write> known =
        subject.writes().stream().filter(Subject.Write::isAcknowledged).toList();
    long unknown =
        subject.writes().stream().filter(write -> write.outcome == Subject.Outcome.UNKNOWN).count();
    if (count < 0 || count > known.size() + unknown) {
      wrong.add(
          subject
              + " is "
              + held
              + ", writes acknowledged="
              + known.size()
              + " unknown="
              + unknown);
    }
    // Which ones is not known; at least so many, and of those with a replica's word as few as can
    // be.
    known.stream()
        .sorted(Comparator.comparing(write -> write.outcome == Subject.Outcome.REPLICATED))
        .limit(Math.max(0, known.size() - Math.max(0, count)))
        .forEach(write -> lost.add(new Lost(subject, write)));
  }

  /** A list has each acknowledged element once, in order, and each unknown one at most once. */
  static void list(Subject subject, @Nullable Object held, List<Lost> lost, List<String> wrong) {
    List<Subject.Write> writes = subject.writes();
    Set<Integer> seen = new HashSet<>();
    int last = 0;
    for (Object element : held instanceof List<?> elements ? elements : List.of()) {
      int number = number(element);
      if (number < 1
          || number > writes.size()
          || writes.get(number - 1).outcome == Subject.Outcome.REFUSED) {
        wrong.add(subject + " has what was never written: " + element);
        continue;
      }
      if (!seen.add(number)) {
        wrong.add(subject + " has twice: " + element);
      }
      if (writes.get(number - 1).isAcknowledged()) {
        if (number < last) {
          wrong.add(subject + " has " + number + " behind " + last);
        }
        last = number;
      }
    }
    for (Subject.Write write : writes) {
      if (write.isAcknowledged() && !seen.contains(write.number)) {
        lost.add(new Lost(subject, write));
      }
    }
  }

  private static int number(Object text) {
    try {
      return Integer.parseInt(text.toString());
    } catch (NumberFormatException other) {
      return -1;
    }
  }

  /** Of what is lost, the writes that had a replica's word. */
  List<Lost> lostReplicated() {
    return lost.stream().filter(one -> one.write().outcome == Subject.Outcome.REPLICATED).toList();
  }

  /**
   * How long before an event the oldest lost write was acknowledged, in nanoseconds; 0 if none.
   * Without counters, of which it is not known which writes they lost.
   */
  long oldestLossBefore(long event) {
    return lost.stream()
        .filter(one -> one.subject().kind() != Subject.Kind.COUNTER)
        .mapToLong(one -> event - one.write().answered)
        .max()
        .orElse(0);
  }

  /**
   * Of what is lost, what the death of a node does not excuse: keys of others, writes acknowledged
   * before a time, and writes sent when it was dead. Of counters, as many as cannot be from
   * between.
   */
  List<Lost> inexcusable(Endpoint dead, long answeredFrom, long sentUntil) {
    List<Lost> rest = new ArrayList<>();
    Map<Subject, Long> excusable = new HashMap<>();
    for (Lost one : lost) {
      Subject subject = one.subject();
      boolean excused = subject.firstOwner().equals(dead);
      if (excused && subject.kind() == Subject.Kind.COUNTER) {
        long left =
            excusable.computeIfAbsent(subject, _ -> between(subject, answeredFrom, sentUntil));
        excusable.put(subject, left - 1);
        excused = left > 0;
      } else {
        excused &= isBetween(one.write(), answeredFrom, sentUntil);
      }
      if (!excused) {
        rest.add(one);
      }
    }
    return rest;
  }

  private static long between(Subject subject, long answeredFrom, long sentUntil) {
    return subject.writes().stream()
        .filter(write -> write.isAcknowledged() && isBetween(write, answeredFrom, sentUntil))
        .count();
  }

  private static boolean isBetween(Subject.Write write, long answeredFrom, long sentUntil) {
    return write.answered - answeredFrom >= 0 && sentUntil - write.sent >= 0;
  }

  /** A line of counts. */
  String summary() {
    return "acknowledged="
        + acknowledged
        + " replicated="
        + replicated
        + " unknown="
        + unknown
        + " lost="
        + lost.size()
        + " wrong="
        + wrong.size();
  }
}
