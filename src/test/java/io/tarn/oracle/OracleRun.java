// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Sends one seed's requests to a reference and to a subject, in pipelines of random length, and
 * compares. Both must be empty servers that nobody else uses; the run begins with FLUSHALL.
 */
public final class OracleRun {

  private static final int HISTORY = 12;
  private static final int AUDIT_EVERY = 1_000;
  private static final int MOST_PIPELINED = 24;
  private static final long SETTLING_NANOS = 3_000_000_000L;
  private static final String SCRATCH_KEY = "oracle:restored";

  /** Settings that have other defaults here, or that the run before has changed. */
  private static final List<String> ORDINARY =
      List.of(
          "CONFIG",
          "SET",
          "maxmemory",
          "0",
          "maxmemory-policy",
          "noeviction",
          "maxmemory-samples",
          "5",
          "lfu-log-factor",
          "10",
          "lfu-decay-time",
          "1",
          "list-max-listpack-size",
          "-2");

  /** Sizes at which collections change their form, small in every second seed. */
  private static final List<List<String>> SMALL =
      List.of(
          List.of("set-max-intset-entries", "8"),
          List.of("set-max-listpack-entries", "7"),
          List.of("set-max-listpack-value", "20"),
          List.of("hash-max-listpack-entries", "6"),
          List.of("hash-max-listpack-value", "24"),
          List.of("zset-max-listpack-entries", "6"),
          List.of("zset-max-listpack-value", "24"),
          List.of("hll-sparse-max-bytes", "150"));

  private static final List<List<String>> USUAL =
      List.of(
          List.of("set-max-intset-entries", "512"),
          List.of("set-max-listpack-entries", "128"),
          List.of("set-max-listpack-value", "64"),
          List.of("hash-max-listpack-entries", "512"),
          List.of("hash-max-listpack-value", "64"),
          List.of("zset-max-listpack-entries", "128"),
          List.of("zset-max-listpack-value", "64"),
          List.of("hll-sparse-max-bytes", "3000"));

  private final long seed;
  private final int protocol;
  private final ReplySource reference;
  private final ReplySource subject;
  private final RequestGenerator generator;
  private final SplittableRandom random;
  private final Map<String, Deque<List<String>>> histories = new HashMap<>();
  private int step;
  private @Nullable Difference found;

  /**
   * Creates a run.
   *
   * @param protocol 2 or 3, the version of RESP
   * @param commands lower-case names of the commands to send
   */
  public OracleRun(
      long seed, int protocol, ReplySource reference, ReplySource subject, List<String> commands) {
    this.seed = seed;
    this.protocol = protocol;
    this.reference = reference;
    this.subject = subject;
    random = new SplittableRandom(~seed);
    generator = new RequestGenerator(seed, commands);
  }

  /** Returns the commands that a server lists and a run may send, in the order of the alphabet. */
  public static List<String> commandsOf(ReplySource server) throws IOException {
    List<String> names = new ArrayList<>();
    for (RespFrame row : RespFrame.parse(call(server, List.of("COMMAND"))).items()) {
      String name = row.items().getFirst().text();
      if (Exceptions.isSent(name)) {
        names.add(name);
      }
    }
    names.sort(null);
    return names;
  }

  /** Sends so many requests, or fewer when answers differ. */
  public Optional<Difference> run(int steps) throws IOException {
    for (ReplySource server : List.of(reference, subject)) {
      call(server, List.of("HELLO", Integer.toString(protocol)));
      call(server, List.of("FLUSHALL"));
      call(server, ORDINARY);
      for (List<String> setting : seed % 2 == 0 ? SMALL : USUAL) {
        // The older server does not know all of them, and refuses.
        call(server, List.of("CONFIG", "SET", setting.get(0), setting.get(1)));
      }
    }
    while (step < steps && found == null) {
      List<List<String>> batch = new ArrayList<>();
      int size = Math.min(random.nextInt(1, MOST_PIPELINED + 1), steps - step);
      List<String> alone = null;
      while (alone == null && batch.size() < size) {
        List<String> request = generator.next();
        if (Exceptions.comparisonOf(request).asksAgain()) {
          alone = request;
        } else {
          batch.add(request);
        }
      }
      int audits = step / AUDIT_EVERY;
      comparePipelined(batch);
      if (alone != null && found == null) {
        step++;
        compare(alone, Exceptions.comparisonOf(alone));
        remember(alone);
      }
      if (step / AUDIT_EVERY > audits || step >= steps) {
        audit();
      }
    }
    return Optional.ofNullable(found);
  }

