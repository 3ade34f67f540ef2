// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import com.sun.management.OperatingSystemMXBean;
import io.tarn.command.Arguments;
import io.tarn.command.Reply;
import io.tarn.route.Forwarder.Manner;
import io.tarn.route.RemoteAnswer;
import io.tarn.slot.ReplySink;
import io.tarn.slot.RequestRunner;
import io.tarn.slot.TestNode.TestConnection;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * What forwarding costs: GETs of many connections, each with a pipeline, from one node to another
 * in the same process, and what the same requests cost when they run here. Not a test.
 */
public final class LinkBench {

  private static final int KEYS = 100_000;
  private static final long RUN_NANOS = 3_000_000_000L;

  private final LinkNode asker;
  private final int peer;
  private final List<Arguments> requests = new ArrayList<>();
  private long answered;

  private LinkBench(LinkNode asker, int peer) {
    this.asker = asker;
    this.peer = peer;
    for (int i = 0; i < KEYS; i++) {
      requests.add(Arguments.of("GET", "key:" + i * 7919 % KEYS));
    }
  }

  /** Runs it; arguments: connections, pipeline, rounds. */
  public static void main(String[] arguments) throws Exception {
    int connections = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 50;
    int pipeline = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 16;
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
    try (LinkNode asker = new LinkNode(null, Ownership.ALL);
        LinkNode owner = new LinkNode(asker, Ownership.ALL)) {
      asker.links.start(asker.system);
      owner.links.start(owner.system);
      fill(asker);
      fill(owner);
      LinkBench bench = new LinkBench(asker, asker.peer(owner));
      for (int round = 0; round < rounds; round++) {
        bench.direct(pipeline);
        bench.forwarded(connections, pipeline);
      }
    }
  }

  private static void fill(LinkNode node) {
    RequestRunner runner = new RequestRunner(node.node, node.node.slots());
    Sink sink = new Sink();
    for (int i = 0; i < KEYS; i++) {
      runner.run(
          Arguments.of("SET", "key:" + i, "v".repeat(64)), new TestConnection(1), sink, 1_000);
    }
  }

  private void direct(int pipeline) {
    RequestRunner runner = new RequestRunner(asker.node, asker.node.slots());
    TestConnection connection = new TestConnection(1);
    Sink sink = new Sink();
    Arguments[] batch = new Arguments[pipeline];
    long cpu = cpuNanos();
    long started = System.nanoTime();
    long count = 0;
    while (System.nanoTime() - started < RUN_NANOS) {
      for (int i = 0; i < pipeline; i++) {
        batch[i] = requests.get((int) (count++ % KEYS));
      }
      runner.prefetch(batch, pipeline);
      for (Arguments request : batch) {
        runner.run(request, connection, sink, 1_000);
      }
      sink.writer.clear();
    }
    report("direct", count, started, cpu);
  }

  private void forwarded(int connections, int pipeline) throws InterruptedException {
    answered = 0;
    long cpu = cpuNanos();
    long started = System.nanoTime();
    CountDownLatch done = new CountDownLatch(connections);
    asker.home.execute(
        () -> {
          for (int i = 0; i < connections; i++) {
            new Load(i, pipeline, started + RUN_NANOS, done).send();
          }
          asker.forwarder.flush();
        });
    done.await();
    report("forwarded c=" + connections + " P=" + pipeline, answered, started, cpu);
  }

  private static void report(String what, long count, long started, long cpu) {
    double seconds = (System.nanoTime() - started) / 1e9;
    double micros = (cpuNanos() - cpu) / 1e3 / count;
    System.out.printf("%-22s %,10.0f/s  %.3f cpu us each%n", what, count / seconds, micros);
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** One connection: sends its pipeline again when all of it has been answered. */
  private final class Load implements RemoteAnswer {
    private final TestConnection connection;
    private final int pipeline;
    private final long until;
    private final CountDownLatch done;
    private int open;
    private int next;

    Load(int number, int pipeline, long until, CountDownLatch done) {
      this.connection = new TestConnection(number + 10);
      this.pipeline = pipeline;
      this.until = until;
      this.done = done;
      this.next = number * 1_000;
    }

    void send() {
      open = pipeline;
      for (int i = 0; i < pipeline; i++) {
        if (!asker.forwarder.forward(
            peer, Manner.PLAIN, connection, requests.get(next++ % KEYS), this)) {
          throw new IllegalStateException("refused");
        }
      }
    }

    @Override
    public void arrived(byte[] array, int offset, int length, boolean last) {
      answered++;
      if (--open == 0) {
        if (System.nanoTime() - until > 0) {
          done.countDown();
        } else {
          send();
          asker.home.execute(asker.forwarder::flush);
        }
      }
    }

    @Override
    public void failed(Failure why) {
      throw new IllegalStateException("failed: why=" + why);
    }
  }

  private static final class Sink implements ReplySink {
    private final AnswerWriter writer = new AnswerWriter(16 << 10, message -> {});

    @Override
    public void accept(Reply reply) {
      writer.add(1, reply, 2);
    }

    @Override
    public void acceptLater(Reply reply) {
      throw new IllegalStateException("the slot is open");
    }
  }
}
