// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.Reply;
import io.tarn.command.blocking.BlockingListCommands;
import io.tarn.command.blocking.WaitingClients;
import io.tarn.command.list.ListCommands;
import io.tarn.command.transaction.TransactionCommands;
import io.tarn.slot.TestNode.Answer;
import io.tarn.slot.TestNode.TestConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;

/**
 * Threads push numbers, each once, while others pop, move and wait for them, give up, are unblocked
 * and vanish. Every number must come out once.
 */
class WaitingThreadsModelTest {

  private static final int PUSHERS = 2;
  private static final int POPPERS = 2;
  private static final int CLIENTS = 8;
  private static final int PUSHES = 6_000;
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final List<String> KEYS = List.of("a", "b", "c", "{a}d", "e");

  private final TestNode node = new TestNode(SlotSettings.DEFAULT, commands());
  private final SlotTable slots = node.slots();
  private final WaitingClients waiting = node.keyEvents().waiting();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicInteger popped = new AtomicInteger();
  private final AtomicBoolean pushed = new AtomicBoolean();
  private final AtomicBoolean ended = new AtomicBoolean();

  @AfterEach
  void stop() {
    ended.set(true);
    waiting.stop();
  }

  @RepeatedTest(3)
  void everyNumber_comesOutOnce() throws Exception {
    long seed = System.nanoTime();
    System.getLogger("test").log(System.Logger.Level.INFO, "seed={0}", seed);
    node.openAll();
    SplittableRandom seeds = new SplittableRandom(seed);
    try (ExecutorService threads = Executors.newFixedThreadPool(PUSHERS + POPPERS + 1)) {
      Future<?> entities = threads.submit(this::runLines);
      List<Future<?>> pushers = new ArrayList<>();
      List<Future<List<Long>>> poppers = new ArrayList<>();
      for (int i = 0; i < POPPERS; i++) {
        Popper popper = new Popper(seeds.split());
        poppers.add(threads.submit(popper::pop));
      }
      for (int i = 0; i < PUSHERS; i++) {
        SplittableRandom random = seeds.split();
        pushers.add(threads.submit(() -> push(random)));
      }
      for (Future<?> pusher : pushers) {
        pusher.get(60, TimeUnit.SECONDS);
      }
      pushed.set(true);
      List<Long> all = new ArrayList<>();
      for (Future<List<Long>> popper : poppers) {
        all.addAll(popper.get(60, TimeUnit.SECONDS));
      }
      ended.set(true);
      entities.get(60, TimeUnit.SECONDS);
      Set<Long> distinct = new HashSet<>(all);
      assertEquals(all.size(), distinct.size(), "a number came out twice: seed=" + seed);
      assertEquals(numbers.get(), distinct.size(), "numbers are missing: seed=" + seed);
      assertEquals(0, slots.size(), "seed=" + seed);
      assertEquals(0, waiting.count(), "seed=" + seed);
      assertEquals(0, waiting.keys(), "seed=" + seed);
      assertEquals(0, slots.waitingCount(), "seed=" + seed);
      assertTrue(node.keyEvents().isIdle(), "seed=" + seed);
    }
  }

  /** Does what the entities of the slots do. */
  private void runLines() {
    RequestRunner runner = new RequestRunner(node, slots, true);
    while (!ended.get() || slots.waitingCount() > 0) {
      for (String key : KEYS) {
        WaitingLine line = slots.slot(TestNode.slotOf(key)).lineOrNull();
        WaitingRequest first = line == null ? null : line.first();
        if (first != null
            && runner.attempt(first, System.currentTimeMillis()) == RequestRunner.NOT_BUSY) {
          slots.finish(line, first);
        }
      }
      Thread.onSpinWait();
    }
  }

