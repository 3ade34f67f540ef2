// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Reply;
import io.tarn.route.Outcome;
import io.tarn.route.Place;
import io.tarn.route.RoutedSink;
import io.tarn.slab.Slab;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Requests whose answers are there at once, come later, or come from elsewhere in any order, beside
 * a model that knows what a client must see: every answer once, in the order of the requests.
 */
class ReservedPlacesModelTest {

  private static final int SEEDS = 300;

  /** An answer that is due. */
  private static final class Due {
    final String id;
    final Place place;

    Due(String id, Place place) {
      this.id = id;
      this.place = place;
    }
  }

  private final Slab slab = new Slab(0, 1);
  private final Connections connections = new Connections();
  private final StubEnvironment environment = new StubEnvironment(connections, slab);
  private final List<Due> due = new ArrayList<>();
  private RoutedSink waiting;
  private String waitingFor = "";

  /** NOW id, AWAY id, LATE id, ALONE id, REPLY mode, QUIT. The answer to id is its text. */
  private final Requests requests =
      new Requests() {
        @Override
        public Outcome run(
            Arguments arguments, Connection connection, RoutedSink sink, long nowMillis) {
          String id = arguments.count() > 1 ? arguments.text(1) : "";
          switch (arguments.text(0)) {
            case "NOW" -> sink.accept(Reply.Bulk.of(textOf(id)));
            case "AWAY" -> {
              due.add(new Due(id, sink.reserve()));
              return Outcome.FORWARDED;
            }
            case "LATE" -> {
              waiting = sink;
              waitingFor = id;
              return Outcome.WAITING;
            }
            case "QUIT" -> {
              if (!due.isEmpty()) {
                return Outcome.LATER;
              }
              sink.accept(Reply.OK);
              connection.closeAfterReplies();
            }
            default -> {
              if (!due.isEmpty()) {
                return Outcome.LATER;
              }
              if (arguments.text(0).equals("REPLY")) {
                connection.replyMode(Connection.ReplyMode.valueOf(id));
                sink.accept(id.equals("ON") ? Reply.OK : Reply.NONE);
              } else {
                sink.accept(Reply.Bulk.of(textOf(id)));
              }
            }
          }
          return Outcome.ANSWERED;
        }
      };

  /** Most are short, some long enough to leave the heap, a few longer than a chunk. */
  private static String textOf(String id) {
    int number = Integer.parseInt(id);
    int times = number % 53 == 0 ? 300_000 : number % 17 == 0 ? 5_000 : 1;
    return ("<" + id + ">").repeat(times);
  }

  private static String wire(String text) {
    return "$" + text.length() + "\r\n" + text + "\r\n";
  }

