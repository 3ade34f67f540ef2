// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One client: it has some keys, and writes them in turns through one node, its home. When that
 * fails it goes to another, and comes home when nobody has complained about home for a while.
 */
final class Writer implements Runnable {

  private static final long RECONNECT_MILLIS = 10;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final int READ_SHARE = 5;
  private static final String WAIT_MILLIS = "1000";

  /* What was sent, and what is to be made of the reply. */
  private record Sent(Subject subject, Subject.Write write) {}

  private final Workload workload;
  private final Load load;
  private final List<Subject> subjects;
  private final Endpoint home;
  private final Random random;
  private final List<Problem> problems = new ArrayList<>();
  private final List<String> staleReads = new ArrayList<>();
  private int next;
  private volatile long lastAnswerAtHome;

  Writer(Workload workload, Load load, List<Subject> subjects, Endpoint home, Random random) {
    this.workload = workload;
    this.load = load;
    this.subjects = subjects;
    this.home = home;
    this.random = random;
  }

  Endpoint home() {
    return home;
  }

  Endpoint firstOwner() {
    return subjects.getFirst().firstOwner();
  }

  /** What went wrong; for others when it has stopped. */
  List<Problem> problems() {
    return problems;
  }

  /** Reads that showed less than was acknowledged before; for others when it has stopped. */
  List<String> staleReads() {
    return staleReads;
  }

  /** When home last answered a read or a write without an error. */
  long lastAnswerAtHome() {
    return lastAnswerAtHome;
  }

  @Override
  public void run() {
    while (!workload.isStopped()) {
      Endpoint entry = workload.entry(home, random);
      try (Wire wire = Wire.connect(entry, load.limitMillis())) {
        while (workload.staysAt(entry, home)) {
          batch(wire, entry);
          workload.pause(load.pauseMillis());
        }
      } catch (IOException lost) {
        problems.add(new Problem(System.nanoTime(), entry, firstOwner(), "connection: " + lost));
        workload.avoid(entry);
        workload.pause(RECONNECT_MILLIS);
      }
    }
  }

  private void batch(Wire wire, Endpoint entry) throws IOException {
    List<Sent> batch = new ArrayList<>(load.batch());
    for (int i = 0; i < Math.min(load.batch(), subjects.size()); i++) {
      Subject subject = subjects.get(next);
      next = (next + 1) % subjects.size();
      boolean reads = subject.kind() != Subject.Kind.LIST && random.nextInt(READ_SHARE) == 0;
      Sent sent = new Sent(subject, reads ? null : subject.next(entry));
      wire.send(reads ? new String[] {"GET", subject.key()} : subject.request(sent.write()));
      batch.add(sent);
    }
    if (load.waits()) {
      wire.send("WAIT", "1", WAIT_MILLIS);
    }
    wire.flush();
    for (Sent sent : batch) {
      take(sent, wire.receive(), entry);
    }
    if (load.waits() && wire.receive() instanceof Long replicas && replicas >= 1) {
      for (Sent sent : batch) {
        if (sent.write() != null && sent.write().isAcknowledged()) {
          sent.write().outcome = Subject.Outcome.REPLICATED;
        }
      }
    }
  }

  private void take(Sent sent, Object reply, Endpoint entry) {
    if (reply instanceof Wire.Failure failure) {
      if (sent.write() != null && failure.isRedirection()) {
        sent.write().outcome = Subject.Outcome.REFUSED;
      }
      problems.add(new Problem(System.nanoTime(), entry, firstOwner(), failure.text()));
      return;
    }
    if (entry.equals(home)) {
      lastAnswerAtHome = System.nanoTime();
    }
    if (sent.write() == null) {
      checkRead(sent.subject(), reply, entry);
    } else if (sent.subject().isSuccess(reply)) {
      sent.subject().acknowledged(sent.write());
    } else {
      problems.add(new Problem(System.nanoTime(), entry, firstOwner(), "not an answer: " + reply));
    }
  }

  private void checkRead(Subject subject, Object reply, Endpoint entry) {
    int seen = reply == null ? 0 : Integer.parseInt(reply.toString());
    if (subject.kind() == Subject.Kind.REGISTER && seen > subject.writes().size()) {
      staleReads.add(subject + " through " + entry + ": saw what was never written: " + seen);
      return;
    }
    int least = subject.leastVisible(load.waits());
    boolean lateWrite =
        subject.kind() == Subject.Kind.REGISTER
            && seen > 0
            && subject.writes().get(seen - 1).outcome == Subject.Outcome.UNKNOWN;
    if (seen < least && !lateWrite) {
      staleReads.add(
          subject + " through " + entry + ": saw " + seen + " instead of " + least + " or later");
    }
  }

  /** Waits for its thread. */
  static void join(Thread thread) throws InterruptedException {
    if (!thread.join(STOP_LIMIT)) {
      throw new IllegalStateException("a writer does not stop: " + thread);
    }
  }
}
