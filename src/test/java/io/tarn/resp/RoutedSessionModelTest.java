// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.tarn.command.CommandTable;
import io.tarn.command.Environment;
import io.tarn.keyspace.HashSlot;
import io.tarn.route.Peers;
import io.tarn.route.RouteCluster;
import io.tarn.route.Router;
import io.tarn.slot.SlotSettings;
import io.tarn.slot.TestNode;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The same pipelines to a node that leads a third of the slots and forwards the rest, and to one
 * that is alone: the client must see the same bytes.
 */
class RoutedSessionModelTest {

  private static final int SEEDS = 60;
  private static final int KEYS = 12;

  private record Door(EmbeddedChannel channel) {
    static Door of(Environment environment, Router router) {
      EmbeddedChannel channel = new EmbeddedChannel();
      RespLoop loop =
          new RespLoop(
              environment,
              RespSettings.of("127.0.0.1", 0, "nio", 1),
              new Connections(),
              Requests.of(router),
              0,
              1L << 30,
              channel.eventLoop());
      channel.pipeline().addLast(new RespSession(loop, channel, 0));
      return new Door(channel);
    }

    void send(String text) {
      channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    }

    String read() {
      channel.runPendingTasks();
      StringBuilder text = new StringBuilder();
      for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
        text.append(bytes.toString(StandardCharsets.ISO_8859_1));
        bytes.release();
      }
      return text.toString();
    }
  }

  @Test
  void pipelines_areAnsweredAsByOneNode() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      compare(seed);
    }
  }

  private static void compare(long seed) {
    Random random = new Random(seed);
    TestNode alone = new TestNode(1, SlotSettings.DEFAULT, CommandTable.standard());
    for (int slot = 0; slot < HashSlot.COUNT; slot++) {
      alone.open(slot);
    }
    Door one = Door.of(alone, new Router(alone, alone.slots(), Peers.ALONE, Runnable::run, false));
    RouteCluster cluster = new RouteCluster();
    Door three = Door.of(cluster.node(), cluster.router());
    for (int step = 0; step < 30; step++) {
      StringBuilder pipeline = new StringBuilder();
      for (int n = 1 + random.nextInt(40); n > 0; n--) {
        pipeline.append(request(random)).append("\r\n");
      }
      String text = pipeline.toString();
      one.send(text);
      three.send(text);
      String expected = one.read();
      StringBuilder seen = new StringBuilder(three.read());
      for (int turn = 0; turn < 200 && seen.length() < expected.length(); turn++) {
        cluster.settle();
        seen.append(three.read());
      }
      assertEquals(expected, seen.toString(), "seed=" + seed + " pipeline=" + text);
    }
  }

  private static String request(Random random) {
    String key = "k" + random.nextInt(KEYS);
    String other = "k" + random.nextInt(KEYS);
    String third = "k" + random.nextInt(KEYS);
    int number = random.nextInt(1_000);
    return switch (random.nextInt(26)) {
      case 0, 1, 2 -> "SET " + key + " " + number;
      case 3, 4, 5, 6 -> "GET " + key;
      case 7 -> "INCR " + key;
      case 8 -> "APPEND " + key + " " + "x".repeat(number);
      case 9 -> "DEL " + key + " " + other + " " + third;
      case 10 -> "MGET " + key + " " + other + " " + third + " " + key;
      case 11 -> "MSET " + key + " " + number + " " + other + " 7";
      case 12 -> "EXISTS " + key + " " + key + " " + other;
      case 13 -> "DBSIZE";
      case 14 -> "PING";
      case 15 -> "LPUSH list" + key + " " + number;
      case 16 -> "LRANGE list" + key + " 0 -1";
      case 17 -> "LPUSH list" + key + " 1\r\nBLPOP list" + key + " 1";
      case 18 -> "HELLO " + (2 + random.nextInt(2)) + "\r\nHGETALL " + key + "h";
      case 19 -> "HSET " + key + "h f" + number % 3 + " " + number;
      case 20 -> "MULTI\r\nINCR " + key + "\r\nGET " + key + "\r\nEXEC";
      case 21 -> "WATCH " + key + "\r\nSET " + key + " 1\r\nMULTI\r\nGET " + key + "\r\nEXEC";
      case 22 -> "CLIENT REPLY SKIP\r\nSET " + key + " 5\r\nGET " + key;
      case 23 -> "CLIENT REPLY OFF\r\nMGET " + key + " " + other + "\r\nCLIENT REPLY ON";
      case 24 -> "NOSUCH " + key;
      default -> "GET";
    };
  }
}