  @Test
  void answers_arriveOnceAndInOrder() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      run(seed);
    }
  }

  @Test
  void mostPlaces_thenNoRequestRuns() {
    EmbeddedChannel channel = open();
    send(channel, "AWAY 1\r\n".repeat(ReservedPlaces.MOST + 10));
    assertEquals(ReservedPlaces.MOST, due.size());
    due.removeLast().place.answer(Reply.OK);
    channel.runPendingTasks();
    assertEquals(ReservedPlaces.MOST - 1, due.size(), "the first is not there yet");
    due.removeFirst().place.answer(Reply.OK);
    channel.runPendingTasks();
    assertEquals(ReservedPlaces.MOST - 1, due.size());
    channel.finishAndReleaseAll();
    assertEquals(0, slab.chargedBytes());
  }

  @Test
  void outputLimit_holdsForAnswersThatWait() {
    environment.parameters().initial("client-output-buffer-limit", "normal 1mb 0 0");
    EmbeddedChannel channel = open();
    send(channel, "AWAY 1\r\nAWAY 2\r\n");
    due.getLast().place.part(new byte[2 << 20], 0, 2 << 20);
    due.getLast().place.done();
    channel.runPendingTasks();
    assertFalse(channel.isOpen());
    due.getFirst().place.answer(Reply.OK);
    channel.runPendingTasks();
    Object output = channel.readOutbound();
    assertNull(output);
    channel.finishAndReleaseAll();
    assertEquals(0, slab.chargedBytes());
  }

  private static void send(EmbeddedChannel channel, String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    channel.runPendingTasks();
  }

  private EmbeddedChannel open() {
    EmbeddedChannel channel = new EmbeddedChannel();
    RespLoop loop =
        new RespLoop(
            environment,
            RespSettings.of("127.0.0.1", 0, "nio", 1),
            connections,
            requests,
            0,
            1L << 30,
            channel.eventLoop());
    channel.pipeline().addLast(new RespSession(loop, channel, 0));
    return channel;
  }

  private void run(long seed) {
    Random random = new Random(seed);
    due.clear();
    waiting = null;
    EmbeddedChannel channel = open();
    StringBuilder expected = new StringBuilder();
    StringBuilder seen = new StringBuilder();
    int next = 1;
    for (int step = 0; step < 60; step++) {
      if (random.nextInt(3) == 0) {
        StringBuilder pipeline = new StringBuilder();
        for (int n = 1 + random.nextInt(50); n > 0; n--) {
          next = request(random, next, pipeline, expected);
        }
        channel.writeInbound(
            Unpooled.copiedBuffer(pipeline.toString(), StandardCharsets.ISO_8859_1));
      } else {
        answerSome(random);
      }
      channel.runPendingTasks();
      read(channel, seen);
      assertTrue(
          expected.length() >= seen.length()
              && expected.substring(0, seen.length()).contentEquals(seen),
          "seed=" + seed);
    }
    for (int i = 0; i < 20_000 && (waiting != null || !due.isEmpty()); i++) {
      answerSome(random);
      channel.runPendingTasks();
      read(channel, seen);
    }
    boolean malformed = random.nextBoolean();
    channel.writeInbound(
        Unpooled.copiedBuffer(malformed ? "*x\r\n" : "QUIT\r\n", StandardCharsets.ISO_8859_1));
    channel.runPendingTasks();
    read(channel, seen);
    expected.append(malformed ? "-ERR Protocol error: invalid multibulk length\r\n" : "+OK\r\n");
    assertEquals(expected.length(), seen.length(), "seed=" + seed);
    assertTrue(expected.toString().contentEquals(seen), "seed=" + seed);
    assertFalse(channel.isOpen(), "seed=" + seed);
    channel.finishAndReleaseAll();
    assertEquals(0, slab.chargedBytes(), "seed=" + seed);
  }

  private static int request(
      Random random, int number, StringBuilder pipeline, StringBuilder expected) {
    int kind = random.nextInt(40);
    String id = Integer.toString(number);
    String name =
        kind < 20 ? "AWAY" : kind < 34 ? "NOW" : kind < 37 ? "ALONE" : kind < 39 ? "LATE" : "REPLY";
    if (!name.equals("REPLY")) {
      pipeline.append(name).append(' ').append(id).append("\r\n");
      expected.append(wire(textOf(id)));
      return number + 1;
    }
    if (random.nextBoolean()) {
      pipeline.append("REPLY SKIP\r\nAWAY ").append(id).append("\r\n");
    } else {
      pipeline.append("REPLY OFF\r\nAWAY ").append(id).append("\r\nNOW 5\r\nREPLY ON\r\n");
      expected.append("+OK\r\n");
    }
    return number + 1;
  }

  private void answerSome(Random random) {
    if (waiting != null && random.nextBoolean()) {
      RoutedSink sink = waiting;
      waiting = null;
      sink.acceptLater(Reply.Bulk.of(textOf(waitingFor)));
    }
    for (int n = random.nextInt(10); n > 0 && !due.isEmpty(); n--) {
      Due one = due.remove(random.nextInt(random.nextBoolean() ? 1 : due.size()));
      if (random.nextInt(4) == 0) {
        one.place.part("lost".getBytes(StandardCharsets.US_ASCII), 0, 4);
        one.place.forget();
      }
      if (random.nextInt(3) == 0) {
        one.place.answer(Reply.Bulk.of(textOf(one.id)));
        continue;
      }
      byte[] bytes = wire(textOf(one.id)).getBytes(StandardCharsets.US_ASCII);
      int cut = random.nextInt(bytes.length + 1);
      one.place.part(bytes, 0, cut);
      one.place.part(bytes, cut, bytes.length - cut);
      one.place.done();
    }
  }

  private static void read(EmbeddedChannel channel, StringBuilder seen) {
    for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
      seen.append(bytes.toString(StandardCharsets.ISO_8859_1));
      bytes.release();
    }
  }
}
