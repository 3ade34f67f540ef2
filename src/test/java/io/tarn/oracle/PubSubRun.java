// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Several clients subscribe, publish and unsubscribe at random, the same on a reference and on a
 * subject. After each request all frames that each client got are compared, in order; a PING of
 * each client tells where they end.
 *
 * <p>Three things have no order of their own and are compared without it: the patterns that one
 * message matches, the names that UNSUBSCRIBE without names ends, and whether a publisher that has
 * subscribed gets the answer or its own message first, which versions of Redis do differently.
 */
final class PubSubRun {

  private static final List<String> CHANNELS = List.of("a", "b", "ab", "", "a*", "\u00ff\r\n", "c");
  private static final List<String> PATTERNS = List.of("*", "a*", "?", "[ab]", "a\\*", "", "*c");

  private final long seed;
  private final SplittableRandom random;
  private final List<RespConnection> reference;
  private final List<RespConnection> subject;
  private int token;

  /** Creates a run; both lists have one connection for each client. */
  PubSubRun(long seed, List<RespConnection> reference, List<RespConnection> subject) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    this.reference = reference;
    this.subject = subject;
  }

  /** Sends so many requests; returns "" or what differed first. */
  String run(int steps) throws IOException {
    for (int step = 0; step < steps; step++) {
      int client = random.nextInt(reference.size());
      List<String> request = next();
      for (int i = 0; i < reference.size(); i++) {
        int at = (client + i) % reference.size();
        List<byte[][]> sent = new ArrayList<>();
        if (i == 0) {
          sent.add(words(request));
          if (request.contains("SKIP")) {
            sent.add(words(named(random.nextBoolean() ? "SUBSCRIBE" : "GET", CHANNELS, 1)));
          }
        }
        String mark = "mark" + token++;
        sent.add(words(List.of("PING", mark)));
        reference.get(at).send(sent);
        subject.get(at).send(sent);
        String expected = frames(reference.get(at), mark, request);
        String actual = frames(subject.get(at), mark, request);
        if (!expected.equals(actual)) {
          return "seed="
              + seed
              + " step="
              + step
              + " client="
              + at
              + " of "
              + client
              + "\nrequest  "
              + request
              + "\nexpected "
              + expected
              + "\nactual   "
              + actual;
        }
      }
    }
    return "";
  }

  private List<String> next() {
    String channel = CHANNELS.get(random.nextInt(CHANNELS.size()));
    return switch (random.nextInt(24)) {
      case 0, 1, 2 -> named("SUBSCRIBE", CHANNELS, 1);
      case 3, 4 -> named("UNSUBSCRIBE", CHANNELS, 0);
      case 5, 6 -> named("PSUBSCRIBE", PATTERNS, 1);
      case 7 -> named("PUNSUBSCRIBE", PATTERNS, 0);
      case 8 -> named("SSUBSCRIBE", CHANNELS, 1);
      case 9 -> named("SUNSUBSCRIBE", CHANNELS, 0);
      case 10, 11, 12 -> List.of("SPUBLISH", channel, "message" + token);
      case 13 -> named("PUBSUB NUMSUB", CHANNELS, 0);
      case 14 -> named("PUBSUB SHARDNUMSUB", CHANNELS, 0);
      case 15 -> List.of("PUBSUB", "NUMPAT");
      case 16 -> random.nextInt(4) == 0 ? List.of("RESET") : List.of("GET", channel);
      case 17 -> List.of("CLIENT", "REPLY", random.nextBoolean() ? "SKIP" : "ON");
      case 18 ->
          random.nextBoolean() ? List.of("HELLO", "3") : List.of("HELLO", "3", "SETNAME", "x y");
      default -> List.of("PUBLISH", channel, "m".repeat(random.nextInt(3) * 1500) + token);
    };
  }

  private List<String> named(String command, List<String> names, int least) {
    List<String> request = new ArrayList<>(List.of(command.split(" ")));
    for (int n = random.nextInt(least, 4); n > 0; n--) {
      request.add(names.get(random.nextInt(names.size())));
    }
    return request;
  }

  /** Returns what came until the answer to the last PING, as text that can be compared. */
  private static String frames(RespConnection client, String mark, List<String> request)
      throws IOException {
    List<String> answers = new ArrayList<>();
    List<String> messages = new ArrayList<>();
    List<String> names = new ArrayList<>();
    int patterns = 0;
    boolean ended = false;
    while (!ended) {
      byte[] bytes = client.receive();
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      RespFrame frame = RespFrame.parse(bytes);
      String kind = frame.items().isEmpty() ? "" : frame.items().getFirst().text();
      boolean pattern = kind.equals("pmessage");
      if (!pattern) {
        Collections.sort(messages.subList(messages.size() - patterns, messages.size()));
        patterns = 0;
      }
      if (kind.endsWith("message")) {
        messages.add(text);
        patterns += pattern ? 1 : 0;
      } else if (kind.endsWith("unsubscribe") && request.size() == 1) {
        names.add(frame.items().get(1).text());
        answers.add(text.charAt(0) + kind + frame.items().get(2).text());
      } else {
        answers.add(text.contains("\r\nproto\r\n") ? "hello" : text);
        ended = text.contains(mark);
      }
    }
    Collections.sort(names);
    return "answers " + answers + " messages " + messages + " names " + names;
  }

  private static byte[][] words(List<String> request) {
    return request.stream()
        .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
        .toArray(byte[][]::new);
  }
}
