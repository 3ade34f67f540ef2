// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.Arguments;
import io.tarn.route.Forwarder.Manner;
import io.tarn.slab.Memory;
import io.tarn.slot.TestNode.TestConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two members in one JVM, over Artery. */
@Timeout(60)
@SuppressWarnings("try")
class LinksTest {

  private static final Recorder RECORDER = new Recorder();

  /** Who still counted as a holder when its end was told, by the lost peer. */
  private static final Map<Integer, List<Integer>> HOLDERS_AT_LOSS = new ConcurrentHashMap<>();

  private static LinkNode asker;
  private static LinkNode owner;
  private static int peer;

  private final TestConnection client = new TestConnection(1);
  private final TestConnection other = new TestConnection(2);

  @BeforeAll
  static void start() {
    asker = new LinkNode(null, Ownership.ALL);
    owner = new LinkNode(asker, Ownership.ALL);
    owner.links.register(Channel.REPORT, RECORDER);
    owner.links.register(Channel.PING, RECORDER);
    asker.links.register(Channel.STREAM, new Losses());
    asker.links.start(asker.system);
    owner.links.start(owner.system);
    peer = asker.peer(owner);
    assertEquals(owner.cluster.selfUniqueAddress(), asker.links.addressOf(peer));
    assertArrayEquals(new int[] {peer}, asker.links.holders());
  }

  @AfterAll
  static void stop() {
    owner.close();
    asker.close();
  }

  @Test
  void requests_runAtThePeer() throws Exception {
    assertEquals("+OK\r\n", ask("SET", "k", "v"));
    assertEquals("$1\r\nv\r\n", ask("GET", "k"));
    assertTrue(owner.node.slots().size() > 0);
    assertEquals(0, asker.node.slots().size());
    assertTrue(ask("GET").startsWith("-ERR wrong number"));
  }

  @Test
  void largeValues_goAndComeInParts() throws Exception {
    SplittableRandom random = new SplittableRandom(3);
    for (int bytes : new int[] {100_000, 131_072, 131_073, 1_048_576, 5_000_000, 20_000_000}) {
      byte[] value = new byte[bytes];
      random.nextBytes(value);
      byte[] key = ("large:" + bytes).getBytes(StandardCharsets.US_ASCII);
      Arguments set = Arguments.of("SET".getBytes(StandardCharsets.US_ASCII), key, value);
      assertEquals("+OK\r\n", asker.ask(peer, Manner.PLAIN, client, set).get(20, TimeUnit.SECONDS));
      String answer = ask("GET", "large:" + bytes);
      String expected = new String(value, StandardCharsets.ISO_8859_1);
      assertEquals("$" + bytes + "\r\n" + expected + "\r\n", answer);
    }
  }

  @Test
  void argumentInSlabMemory_isCopied() throws Exception {
    int length = 3 << 20;
    long block = asker.node.slab().allocate(0, length);
    Memory.fill(block, length, (byte) 'z');
    Arguments arguments = new Arguments("SETblock".getBytes(StandardCharsets.US_ASCII));
    arguments.add(0, 3);
    arguments.add(3, 5);
    arguments.addBlock(block, length);
    assertEquals(
        "+OK\r\n", asker.ask(peer, Manner.PLAIN, client, arguments).get(20, TimeUnit.SECONDS));
    arguments.freeBlocks(asker.node.slab());
    assertEquals("$" + length + "\r\n" + "z".repeat(length) + "\r\n", ask("GET", "block"));
  }

  @Test
  void requestBeyondTheLimit_isRefusedClearly() throws Exception {
    byte[] value = new byte[Frame.MOST_MESSAGE_BYTES];
    Arguments set = Arguments.of("SET".getBytes(StandardCharsets.US_ASCII), new byte[1], value);
    assertEquals(
        "-ERR the request is too long to go to another node: limit=64mb\r\n",
        asker.ask(peer, Manner.PLAIN, client, set).get(20, TimeUnit.SECONDS));
  }

  @Test
  void manyRequests_comeBackInOrder_andTooManyAreRefused() throws Exception {
    int count = 3 * ForwardLane.MOST_REQUESTS;
    List<CompletableFuture<String>> answers = new ArrayList<>();
    asker
        .home
        .submit(
            () -> {
              for (int i = 0; i < count; i++) {
                LinkNode.Answer answer = new LinkNode.Answer();
                Arguments request = Arguments.of("APPEND", "counted", i % 10 + "");
                if (asker.forwarder.forward(peer, Manner.PLAIN, client, request, answer)) {
                  answers.add(answer.result);
                }
              }
              asker.forwarder.flush();
            })
        .get();
    assertEquals(ForwardLane.MOST_REQUESTS, answers.size());
    for (int i = 0; i < answers.size(); i++) {
      assertEquals(":" + (i + 1) + "\r\n", answers.get(i).get(20, TimeUnit.SECONDS));
    }
    assertEquals(":" + (answers.size() + 1) + "\r\n", ask("APPEND", "counted", "x"));
  }

