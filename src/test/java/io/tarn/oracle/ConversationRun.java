// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Several clients talk to a reference and to a subject in the same order, some of them in
 * transactions, some waiting for keys. All answers must be equal, and so must be who waits and who
 * is served. Both must be empty servers that nobody else uses.
 */
public final class ConversationRun implements AutoCloseable {

  private static final int CLIENTS = 6;
  private static final int HISTORY = 40;
  private static final int AUDIT_EVERY = 50;
  private static final long SETTLING_NANOS = 5_000_000_000L;

  /** One client: a connection to each server. */
  private static final class Talker {
    private final RespConnection reference;
    private final RespConnection subject;
    private final long referenceId;
    private final long subjectId;
    private boolean waits;
    private boolean inTransaction;

    Talker(RespConnection reference, RespConnection subject) throws IOException {
      this.reference = reference;
      this.subject = subject;
      this.referenceId = RespFrame.parse(reference.call(words("CLIENT", "ID"))).number();
      this.subjectId = RespFrame.parse(subject.call(words("CLIENT", "ID"))).number();
    }
  }

  private final long seed;
  private final ConversationGenerator generator;
  private final RespConnection referenceControl;
  private final RespConnection subjectControl;
  private final List<Talker> talkers = new ArrayList<>();
  private final ArrayDeque<String> history = new ArrayDeque<>();
  private final boolean events;
  private @Nullable RespConnection referenceEvents;
  private @Nullable RespConnection subjectEvents;
  private int step;

  /** Connects to both servers and empties them. */
  public ConversationRun(
      long seed, String referenceHost, int referencePort, String subjectHost, int subjectPort)
      throws IOException {
    this.seed = seed;
    referenceControl = new RespConnection(referenceHost, referencePort);
    subjectControl = new RespConnection(subjectHost, subjectPort);
    Set<String> known = commandsOf(subjectControl);
    known.retainAll(commandsOf(referenceControl));
    generator = new ConversationGenerator(seed, known);
    for (RespConnection control : List.of(referenceControl, subjectControl)) {
      control.call(words("FLUSHALL"));
    }
    for (int i = 0; i < CLIENTS; i++) {
      talkers.add(
          new Talker(
              new RespConnection(referenceHost, referencePort),
              new RespConnection(subjectHost, subjectPort)));
    }
    events = known.contains("psubscribe");
    if (events) {
      referenceEvents = new RespConnection(referenceHost, referencePort);
      subjectEvents = new RespConnection(subjectHost, subjectPort);
      for (RespConnection control : List.of(referenceControl, subjectControl)) {
        control.call(words("CONFIG", "SET", "notify-keyspace-events", "KEAnm"));
      }
      for (RespConnection listener : List.of(referenceEvents, subjectEvents)) {
        listener.call(words("PSUBSCRIBE", "__key*"));
      }
    }
  }

  /** Runs so many steps; returns "" or what differs. */
  public String run(int steps) throws IOException {
    String problem = "";
    while (step < steps && problem.isEmpty()) {
      step++;
      Talker talker = talkers.get(generator.below(CLIENTS));
      problem = talker.waits ? unblock(talker) : talk(talker);
      if (problem.isEmpty()) {
        problem = compareServed();
      }
      if (problem.isEmpty() && events) {
        problem = compareEvents();
      }
      if (problem.isEmpty() && step % AUDIT_EVERY == 0) {
        problem = audit();
      }
    }
    return problem.isEmpty()
        ? ""
        : "seed=" + seed + " step=" + step + " " + problem + "\n" + String.join("\n", history);
  }

  /* One that waits is mostly left alone. */
  private String unblock(Talker talker) throws IOException {
    int draw = generator.below(6);
    if (draw > 1) {
      return "";
    }
    String how = draw == 0 ? "TIMEOUT" : "ERROR";
    note(talker, List.of("(unblocked by control)", how));
    byte[] expected =
        referenceControl.call(words("CLIENT", "UNBLOCK", "" + talker.referenceId, how));
    byte[] actual = subjectControl.call(words("CLIENT", "UNBLOCK", "" + talker.subjectId, how));
    return difference("CLIENT UNBLOCK", expected, actual);
  }

  private String talk(Talker talker) throws IOException {
    List<String> request = generator.next(talker.inTransaction);
    note(talker, request);
    byte[][] words = words(request.toArray(String[]::new));
    talker.reference.send(Collections.singletonList(words));
    talker.subject.send(Collections.singletonList(words));
    settleReference();
    if (!talker.reference.hasAnswer()) {
      talker.waits = true;
      return waitsAtSubject(talker) ? "" : "waits at the reference, not at the subject";
    }
    byte[] expected = talker.reference.receive();
    byte[] actual = talker.subject.receive();
    follow(talker, request, expected);
    return difference(String.join(" ", request), expected, actual);
  }

