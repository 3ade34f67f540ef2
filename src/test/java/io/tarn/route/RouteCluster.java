// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.command.Arguments;
import io.tarn.command.CommandTable;
import io.tarn.command.Connection;
import io.tarn.command.Reply;
import io.tarn.command.ReplyNotation;
import io.tarn.command.transaction.Transaction;
import io.tarn.keyspace.HashSlot;
import io.tarn.slot.ReplySink;
import io.tarn.slot.RequestRunner;
import io.tarn.slot.SlotSettings;
import io.tarn.slot.TestNode;
import io.tarn.slot.TestNode.Answer;
import io.tarn.slot.TestNode.TestConnection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Three nodes on one thread: slot n is led by node n mod 3. Sessions are at node 0; what it
 * forwards is run on the other nodes' slots when {@link #settle} delivers it.
 */
public final class RouteCluster {

  static final int NODES = 3;

  /** One request, or several that run one after the other, on their way. */
  private record Item(
      int peer,
      Forwarder.Manner manner,
      Connection connection,
      List<Arguments> requests,
      RemoteAnswer answer,
      int knownRefusal) {}

  /** What a connection wanted of a peer that has turned it away. */
  private record Wish(int peer, long client, int slot) {}

  final int[] leaders = new int[HashSlot.COUNT];
  final TestNode[] nodes = new TestNode[NODES];
  final TestPeers peers;
  final Router router;

  /** What was sent: frames, as lists of "peer manner COMMAND". */
  final List<List<String>> frames = new ArrayList<>();

  /** Sessions that peers keep, by peer. */
  final Map<Integer, Connection> sessions = new HashMap<>();

  final List<RemoteAnswer> cancelled = new ArrayList<>();

  /** How peers fail that are not alive. */
  RemoteAnswer.Failure failure = RemoteAnswer.Failure.UNKNOWN;

  boolean refusesMore;
  private final RequestRunner[] runners = new RequestRunner[NODES];
  private final ConcurrentLinkedQueue<Runnable> home = new ConcurrentLinkedQueue<>();
  private final Deque<Item> given = new ArrayDeque<>();
  private final Deque<Item> sent = new ArrayDeque<>();
  private final Map<Wish, Integer> refusals = new HashMap<>();
  private final int[] knownRefusals = new int[8];
  private int refusalCount;
  private final List<TestSession> all = new ArrayList<>();
  private final RouteRow[] rows;

  /** Creates the cluster, which forwards. */
  public RouteCluster() {
    this(false);
  }

  RouteCluster(boolean redirects) {
    CommandTable table = CommandTable.standard();
    rows = RouteRow.all(table);
    for (int n = 0; n < NODES; n++) {
      nodes[n] = new TestNode(1, SlotSettings.DEFAULT, table);
      runners[n] = new RequestRunner(nodes[n], nodes[n].slots());
    }
    for (int slot = 0; slot < HashSlot.COUNT; slot++) {
      leaders[slot] = slot % NODES;
      nodes[slot % NODES].open(slot);
    }
    peers = new TestPeers(leaders, NODES, executor -> new TestForwarder());
    elsewhere(0, slot -> peers.owner(slot) >= 0);
    for (int n = 1; n < NODES; n++) {
      int node = n;
      elsewhere(n, slot -> leaders[slot] != node);
    }
    router = new Router(nodes[0], nodes[0].slots(), peers, home::add, redirects);
  }

  /** Returns the router of node 0. */
  public Router router() {
    return router;
  }

  /** Returns node 0. */
  public TestNode node() {
    return nodes[0];
  }

  private void elsewhere(int node, IntPredicate others) {
    nodes[node].slots().elsewhere(others, nodes[node].keyEvents().waiting());
  }

  TestSession newSession() {
    TestSession session = new TestSession(router, home::add);
    all.add(session);
    return session;
  }

  /** Returns the n-th key, of those that begin with "key", whose slot a node leads. */
  String key(int node, int n) {
    int found = 0;
    for (int i = 0; ; i++) {
      if (leaders[TestNode.slotOf("key" + i)] == node && found++ == n) {
        return "key" + i;
      }
    }
  }

  /** Moves a slot, without its keys, to a node, or to -1; node 0 does not know yet. */
  void move(int slot, int node) {
    if (leaders[slot] >= 0) {
      nodes[leaders[slot]].close(slot);
    }
    leaders[slot] = node;
    if (node >= 0) {
      nodes[node].open(slot);
    }
  }

  /** Returns how many messages were sent to peers. */
  int published() {
    return frames.stream()
        .mapToInt(
            frame -> (int) frame.stream().filter(one -> one.endsWith("LOCAL [PUBLISH]")).count())
        .sum();
  }

  /** Runs a request at one node itself. */
  String at(int node, String... words) {
    Answer answer = new Answer();
    runners[node].run(Arguments.of(words), new TestConnection(99), answer, 1_000);
    return ReplyNotation.of(answer.reply().join());
  }