  private void comparePipelined(List<List<String>> batch) throws IOException {
    List<byte[][]> requests = batch.stream().map(OracleRun::words).toList();
    List<byte[]> expected = reference.callAll(requests);
    List<byte[]> actual = subject.callAll(requests);
    for (int i = 0; i < batch.size() && found == null; i++) {
      step++;
      List<String> request = batch.get(i);
      if (!Exceptions.comparisonOf(request).agrees(expected.get(i), actual.get(i))) {
        differ(request, expected.get(i), actual.get(i));
      }
      remember(request);
    }
  }

  private void compare(List<String> request, Comparison comparison) throws IOException {
    byte[] expected = call(reference, request);
    byte[] actual = call(subject, request);
    long deadline = System.nanoTime() + SETTLING_NANOS;
    while (comparison == Comparison.SETTLING
        && !comparison.agrees(expected, actual)
        && System.nanoTime() < deadline) {
      expected = call(reference, request);
      actual = call(subject, request);
    }
    if (!comparison.agrees(expected, actual)) {
      differ(request, expected, actual);
      return;
    }
    RespFrame answer = RespFrame.parse(expected);
    if (answer.isError() || answer.kind() == '_') {
      return;
    }
    switch (comparison) {
      case WALK -> compareWalks(request);
      case MEMBER -> compareMembers(answer.text(), RespFrame.parse(actual).text());
      case SAMPLE -> compareSamples(request, expected, actual);
      case TAKEN ->
          takeTheSame(request.get(1), elements(answer), elements(RespFrame.parse(actual)));
      case PAYLOAD -> comparePayloads(request, answer.text(), RespFrame.parse(actual).text());
      default -> {}
    }
  }

  /* What the subject has drawn must be there, and no element twice unless that was asked for. */
  private void compareSamples(List<String> request, byte[] expected, byte[] actual)
      throws IOException {
    List<String> drawn = elements(RespFrame.parse(actual));
    if (drawn.isEmpty()) {
      return;
    }
    List<String> question = new ArrayList<>(List.of("SMISMEMBER", request.get(1)));
    question.addAll(drawn);
    boolean allThere =
        RespFrame.parse(call(reference, question)).items().stream().allMatch(x -> x.number() == 1);
    boolean mayRepeat = request.size() > 2 && request.get(2).startsWith("-");
    if (!allThere || (!mayRepeat && new TreeSet<>(drawn).size() < drawn.size())) {
      differ(request, expected, actual);
    }
  }

  /* Gives the subject's set what the reference's still has, and takes from it what that has not. */
  private void takeTheSame(String key, List<String> ofReference, List<String> ofSubject)
      throws IOException {
    if (!new TreeSet<>(ofReference).equals(new TreeSet<>(ofSubject))) {
      for (String member : ofSubject) {
        call(subject, List.of("SADD", key, member));
      }
      for (String member : ofReference) {
        call(subject, List.of("SREM", key, member));
      }
    }
    compare(List.of("SMEMBERS", key), Comparison.UNORDERED);
  }

  private static List<String> elements(RespFrame answer) {
    return "*~".indexOf(answer.kind()) >= 0
        ? answer.items().stream().map(RespFrame::text).toList()
        : List.of(answer.text());
  }

  private void compareWalks(List<String> request) throws IOException {
    byte[] expected = bytes(walk(reference, request).toString());
    byte[] actual = bytes(walk(subject, request).toString());
    if (!Comparison.EXACT.agrees(expected, actual)) {
      differ(request, expected, actual);
    }
  }

  /** Returns all that a walk from the beginning finds, with the options of a SCAN request. */
  private static TreeSet<String> walk(ReplySource server, List<String> request) throws IOException {
    TreeSet<String> keys = new TreeSet<>();
    List<String> next = new ArrayList<>(request);
    int cursor = request.getFirst().equalsIgnoreCase("scan") ? 1 : 2;
    next.set(cursor, "0");
    do {
      RespFrame answer = RespFrame.parse(call(server, next));
      if (answer.isError()) {
        return keys;
      }
      next.set(cursor, answer.items().get(0).text());
      answer.items().get(1).items().forEach(key -> keys.add(key.text()));
    } while (!next.get(cursor).equals("0"));
    return keys;
  }

