// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Nodes of Tarn as processes. All are started with the same command but for their ports, and name
 * the first three as seeds. The lines they print are kept in {@code target/multi-jvm}, and shown
 * when a test fails.
 */
final class ClusterUnderTest implements AutoCloseable {

  /** What a test does with a cluster. */
  interface Body {
    void run(ClusterUnderTest cluster) throws Exception;
  }

  /** How long a cluster may take to be whole: all slots served, all copies made, in balance. */
  static final Duration SETTLE_LIMIT = Duration.ofSeconds(60);

  private static final Path LOGS = Path.of("target", "multi-jvm");
  private static final int SEEDS = 3;
  private static final Node.Ports FIXED = new Node.Ports(6379, 8379, 2551);

  private final String name;
  private final Shape shape;
  private final @Nullable Network network;
  private final List<Node> nodes = new ArrayList<>();
  private final List<ServerSocket> heldPorts = new ArrayList<>();

  private ClusterUnderTest(String name, Shape shape) throws IOException, InterruptedException {
    this.name = name;
    this.shape = shape;
    this.network = shape.inNamespaces() ? Network.create() : null;
  }

  /** Runs a test with a cluster that is whole, and ends all of it. */
  static void with(String name, Shape shape, Body body) throws Exception {
    withRaw(
        name,
        shape,
        cluster -> {
          cluster.awaitWhole(SETTLE_LIMIT);
          body.run(cluster);
        });
  }

  /** The same as soon as all nodes say that they serve. */
  static void withRaw(String name, Shape shape, Body body) throws Exception {
    try (ClusterUnderTest cluster = new ClusterUnderTest(name, shape)) {
      try {
        cluster.form();
        body.run(cluster);
      } catch (Throwable failure) {
        cluster.showLogs();
        throw failure;
      }
    }
  }

  private void form() throws Exception {
    List<Node.Ports> ports = new ArrayList<>();
    List<String> seeds = new ArrayList<>();
    for (int i = 1; i <= shape.nodes(); i++) {
      ports.add(network == null ? freePorts() : FIXED);
      if (i <= SEEDS) {
        seeds.add(hostOf(i) + ":" + ports.getLast().node());
      }
    }
    for (int i = 1; i <= shape.nodes(); i++) {
      nodes.add(node(i, ports.get(i - 1), seeds));
    }
    heldPorts.forEach(ClusterUnderTest::release);
    for (Node node : nodes) {
      node.launch();
    }
    for (Node node : nodes) {
      node.awaitReady();
    }
  }

  /** Starts one more node. Returns when it serves, which is before it has its share. */
  Node join() throws Exception {
    List<String> seeds =
        nodes.stream().limit(SEEDS).map(node -> node.between().toString()).toList();
    Node.Ports ports = network == null ? freePorts() : FIXED;
    Node node = node(nodes.size() + 1, ports, seeds);
    heldPorts.forEach(ClusterUnderTest::release);
    nodes.add(node);
    node.launch();
    node.awaitReady();
    return node;
  }

  private Node node(int number, Node.Ports ports, List<String> seeds)
      throws IOException, InterruptedException {
    List<String> enter = List.of();
    if (network != null) {
      network.addNode(number);
      enter = network.enter(number);
    }
    List<String> command = Node.command(shape, enter, hostOf(number), ports, seeds);
    Path log = LOGS.resolve(name + "-" + ProcessHandle.current().pid() + "-node" + number + ".log");
    return new Node(number, hostOf(number), ports, log, command);
  }

  private String hostOf(int number) {
    return network == null ? "127.0.0.1" : Network.address(number);
  }

  /* Held until all are found, so that no two nodes get the same. */
  private Node.Ports freePorts() throws IOException {
    int[] ports = new int[3];
    for (int i = 0; i < ports.length; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
      heldPorts.add(socket);
      ports[i] = socket.getLocalPort();
    }
    return new Node.Ports(ports[0], ports[1], ports[2]);
  }

  private static void release(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException gone) {
      // It is not held, which is what is wanted.
    }
  }

  /** Starts the process of a node that has none, with the command it had. */
  void restart(Node node) throws IOException, InterruptedException {
    node.launch();
    node.awaitReady();
  }

  /** Cuts one node off from all others; this process still reaches it. */
  void cutOff(Node lone) throws IOException, InterruptedException {
    Set<Integer> others =
        nodes.stream()
            .filter(node -> node != lone)
            .map(Node::number)
            .collect(Collectors.toUnmodifiableSet());
    network().partition(Set.of(lone.number()), others);
  }

  void heal() throws IOException, InterruptedException {
    network().heal();
  }

  private Network network() {
    if (network == null) {
      throw new IllegalStateException("this cluster has no network of its own");
    }
    return network;
  }

  List<Node> nodes() {
    return List.copyOf(nodes);
  }

  Node node(int number) {
    return nodes.get(number - 1);
  }

  List<Node> running() {
    return nodes.stream().filter(Node::isRunning).toList();
  }

  /** Where all nodes are reached, those that do not run included. */
  List<Endpoint> endpoints() {
    return nodes.stream().map(Node::resp).toList();
  }

  /** Waits until all running nodes tell of the same whole cluster. */
  void awaitWhole(Duration limit) throws Exception {
    Waiting.until("the cluster is whole", limit, () -> SlotMap.flaw(running(), shape.replicas()));
  }

  private void showLogs() {
    for (Node node : nodes) {
      System.out.println("---- " + node + ", end of " + node.log());
      System.out.println(node.isRunning() ? "(runs)" : "(does not run)");
      System.out.println(node.tail());
    }
  }

  @Override
  public void close() {
    nodes.forEach(Node::end);
    if (network != null) {
      network.close();
    }
  }
}