  private void push(SplittableRandom random) {
    RequestRunner runner = new RequestRunner(node, slots);
    TestConnection connection = new TestConnection(connections.incrementAndGet());
    for (int i = 0; i < PUSHES; i++) {
      boolean together = random.nextInt(4) == 0;
      if (together) {
        call(runner, connection, "multi");
      }
      for (int part = 0; part < (together ? 3 : 1); part++) {
        call(
            runner,
            connection,
            random.nextBoolean() ? "rpush" : "lpush",
            KEYS.get(random.nextInt(KEYS.size())),
            Long.toString(numbers.incrementAndGet()));
      }
      if (together) {
        call(runner, connection, "exec");
      }
    }
  }

  private static void call(RequestRunner runner, TestConnection connection, String... words) {
    Answer answer = new Answer();
    runner.run(Arguments.of(words), connection, answer, System.currentTimeMillis());
    Reply reply = answer.reply().orTimeout(30, TimeUnit.SECONDS).join();
    assertTrue(!(reply instanceof Reply.Failure), () -> "unexpected: " + reply);
  }

  /** Some clients of one thread. */
  private final class Popper {
    private final SplittableRandom random;
    private final RequestRunner runner = new RequestRunner(node, slots);
    private final List<Client> clients = new ArrayList<>();
    private final List<Client> gone = new ArrayList<>();
    private final List<Long> taken = new ArrayList<>();

    Popper(SplittableRandom random) {
      this.random = random;
    }

    List<Long> pop() {
      long deadline = System.nanoTime() + LIMIT_NANOS;
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(new Client());
      }
      while (!pushed.get() || popped.get() < numbers.get()) {
        assertTrue(System.nanoTime() - deadline < 0, "popped=" + popped + " of " + numbers);
        if (pushed.get()) {
          takeFromGone();
        }
        int i = random.nextInt(CLIENTS);
        Client client = clients.get(i);
        if (client.answer.reply().isDone()) {
          take(client);
          client.ask();
        } else if (random.nextInt(200) == 0) {
          disturb(i);
        }
      }
      for (Client client : clients) {
        client.connection.leave(node.slab());
        gone.add(client);
      }
      takeFromGone();
      return taken;
    }

    /* What was on its way to a client when it vanished is out all the same. */
    private void takeFromGone() {
      List<Client> answered =
          gone.stream().filter(client -> client.answer.reply().isDone()).toList();
      answered.forEach(this::take);
      gone.removeAll(answered);
    }

    private void disturb(int i) {
      Client client = clients.get(i);
      var waiter = client.connection.waiter();
      if (waiter != null && random.nextBoolean()) {
        waiter.unblock();
      } else if (waiter != null) {
        client.connection.leave(node.slab());
        gone.add(client);
        clients.set(i, new Client());
      }
    }

    private void take(Client client) {
      Reply reply = client.answer.reply().join();
      if (!client.moves && reply instanceof Reply.Array array) {
        Reply.Bulk number = (Reply.Bulk) array.items().get(1);
        taken.add(Long.parseLong(new String(number.bytes(), StandardCharsets.US_ASCII)));
        popped.incrementAndGet();
      }
    }

    /** One client and its present request. */
    private final class Client {
      private final TestConnection connection = new TestConnection(connections.incrementAndGet());
      private Answer answer = new Answer();
      private boolean moves;

      Client() {
        ask();
      }

      void ask() {
        answer = new Answer();
        moves = !pushed.get() && random.nextInt(3) == 0;
        String first = KEYS.get(random.nextInt(KEYS.size()));
        String second = KEYS.get(random.nextInt(KEYS.size()));
        String time = random.nextInt(4) == 0 ? "0.001" : "0.2";
        Arguments request =
            moves
                ? Arguments.of("blmove", first, second, "left", "right", time)
                : random.nextBoolean()
                    ? Arguments.of("blpop", first, second, time)
                    : Arguments.of("brpop", first, "a", "b", "c", "{a}d", "e", time);
        runner.run(request, connection, answer, System.currentTimeMillis());
      }
    }
  }

  private static Command[] commands() {
    List<Command> all = new ArrayList<>(ListCommands.all());
    all.addAll(BlockingListCommands.all());
    all.addAll(TransactionCommands.all());
    return all.toArray(Command[]::new);
  }
}