  @Test
  void waitingRequest_isAnsweredWhenItsTimeComes() throws Exception {
    CompletableFuture<String> waiting = asker.ask(peer, Manner.PLAIN, client, "BLPOP", "l", "0");
    assertEquals(
        ":1\r\n",
        asker.ask(peer, Manner.PLAIN, other, "RPUSH", "l", "x").get(20, TimeUnit.SECONDS));
    assertEquals("*2\r\n$1\r\nl\r\n$1\r\nx\r\n", waiting.get(20, TimeUnit.SECONDS));
  }

  @Test
  void transaction_runsInASessionOfThePeer() throws Exception {
    assertEquals("+OK\r\n", ask(Manner.SESSION, "WATCH", "w"));
    assertEquals("+OK\r\n", ask(Manner.SESSION, "MULTI"));
    assertEquals("+QUEUED\r\n", ask(Manner.SESSION, "SET", "w", "1"));
    assertEquals("*1\r\n+OK\r\n", ask(Manner.SESSION, "EXEC"));
    assertEquals("+OK\r\n", ask(Manner.SESSION, "WATCH", "w"));
    assertEquals(
        "+OK\r\n", asker.ask(peer, Manner.PLAIN, other, "SET", "w", "2").get(20, TimeUnit.SECONDS));
    LinkNode.Answer exec = new LinkNode.Answer();
    List<Arguments> block =
        List.of(Arguments.of("MULTI"), Arguments.of("SET", "w", "3"), Arguments.of("EXEC"));
    asker.home.execute(
        () -> {
          assertTrue(asker.forwarder.forwardAll(peer, client, block, exec));
          asker.forwarder.endSession(peer, client);
          asker.forwarder.flush();
        });
    assertEquals("*-1\r\n", exec.result.get(20, TimeUnit.SECONDS));
    assertEquals("$1\r\n2\r\n", ask("GET", "w"));
  }

  @Test
  void messages_reachTheirReceiver() throws Exception {
    byte[] payload = "..report..".getBytes(StandardCharsets.US_ASCII);
    assertTrue(asker.links.send(peer, Channel.REPORT, payload, 2, 6));
    assertEquals("report", RECORDER.messages.poll(20, TimeUnit.SECONDS));
    assertTrue(asker.links.send(peer, Channel.PING, payload, 0, 2));
    assertEquals("..", RECORDER.messages.poll(20, TimeUnit.SECONDS));
    assertFalse(asker.links.send(99, Channel.PING, payload, 0, 2));
  }

  @Test
  void peerThatDies_failsWhatIsPending() throws Exception {
    try (LinkNode third = new LinkNode(asker, Ownership.ALL)) {
      third.links.start(third.system);
      int number = asker.peer(third);
      CompletableFuture<String> waiting =
          asker.ask(number, Manner.PLAIN, client, "BLPOP", "l", "0");
      assertEquals(
          "$-1\r\n",
          asker.ask(number, Manner.PLAIN, other, "GET", "none").get(20, TimeUnit.SECONDS));
      asker.cluster.down(third.cluster.selfAddress());
      assertEquals("UNKNOWN", waiting.get(20, TimeUnit.SECONDS));
      LinkNode.await(() -> HOLDERS_AT_LOSS.containsKey(number));
      assertEquals(List.of(peer), HOLDERS_AT_LOSS.get(number), "adoption would wait for it");
      assertArrayEquals(new int[] {peer}, asker.links.holders());
      LinkNode.await(() -> asker.links.addressOf(number) == null);
      assertEquals(
          "(refused)",
          asker.ask(number, Manner.PLAIN, client, "GET", "none").get(20, TimeUnit.SECONDS));
    }
  }

  private String ask(String... words) throws Exception {
    return ask(Manner.PLAIN, words);
  }

  private String ask(Manner manner, String... words) throws Exception {
    return asker.ask(peer, manner, client, words).get(20, TimeUnit.SECONDS);
  }

  /** Notes who may hold slots when a peer's end is told. */
  private static final class Losses implements Receiver {
    @Override
    public void received(int from, byte[] array, int offset, int length) {}

    @Override
    public void reset(int from) {}

    @Override
    public void lost(int from) {
      HOLDERS_AT_LOSS.put(from, Arrays.stream(asker.links.holders()).boxed().toList());
    }
  }

  /** Keeps what has come. */
  private static final class Recorder implements Receiver {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

    @Override
    public void received(int from, byte[] array, int offset, int length) {
      messages.add(new String(array, offset, length, StandardCharsets.US_ASCII));
    }

    @Override
    public void reset(int from) {}

    @Override
    public void lost(int from) {}
  }
}
