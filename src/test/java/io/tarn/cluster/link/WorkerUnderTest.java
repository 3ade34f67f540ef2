// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.Reply;
import io.tarn.command.blocking.BlockingListCommands;
import io.tarn.command.list.ListCommands;
import io.tarn.command.transaction.TransactionCommands;
import io.tarn.route.Forwarder.Manner;
import io.tarn.slot.RequestRunner;
import io.tarn.slot.SlotSettings;
import io.tarn.slot.TestNode;
import io.tarn.slot.TestNode.TestConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;

/** A worker with a node behind it, and the node that asks, without a network. */
abstract class WorkerUnderTest implements RequestWorker.Out, Ownership {

  static final int FORWARDER = 3;
  static final String NOT_OWNER = "(not owner)";
  static final String WAITS = "(waits)";

  final TestNode node = newNode();
  final RequestWorker worker =
      new RequestWorker("peer:1", node, new RequestRunner(node, node.slots()), this, this);
  final RequestWriter writer = new RequestWriter();
  final TestConnection client = new TestConnection(77);
  final TestConnection other = new TestConnection(78);
  final ArrayDeque<RequestWorker.LateAnswer> late = new ArrayDeque<>();
  final Map<Long, String> answers = new TreeMap<>();
  final Set<Long> last = new HashSet<>();
  final List<Integer> messageEntries = new ArrayList<>();
  long nextId = 100;
  boolean full;
  int begun;
  int consumed;
  int foreignSlot = -1;

  /** The refusal that the sender knows of, and the last one that has come. */
  int known;

  int refused;
  String refusal = "";

  static TestNode newNode() {
    List<Command> commands = new ArrayList<>(ListCommands.all());
    commands.addAll(BlockingListCommands.all());
    commands.addAll(TransactionCommands.all());
    commands.add(
        Command.named("break", 2)
            .runs(
                (execution, arguments) -> {
                  if (arguments.is(1, "before")) {
                    throw new IllegalStateException("for a test");
                  }
                  return new Reply.Written(
                      answer -> {
                        answer.array(2);
                        answer.integer(1);
                        throw new IllegalStateException("for a test");
                      });
                }));
    return new TestNode(SlotSettings.DEFAULT, commands.toArray(new Command[0]));
  }

  @BeforeEach
  void open() {
    node.openAll();
    writer.begin(FORWARDER, nextId, known);
  }

  String ask(String... words) {
    return ask(Manner.PLAIN, words);
  }

  String ask(Manner manner, String... words) {
    return ask(client, manner, words);
  }

  String ask(TestConnection connection, Manner manner, String... words) {
    Arguments arguments = Arguments.of(words);
    writer.one(manner, connection, arguments, (int) RequestWriter.bytesOf(arguments));
    nextId++;
    return answers.get(send());
  }

  String askAll(String... requests) {
    List<Arguments> all =
        Arrays.stream(requests).map(request -> Arguments.of(request.split(" "))).toList();
    writer.block(client, all, 1_000);
    nextId++;
    return answers.get(send());
  }

  void add(String... words) {
    Arguments arguments = Arguments.of(words);
    writer.one(Manner.PLAIN, client, arguments, (int) RequestWriter.bytesOf(arguments));
    nextId++;
  }

  /** Sends the message; returns the last id in it. */
  long send() {
    byte[] message = writer.take();
    worker.take(message, 0, message.length);
    writer.begin(FORWARDER, nextId, known);
    return nextId - 1;
  }

  /** The sender hears of the refusals so far. */
  void hear() {
    known = TurnedAway.later(known, refused);
    writer.begin(FORWARDER, nextId, known);
  }

  void runLate() {
    for (RequestWorker.LateAnswer one = late.poll(); one != null; one = late.poll()) {
      worker.later(one);
    }
  }

  @Override
  public void reply(byte[] message) {
    assertTrue(message.length <= Frame.MOST_BYTES + (1 << 20), "bytes=" + message.length);
    assertEquals(FORWARDER, RequestLayout.getInt(message, 0));
    int count = RequestLayout.getInt(message, 4);
    messageEntries.add(count);
    int body = RequestLayout.ANSWERS_HEADER_BYTES + count * RequestLayout.ANSWER_ENTRY_BYTES;
    for (int i = 0; i < count; i++) {
      int entry = RequestLayout.ANSWERS_HEADER_BYTES + i * RequestLayout.ANSWER_ENTRY_BYTES;
      long id = RequestLayout.getLong(message, entry);
      int tail = RequestLayout.getInt(message, entry + 8);
      int length = tail & RequestLayout.LENGTH_MASK;
      if (tail >>> RequestLayout.STATUS_SHIFT == RequestLayout.NOT_OWNER) {
        refused = length;
        length = 0;
      }
      String text = new String(message, body, length, StandardCharsets.ISO_8859_1);
      body += length;
      switch (tail >>> RequestLayout.STATUS_SHIFT) {
        case RequestLayout.WAITS -> answers.put(id, WAITS);
        case RequestLayout.NOT_OWNER -> answers.put(id, NOT_OWNER);
        case RequestLayout.LAST -> {
          answers.merge(id, text, (a, b) -> a.equals(WAITS) ? b : a + b);
          assertTrue(last.add(id), "a second answer: id=" + id);
        }
        default -> answers.merge(id, text, (a, b) -> a.equals(WAITS) ? b : a + b);
      }
    }
    assertEquals(message.length, body);
  }

  @Override
  public boolean isFull() {
    return full;
  }

  @Override
  public void begun() {
    begun++;
  }

  @Override
  public void consumed() {
    consumed++;
  }

  @Override
  public void later(RequestWorker.LateAnswer answer) {
    late.add(answer);
  }

  @Override
  public void atHome(Runnable work) {
    worker.run(work);
  }

  @Override
  public boolean leads(int slot) {
    return slot != foreignSlot;
  }

  @Override
  public boolean isRefusal(Reply.Failure answer) {
    return answer.message().equals(refusal);
  }

  @Override
  public boolean follows(int slot) {
    return false;
  }
}