  /** Has the sweep of node 0 look after requests in lines, some milliseconds later. */
  void sweep(long laterMillis) {
    nodes[0].slots().sweep(System.nanoTime() + laterMillis * 1_000_000);
    settle();
  }

  /** Runs all that can run, and delivers all that was sent. */
  public void settle() {
    boolean some = true;
    while (some) {
      some = false;
      for (TestSession session : all) {
        some |= session.runSome();
      }
      for (Runnable task = home.poll(); task != null; task = home.poll()) {
        task.run();
        some = true;
      }
      while (deliverNext()) {
        some = true;
      }
    }
  }

  /** Does what was given to the I/O thread; true when there was something. */
  boolean goHome() {
    Runnable task = home.poll();
    if (task != null) {
      task.run();
    }
    return task != null;
  }

  /** Delivers what was sent first; false when there is nothing. */
  boolean deliverNext() {
    Item item = sent.poll();
    if (item != null) {
      deliver(item);
    }
    return item != null;
  }

  private void deliver(Item item) {
    if (!peers.alive.contains(item.peer())) {
      RemoteAnswer.Failure why = failure;
      home.add(() -> item.answer().failed(why));
      return;
    }
    if (item.manner() != Forwarder.Manner.LOCAL && (!isLed(item) || isBehind(item))) {
      turnAway(item);
      return;
    }
    Connection connection = new TestConnection(1000);
    if (item.manner() == Forwarder.Manner.SESSION) {
      connection = sessions.computeIfAbsent(item.peer(), peer -> new TestConnection(2000));
    }
    connection.protocol(item.connection().protocol());
    int last = item.requests().size() - 1;
    for (int i = 0; i <= last; i++) {
      ReplySink sink = i == last ? new Back(item) : new Answer();
      runners[item.peer()].run(item.requests().get(i), connection, sink, 1_000);
    }
  }

  /** Answers as a peer's worker does, which turns away what it was sent without knowing of it. */
  private void turnAway(Item item) {
    int number = ++refusalCount;
    refusals.put(wish(item), number);
    home.add(
        () -> {
          knownRefusals[item.peer()] = Math.max(knownRefusals[item.peer()], number);
          item.answer().failed(RemoteAnswer.Failure.NOT_OWNER);
        });
  }

  private boolean isBehind(Item item) {
    return item.knownRefusal() < refusals.getOrDefault(wish(item), 0);
  }

  private Wish wish(Item item) {
    Arguments request = item.requests().getFirst();
    RouteRow row = rows[nodes[0].commands().find(request).ordinal()];
    int slot = row.keys().count(request) == 0 ? -1 : row.slot(request, 0);
    return new Wish(item.peer(), item.connection().id(), slot);
  }

  private boolean isLed(Item item) {
    for (Arguments request : item.requests()) {
      RouteRow row = rows[nodes[0].commands().find(request).ordinal()];
      for (int n = 0; n < row.keys().count(request); n++) {
        if (leaders[row.slot(request, n)] != item.peer()) {
          return false;
        }
      }
    }
    return true;
  }

  /** Sends an answer back, in two parts. */
  private final class Back implements ReplySink {
    private final Item item;

    Back(Item item) {
      this.item = item;
    }

    @Override
    public void accept(Reply reply) {
      byte[] bytes = WireText.of(reply, item.connection().protocol());
      int half = bytes.length / 2;
      home.add(() -> item.answer().arrived(bytes, 0, half, false));
      home.add(() -> item.answer().arrived(bytes, half, bytes.length - half, true));
    }

    @Override
    public void acceptLater(Reply reply) {
      accept(reply);
    }

    @Override
    public boolean takesBack() {
      return true;
    }

    @Override
    public void takeBack(Arguments own, @Nullable Transaction transaction, long deadlineNanos) {
      turnAway(item);
    }
  }

  private final class TestForwarder implements Forwarder {
    @Override
    public boolean forward(
        int peer, Manner manner, Connection connection, Arguments arguments, RemoteAnswer answer) {
      List<Arguments> copy = List.of(arguments.heapCopy());
      return give(new Item(peer, manner, connection, copy, answer, knownRefusals[peer]));
    }

    @Override
    public boolean forwardAll(
        int peer, Connection connection, List<Arguments> requests, RemoteAnswer answer) {
      List<Arguments> copies = requests.stream().map(Arguments::heapCopy).toList();
      int known = knownRefusals[peer];
      return give(new Item(peer, Manner.SESSION, connection, copies, answer, known));
    }

    private boolean give(Item item) {
      if (!refusesMore) {
        given.add(item);
      }
      return !refusesMore;
    }

    @Override
    public void flush() {
      List<String> frame = new ArrayList<>();
      for (Item item : given) {
        String names = item.requests().stream().map(one -> one.text(0)).toList().toString();
        frame.add(item.peer() + " " + item.manner() + " " + names);
      }
      frames.add(frame);
      sent.addAll(given);
      given.clear();
    }

    @Override
    public void cancel(int peer, RemoteAnswer answer) {
      cancelled.add(answer);
    }

    @Override
    public void endSession(int peer, Connection connection) {
      sessions.remove(peer);
    }
  }
}
