// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarn.route.Forwarder.Manner;
import io.tarn.slot.RequestRunner;
import io.tarn.slot.TestNode;
import org.junit.jupiter.api.Test;

/** What was sent before a refusal was known must not run before what was refused. */
class RequestWorkerOrderTest extends WorkerUnderTest {

  @Test
  void slotComesAfterARefusal_whatWasSentBeforeItWasKnownIsRefusedToo() {
    foreignSlot = TestNode.slotOf("a");
    assertEquals(NOT_OWNER, ask("SET", "a", "1"));
    foreignSlot = -1;
    assertEquals(NOT_OWNER, ask("SET", "a", "2"), "it would run before the first one");
    assertEquals(NOT_OWNER, ask("GET", "a"));
    assertEquals("+OK\r\n", ask("SET", "b", "1"), "another slot");
    assertEquals("+OK\r\n", ask(other, Manner.PLAIN, "SET", "a", "3"), "another connection");
    hear();
    assertEquals("+OK\r\n", ask("SET", "a", "1"));
    assertEquals("+OK\r\n", ask("SET", "a", "2"));
    assertEquals("$1\r\n2\r\n", ask("GET", "a"));
  }

  @Test
  void slotComesAfterARefusal_whatLiesBehindAWaitingRequestIsRefusedToo() {
    foreignSlot = TestNode.slotOf("a");
    assertEquals(NOT_OWNER, ask("SET", "a", "1"));
    assertEquals(WAITS, ask("BLPOP", "list", "0"));
    assertEquals(null, ask("SET", "a", "2"));
    foreignSlot = -1;
    hear();
    assertEquals(":1\r\n", ask(other, Manner.PLAIN, "RPUSH", "list", "x"));
    runLate();
    assertEquals(NOT_OWNER, answers.get(102L));
    hear();
    assertEquals("+OK\r\n", ask("SET", "a", "1"));
    assertEquals("+OK\r\n", ask("SET", "a", "2"));
  }

  @Test
  void refusalThatComesLate_holdsForWhatWasBehindIt() {
    TestNode closed = newNode();
    RequestWorker waiting =
        new RequestWorker("peer:1", closed, new RequestRunner(closed, closed.slots()), this, this);
    closed.slots().elsewhere(slot -> true, closed.keyEvents().waiting());
    add("SET", "a", "1");
    add("SET", "a", "2");
    byte[] message = writer.take();
    waiting.take(message, 0, message.length);
    closed.slots().sendOn(TestNode.slotOf("a"));
    closed.openAll();
    waiting.later(late.remove());
    assertEquals(NOT_OWNER, answers.get(100L));
    assertEquals(NOT_OWNER, answers.get(101L), "it would run before the first one");
  }

  @Test
  void reset_forgetsRefusals() {
    foreignSlot = TestNode.slotOf("a");
    ask("SET", "a", "1");
    foreignSlot = -1;
    worker.reset();
    assertEquals("+OK\r\n", ask("SET", "a", "2"));
  }
}