  private void compareMembers(String ofReference, String ofSubject) throws IOException {
    compare(List.of("EXISTS", ofReference), Comparison.EXACT);
    compare(List.of("EXISTS", ofSubject), Comparison.EXACT);
  }

  /* Each server restores the other's payload: it must hold what the key holds. */
  private void comparePayloads(List<String> request, String ofReference, String ofSubject)
      throws IOException {
    generator.keepDump(ofReference);
    comparePayload(reference, request, ofSubject);
    comparePayload(subject, request, ofReference);
  }

  private void comparePayload(ReplySource server, List<String> request, String payload)
      throws IOException {
    byte[] restored = call(server, List.of("RESTORE", SCRATCH_KEY, "0", payload, "REPLACE"));
    String again = contents(server, SCRATCH_KEY);
    call(server, List.of("DEL", SCRATCH_KEY));
    String direct = contents(server, request.get(1));
    if (!direct.equals(again)) {
      differ(request, bytes(direct), restored[0] == '-' ? restored : bytes(again));
    }
  }

  /** Returns what a key holds, in an order that does not depend on its form. */
  private static String contents(ReplySource server, String key) throws IOException {
    String type = RespFrame.parse(call(server, List.of("TYPE", key))).text();
    return type
        + switch (type) {
          case "string" -> new String(call(server, List.of("GET", key)), ISO_8859_1);
          case "list" -> new String(call(server, List.of("LRANGE", key, "0", "-1")), ISO_8859_1);
          case "zset" ->
              new String(call(server, List.of("ZRANGE", key, "0", "-1", "WITHSCORES")), ISO_8859_1);
          case "set" -> new TreeSet<>(elements(frame(server, "SMEMBERS", key)));
          case "hash" -> {
            TreeSet<String> fields = new TreeSet<>();
            for (RespFrame field : frame(server, "HKEYS", key).items()) {
              fields.add(field.text() + "=" + frame(server, "HGET", key, field.text()).text());
            }
            yield fields;
          }
          default -> "";
        };
  }

  private static RespFrame frame(ReplySource server, String... words) throws IOException {
    return RespFrame.parse(call(server, List.of(words)));
  }

  /* Compares what both hold now, so that a silent difference is found near its cause. */
  private void audit() throws IOException {
    for (String key : ArgumentPool.KEYS) {
      auditSortedSet(key);
      for (String command : List.of("GET", "TYPE", "PTTL")) {
        audit(List.of(command, key));
      }
      audit(List.of("HGETALL", key));
      audit(List.of("LRANGE", key, "0", "-1"));
    }
    for (String key : ArgumentPool.KEYS) {
      if (found == null) {
        compare(List.of("SMEMBERS", key), Comparison.UNORDERED);
      }
    }
    if (found == null) {
      compare(List.of("KEYS", "*"), Comparison.UNORDERED);
    }
  }

  private void audit(List<String> request) throws IOException {
    if (found == null) {
      compare(request, Exceptions.comparisonOf(request));
    }
  }

  private void auditSortedSet(String key) throws IOException {
    if (found == null) {
      compare(List.of("ZRANGE", key, "0", "-1", "WITHSCORES"), Comparison.EXACT);
    }
  }

  private void differ(List<String> request, byte[] expected, byte[] actual) {
    if (found == null) {
      List<List<String>> history = new ArrayList<>();
      for (String key : ArgumentPool.KEYS) {
        if (request.contains(key)) {
          history.addAll(histories.getOrDefault(key, new ArrayDeque<>()));
        }
      }
      found = new Difference(seed, protocol, step, request, expected, actual, history);
    }
  }

  private void remember(List<String> request) {
    for (String key : ArgumentPool.KEYS) {
      if (request.contains(key)) {
        Deque<List<String>> history = histories.computeIfAbsent(key, any -> new ArrayDeque<>());
        history.addLast(request);
        if (history.size() > HISTORY) {
          history.removeFirst();
        }
      }
    }
  }

  private static byte[] call(ReplySource server, List<String> request) throws IOException {
    return server.call(words(request));
  }

  private static byte[][] words(List<String> request) {
    return request.stream().map(OracleRun::bytes).toArray(byte[][]::new);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
