// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditTest {

  private static final Endpoint OWNER = new Endpoint("127.0.0.1", 1);
  private static final Endpoint OTHER = new Endpoint("127.0.0.1", 2);

  private final List<Audit.Lost> lost = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();

  @Test
  void counter_thatLacksOne_hasLostOneThatNoReplicaVouchedFor() {
    Subject counter = subject(Subject.Kind.COUNTER);
    write(counter, 10, 20, Subject.Outcome.ACKNOWLEDGED);
    write(counter, 30, 40, Subject.Outcome.REPLICATED);
    write(counter, 50, 60, Subject.Outcome.REPLICATED);
    Audit.counter(counter, "2", lost, wrong);
    assertEquals(1, audit().lost().size());
    assertEquals(List.of(), audit().lostReplicated());
    lost.clear();
    Audit.counter(counter, "1", lost, wrong);
    assertEquals(1, audit().lostReplicated().size());
    assertEquals(List.of(), wrong);
  }

  @Test
  void counter_thatLacksMoreThanTheLatest_isNotExcused() {
    Subject counter = subject(Subject.Kind.COUNTER);
    write(counter, 10, 20, Subject.Outcome.ACKNOWLEDGED);
    write(counter, 90, 100, Subject.Outcome.ACKNOWLEDGED);
    write(counter, 200, 210, Subject.Outcome.ACKNOWLEDGED);
    Audit.counter(counter, "2", lost, wrong);
    assertEquals(List.of(), audit().inexcusable(OWNER, 50, 120));
    lost.clear();
    Audit.counter(counter, "1", lost, wrong);
    assertEquals(1, audit().inexcusable(OWNER, 50, 120).size());
  }

  @Test
  void list_isExcusedOnlyForWhatTheDeadNodeTookLast() {
    Subject list = subject(Subject.Kind.LIST);
    write(list, 10, 20, Subject.Outcome.ACKNOWLEDGED);
    write(list, 90, 100, Subject.Outcome.ACKNOWLEDGED);
    write(list, 200, 210, Subject.Outcome.ACKNOWLEDGED);
    Audit.list(list, List.of("1", "3"), lost, wrong);
    assertEquals(List.of(), audit().inexcusable(OWNER, 50, 120));
    assertEquals(1, audit().inexcusable(OTHER, 50, 120).size(), "another node has died");
    lost.clear();
    Audit.list(list, List.of("2", "3"), lost, wrong);
    assertEquals(1, audit().inexcusable(OWNER, 50, 120).size(), "too old");
    lost.clear();
    Audit.list(list, List.of("1", "2"), lost, wrong);
    assertEquals(1, audit().inexcusable(OWNER, 50, 120).size(), "sent when it was dead");
    assertEquals(List.of(), wrong);
  }

  private Audit audit() {
    return new Audit(0, 0, 0, lost, wrong);
  }

  private static Subject subject(Subject.Kind kind) {
    return new Subject("k", 0, kind, OWNER);
  }

  /* Times in place of the clock's; the test has no clock. */
  private static void write(Subject subject, long sent, long answered, Subject.Outcome outcome) {
    Subject.Write write = new Subject.Write(subject.writes().size() + 1, sent, OWNER);
    write.answered = answered;
    write.outcome = outcome;
    subject.writes().add(write);
  }
}
