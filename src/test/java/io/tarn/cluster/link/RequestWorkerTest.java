// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.route.Forwarder.Manner;
import io.tarn.slot.RequestRunner;
import io.tarn.slot.TestNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the node that leads a slot does with requests of another one, without a network. */
class RequestWorkerTest extends WorkerUnderTest {

  @Test
  void requests_ofOneMessage_areAnsweredInOne() {
    add("SET", "a", "1");
    add("GET", "a");
    add("GET");
    add("GET", "none");
    send();
    assertEquals("+OK\r\n", answers.get(100L));
    assertEquals("$1\r\n1\r\n", answers.get(101L));
    assertTrue(answers.get(102L).startsWith("-ERR wrong number of arguments"));
    assertEquals("$-1\r\n", answers.get(103L));
    assertEquals(List.of(4), messageEntries);
    assertEquals(1, begun);
    assertEquals(1, consumed);
    client.protocol(3);
    assertEquals("_\r\n", ask("GET", "none"));
    assertEquals(0, worker.sessionCount());
  }

  @Test
  void manyRequests_ofRandomLengths_areAllAnswered() {
    SplittableRandom random = new SplittableRandom(5);
    List<String> values = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String value = "x".repeat(random.nextInt(8) == 0 ? random.nextInt(300_000) : i);
      values.add(value);
      add("SET", "k" + i, value);
    }
    send();
    for (int i = 0; i < 200; i++) {
      add("GET", "k" + i);
    }
    long first = nextId - 200;
    send();
    for (int i = 0; i < 200; i++) {
      String value = values.get(i);
      assertEquals("$" + value.length() + "\r\n" + value + "\r\n", answers.get(first + i));
    }
  }

  @Test
  void answer_beyondTheLimit_isAnError() {
    String large = "x".repeat(30 << 20);
    ask("RPUSH", "list", large, large, large);
    assertEquals(
        "-ERR the answer is too long to come from another node: limit=64mb\r\n",
        ask("LRANGE", "list", "0", "-1"));
    assertEquals(":3\r\n", ask("LLEN", "list"));
  }

  @Test
  void slotLedElsewhere_isNotRun() {
    ask("SET", "a", "1");
    foreignSlot = TestNode.slotOf("a");
    assertEquals(NOT_OWNER, ask("SET", "a", "2"));
    assertEquals(NOT_OWNER, ask("MGET", "b", "a"));
    assertEquals("$1\r\n1\r\n", ask(Manner.LOCAL, "GET", "a"));
    assertEquals(NOT_OWNER, ask(Manner.REPLICA, "GET", "a"));
    assertEquals(NOT_OWNER, askAll("MULTI", "SET b 2", "SET a 3", "EXEC"));
    assertEquals("$-1\r\n", ask("GET", "b"));
  }

  @Test
  void session_keepsWatchesAndTransactions() {
    ask(Manner.SESSION, "WATCH", "a");
    ask(other, Manner.PLAIN, "SET", "a", "other");
    assertEquals("+OK\r\n", ask(Manner.SESSION, "MULTI"));
    assertEquals("+QUEUED\r\n", ask(Manner.SESSION, "SET", "a", "mine"));
    assertEquals("$5\r\nother\r\n", ask(Manner.PLAIN, "GET", "a"));
    assertEquals("*-1\r\n", ask(Manner.SESSION, "EXEC"));
    assertEquals("*2\r\n+OK\r\n$4\r\nmine\r\n", askAll("MULTI", "SET a mine", "GET a", "EXEC"));
    ask(Manner.SESSION, "WATCH", "a");
    assertEquals(1, worker.sessionCount());
    writer.end(client.id());
    send();
    assertEquals(0, worker.sessionCount());
  }

  @Test
  void blockingRequest_isAnsweredLater_andHoldsOnlyItsOwnConnection() {
    assertEquals(WAITS, ask("BLPOP", "list", "0"));
    assertEquals(null, ask("SET", "behind", "1"));
    assertEquals("$-1\r\n", ask(other, Manner.PLAIN, "GET", "behind"));
    assertEquals(":1\r\n", ask(other, Manner.PLAIN, "RPUSH", "list", "x"));
    runLate();
    assertEquals("*2\r\n$4\r\nlist\r\n$1\r\nx\r\n", answers.get(100L));
    assertEquals("+OK\r\n", answers.get(101L));
    assertEquals("$1\r\n1\r\n", ask("GET", "behind"));
    assertEquals(0, worker.sessionCount());
  }

  @Test
  void requestForASlotThatIsNotOpen_waitsInItsLine() {
    TestNode closed = newNode();
    RequestWorker waiting =
        new RequestWorker("peer:1", closed, new RequestRunner(closed, closed.slots()), this, this);
    add("SET", "a", "1");
    add("SET", "a", "2");
    byte[] message = writer.take();
    waiting.take(message, 0, message.length);
    assertEquals(WAITS, answers.get(100L));
    assertFalse(answers.containsKey(101L), "the second one must not overtake");
    closed.slots().stop();
    waiting.later(late.remove());
    assertEquals("-CLUSTERDOWN This node is leaving\r\n", answers.get(100L));
    assertEquals("-CLUSTERDOWN This node is leaving\r\n", answers.get(101L));
    assertEquals(0, waiting.sessionCount());
  }

  @Test
  void cancelledRequest_takesNothing() {
    assertEquals(WAITS, ask("BLPOP", "list", "0"));
    assertEquals(null, ask("SET", "behind", "1"));
    writer.cancel(100);
    send();
    assertEquals(NOT_OWNER, answers.get(101L));
    assertEquals(":1\r\n", ask(other, Manner.PLAIN, "RPUSH", "list", "x"));
    runLate();
    assertEquals(WAITS, answers.get(100L));
    assertEquals(":1\r\n", ask("LLEN", "list"));
    assertEquals(0, worker.sessionCount());
  }

  @Test
  void brokenCommand_answersAnErrorAndTheOthersTheirs() {
    add("SET", "a", "1");
    add("BREAK", "before");
    add("BREAK", "while");
    add("GET", "a");
    send();
    assertEquals("+OK\r\n", answers.get(100L));
    assertEquals("-ERR internal error\r\n", answers.get(101L));
    assertEquals("-ERR internal error\r\n", answers.get(102L));
    assertEquals("$1\r\n1\r\n", answers.get(103L));
  }

  @Test
  void refusalThatComesLate_isToldAsSuch() {
    TestNode closed = newNode();
    RequestWorker waiting =
        new RequestWorker("peer:1", closed, new RequestRunner(closed, closed.slots()), this, this);
    refusal = "CLUSTERDOWN This node is leaving";
    add("SET", "a", "1");
    byte[] message = writer.take();
    waiting.take(message, 0, message.length);
    closed.slots().stop();
    waiting.later(late.remove());
    assertEquals(NOT_OWNER, answers.get(100L));
  }

  @Test
  void reset_givesUpEverything() {
    ask(Manner.SESSION, "WATCH", "a");
    ask("BLPOP", "list", "0");
    full = true;
    add("SET", "a", "1");
    send();
    worker.reset();
    full = false;
    worker.proceed();
    assertEquals(0, worker.sessionCount());
    assertEquals(":1\r\n", ask("RPUSH", "list", "x"));
    runLate();
    assertEquals(":1\r\n", ask("LLEN", "list"));
    assertEquals("$-1\r\n", ask("GET", "a"));
  }

  @Test
  void fullWayBack_stopsRequestsUntilThereIsRoom() {
    full = true;
    add("SET", "a", "1");
    long id = send();
    assertFalse(answers.containsKey(id));
    assertEquals(0, begun);
    full = false;
    worker.proceed();
    assertEquals("+OK\r\n", answers.get(id));
    assertEquals(1, consumed);
  }

  @Test
  void malformedMessages_areRefused() {
    add("SET", "a", "1");
    byte[] message = writer.take();
    for (int length = 0; length < message.length; length++) {
      byte[] cut = Arrays.copyOf(message, length);
      if (length != RequestLayout.REQUESTS_HEADER_BYTES) {
        assertThrows(IllegalArgumentException.class, () -> worker.take(cut, 0, cut.length));
      }
      worker.reset();
    }
    SplittableRandom random = new SplittableRandom(9);
    for (int round = 0; round < 2_000; round++) {
      byte[] wrong = message.clone();
      wrong[
              RequestLayout.REQUESTS_HEADER_BYTES
                  + random.nextInt(wrong.length - RequestLayout.REQUESTS_HEADER_BYTES)] =
          (byte) random.nextInt(256);
      last.clear();
      try {
        worker.take(wrong, 0, wrong.length);
      } catch (IllegalArgumentException malformed) {
        assertTrue(malformed.getMessage().contains("malformed"));
      }
      worker.reset();
    }
  }
}