  private static void follow(Talker talker, List<String> request, byte[] answer) {
    switch (request.getFirst()) {
      case "multi" -> talker.inTransaction = true;
      case "exec", "discard", "reset" -> talker.inTransaction = false;
      default -> {}
    }
    if (answer[0] == '-' && new String(answer, StandardCharsets.ISO_8859_1).contains("without")) {
      talker.inTransaction = false;
    }
  }

  private String compareServed() throws IOException {
    settleReference();
    for (Talker talker : talkers) {
      if (talker.waits && talker.reference.hasAnswer()) {
        talker.waits = false;
        byte[] expected = talker.reference.receive();
        byte[] actual = talker.subject.receive();
        String problem = difference("served: client " + talkers.indexOf(talker), expected, actual);
        if (!problem.isEmpty()) {
          return problem;
        }
      } else if (talker.waits && talker.subject.hasAnswer()) {
        return "served at the subject only: client "
            + talkers.indexOf(talker)
            + " "
            + text(talker.subject.receive());
      }
    }
    return "";
  }

  private String compareEvents() throws IOException {
    while (referenceEvents.hasAnswer()) {
      byte[] expected = referenceEvents.receive();
      if (!arrives(subjectEvents)) {
        return "one event less: " + text(expected);
      }
      String problem = difference("event", expected, subjectEvents.receive());
      if (!problem.isEmpty()) {
        return problem;
      }
    }
    subjectControl.call(words("PING"));
    return subjectEvents.hasAnswer() ? "one event more: " + text(subjectEvents.receive()) : "";
  }

  private boolean arrives(RespConnection listener) throws IOException {
    long deadline = System.nanoTime() + SETTLING_NANOS;
    while (!listener.hasAnswer() && System.nanoTime() - deadline < 0) {
      subjectControl.call(words("PING"));
    }
    return listener.hasAnswer();
  }

  private String audit() throws IOException {
    for (String request : List.of("DBSIZE", "INFO clients")) {
      byte[][] words = words(request.split(" "));
      String expected = text(referenceControl.call(words));
      String actual = text(subjectControl.call(words));
      if (request.equals("DBSIZE") && !expected.equals(actual)) {
        return "DBSIZE " + expected + " " + actual;
      }
      Pattern blocked = Pattern.compile("(?s).*(blocked_clients:\\d+).*");
      if (request.startsWith("INFO")
          && !blocked
              .matcher(expected)
              .replaceAll("$1")
              .equals(blocked.matcher(actual).replaceAll("$1"))) {
        return "blocked_clients differ";
      }
    }
    return "";
  }

  /* The reference has one thread: after two more turns of its loop it has answered what it can. */
  private void settleReference() throws IOException {
    referenceControl.call(words("PING"));
    referenceControl.call(words("PING"));
  }

  private boolean waitsAtSubject(Talker talker) throws IOException {
    long deadline = System.nanoTime() + SETTLING_NANOS;
    while (System.nanoTime() - deadline < 0 && !talker.subject.hasAnswer()) {
      String line = text(subjectControl.call(words("CLIENT", "LIST", "ID", "" + talker.subjectId)));
      if (line.matches("(?s).*flags=x?b.*")) {
        return true;
      }
    }
    return false;
  }

  private void note(Talker talker, List<String> request) {
    history.add("  client " + talkers.indexOf(talker) + ": " + String.join(" ", request));
    if (history.size() > HISTORY) {
      history.remove();
    }
  }

  private static String difference(String what, byte[] expected, byte[] actual) {
    return Arrays.equals(expected, actual)
        ? ""
        : what + "\n expected " + text(expected) + "\n actual   " + text(actual);
  }

  private static Set<String> commandsOf(RespConnection server) throws IOException {
    Set<String> names = new HashSet<>();
    for (RespFrame row : RespFrame.parse(server.call(words("COMMAND"))).items()) {
      names.add(row.items().getFirst().text());
    }
    return names;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1).replace("\r\n", "|");
  }

  private static byte[][] words(String... words) {
    return Arrays.stream(words)
        .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
        .toArray(byte[][]::new);
  }

  @Override
  public void close() throws IOException {
    for (Talker talker : talkers) {
      talker.reference.close();
      talker.subject.close();
    }
    for (RespConnection listener : Arrays.asList(referenceEvents, subjectEvents)) {
      if (listener != null) {
        listener.close();
      }
    }
    referenceControl.close();
    subjectControl.close();
  }
}
