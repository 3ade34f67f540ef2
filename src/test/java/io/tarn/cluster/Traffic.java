// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import io.tarn.command.Arguments;
import io.tarn.command.Reply;
import io.tarn.slot.RequestRunner;
import io.tarn.slot.TestNode.Answer;
import io.tarn.slot.TestNode.TestConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one I/O thread does with its connections, reduced to what matters here: each connection
 * sends one command after the other, and while one waits the thread serves the other connections.
 *
 * <p>Every connection counts up a key of its own, whose answers must be 1, 2, 3, ..., and appends
 * its numbered words to keys that all share, where they must appear in order and without a gap.
 */
final class Traffic {

  /** Keys that all connections append to. */
  static final int SHARED_KEYS = 8;

  private static final int COUNTERS = 16;

  private final RequestRunner runner;
  private final List<Client> clients = new ArrayList<>();
  private long deferred;
  private long commands;

  Traffic(RequestRunner runner, int firstConnection, int connections, long seed) {
    this.runner = runner;
    for (int i = 0; i < connections; i++) {
      clients.add(new Client(firstConnection + i, new Random(seed + i)));
    }
  }

  /** Sends until told to stop, then waits for the answers that are still out. */
  void run(BooleanSupplier more) {
    while (more.getAsBoolean()) {
      for (Client client : clients) {
        client.step();
      }
    }
    clients.forEach(Client::finish);
  }

  /** Returns how many commands were sent. */
  long commands() {
    return commands;
  }

  /** Returns how many commands had to wait for an entity. */
  long deferred() {
    return deferred;
  }

  /** Returns how many words the connection with this id has appended to a shared key. */
  int words(int connection, int key) {
    return clients.stream()
        .filter(client -> client.id == connection)
        .mapToInt(client -> client.words[key])
        .sum();
  }

  private final class Client {
    private final int id;
    private final Random random;
    private final TestConnection connection;
    private final long[] counts = new long[COUNTERS];
    private final int[] words = new int[SHARED_KEYS];
    private @Nullable Answer pending;
    private long expected;

    Client(int id, Random random) {
      this.id = id;
      this.random = random;
      this.connection = new TestConnection(id);
    }

    void step() {
      Answer before = pending;
      if (before != null) {
        if (!before.reply().isDone()) {
          return;
        }
        check(before.reply().join());
        pending = null;
      }
      send();
    }

    void finish() {
      Answer last = pending;
      if (last != null) {
        check(last.reply().orTimeout(20, TimeUnit.SECONDS).join());
        pending = null;
      }
    }

    private void send() {
      String[] words = next();
      Answer answer = new Answer();
      commands++;
      if (runner.run(Arguments.of(words), connection, answer, System.currentTimeMillis())) {
        check(answer.reply().join());
      } else {
        deferred++;
        pending = answer;
      }
    }

    private String[] next() {
      int choice = random.nextInt(100);
      if (choice < 10) {
        int key = random.nextInt(SHARED_KEYS);
        expected = -1;
        return new String[] {"append", "shared:" + key, id + "=" + ++words[key] + ";"};
      }
      if (choice < 20) {
        expected = -2;
        String value = id + "-" + commands;
        return new String[] {"mset", "m:" + id, value, "n:" + id, value, "o:" + id, value};
      }
      int counter = random.nextInt(COUNTERS);
      expected = ++counts[counter];
      return new String[] {"incr", "counter:" + id + ":" + counter};
    }

    private void check(Reply reply) {
      boolean right =
          switch (reply) {
            case Reply.Int number -> expected == -1 || number.value() == expected;
            case Reply.Simple status -> expected == -2 && status.text().equals("OK");
            default -> false;
          };
      if (!right) {
        String text =
            reply instanceof Reply.Bulk bulk
                ? new String(bulk.bytes(), StandardCharsets.UTF_8)
                : reply.toString();
        throw new AssertionError("connection=" + id + " expected=" + expected + " answer=" + text);
      }
    }
  }
}
