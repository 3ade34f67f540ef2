// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.demo;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/**
 * {@code tarn demo}: starts several nodes that find each other, shows their lines, and stops them
 * all on Ctrl-C. Exit status: 0 when all nodes have left in good order, 1 when one has not, 2 when
 * the demo could not be started.
 */
@Command(
    name = "demo",
    description = "Starts a cluster of several nodes on this machine, until Ctrl-C.",
    showDefaultValues = true,
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class DemoCommand implements Callable<Integer> {

  private static final String HOST = "127.0.0.1";
  private static final int MOST_NODES = 9;
  private static final int MOST_PORT = 65_535;

  /* All leave at once and can hand over to nobody, so an orderly stop need not be waited for long. */
  private static final String STOP_LIMIT = "3s";

  private static final Duration STOP_WAIT = Duration.ofSeconds(15);

  @Option(names = "--nodes", paramLabel = "N", description = "How many, 1 to " + MOST_NODES + ".")
  private int count = 3;

  @Option(
      names = "--resp-port",
      paramLabel = "PORT",
      description = "Port of the first for Redis clients, the others follow; 0: any free ones.")
  private int respPort = 6379;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description = "Port of the first for HTTP, the others follow; 0: any free ones.")
  private int httpPort = 8379;

  @Option(
      names = "--node-port",
      paramLabel = "PORT",
      description = "Port of the first between nodes, the others follow; 0: any free ones.")
  private int nodePort = 2551;

  @Option(names = "--memory", paramLabel = "SIZE", description = "Memory for data of each.")
  private String memory = "128MiB";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Changes any setting of all nodes; may be repeated.")
  private Map<String, String> sets = new LinkedHashMap<>();

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private final DemoNodes nodes = new DemoNodes(STOP_WAIT, DemoCommand::show);

  private volatile boolean refusedToStart;

  /** For picocli, which fills the fields. */
  @SuppressWarnings("NullAway.Init")
  public DemoCommand() {}

  @Override
  public Integer call() {
    check();
    Runtime.getRuntime().addShutdownHook(new Thread(this::leave, "demo-stop"));
    try {
      List<Integer> nodePorts = nodePort == 0 ? freePorts(count) : following(nodePort);
      List<Integer> respPorts = following(respPort);
      List<Integer> httpPorts = following(httpPort);
      for (int i = 0; i < count; i++) {
        List<String> command = jvm();
        command.addAll(List.of("server", "--host", HOST));
        command.addAll(List.of("--resp-port", respPorts.get(i).toString()));
        command.addAll(List.of("--http-port", httpPorts.get(i).toString()));
        command.addAll(List.of("--node-port", nodePorts.get(i).toString()));
        command.addAll(common(nodePorts));
        nodes.start("node" + (i + 1), new ProcessBuilder(command));
      }
      welcome(nodes.awaitReady());
    } catch (IOException refused) {
      nodes.stop();
      System.err.println("tarn: demo: " + refused.getMessage());
      refusedToStart = true;
      return status();
    }
    nodes.awaitEnd();
    show("demo | all nodes have ended");
    return status();
  }

  private List<String> common(List<Integer> nodePorts) {
    List<String> options = new ArrayList<>();
    if (count > 1) {
      nodePorts.forEach(port -> options.addAll(List.of("--seed", HOST + ":" + port)));
    }
    options.addAll(List.of("--set", "memory.max=" + memory));
    options.addAll(List.of("--set", "stop.limit=" + STOP_LIMIT));
    sets.forEach((key, value) -> options.addAll(List.of("--set", key + "=" + value)));
    return options;
  }

  private void check() {
    if (count < 1 || count > MOST_NODES) {
      throw refusal("--nodes must be 1 to " + MOST_NODES + ", not " + count);
    }
    for (int port : new int[] {respPort, httpPort, nodePort}) {
      if (port < 0 || port + count - 1 > MOST_PORT) {
        throw refusal("ports must be 0, or leave room for " + count + " nodes: " + port);
      }
    }
  }

  private CommandLine.ParameterException refusal(String reason) {
    return new CommandLine.ParameterException(spec.commandLine(), reason);
  }

  /* As this JVM was started: the launcher gives the demo the options that are meant for its nodes. */
  private static List<String> jvm() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.tarn.node.Main"));
    return command;
  }

  private List<Integer> following(int first) {
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ports.add(first == 0 ? 0 : first + i);
    }
    return ports;
  }

  /* Nodes have to know each other's ports before they start. All are held until all are found. */
  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      List<Integer> ports = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        held.add(socket);
        ports.add(socket.getLocalPort());
      }
      return ports;
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  private static void welcome(List<DemoNode.Addresses> addresses) {
    StringBuilder text = new StringBuilder("demo | ready: " + addresses.size() + " nodes\n");
    for (int i = 0; i < addresses.size(); i++) {
      DemoNode.Addresses at = addresses.get(i);
      text.append("demo | node").append(i + 1).append(" resp=").append(at.resp());
      text.append(" http=").append(at.http()).append(" node=").append(at.node()).append('\n');
    }
    text.append("demo | console http://").append(addresses.getFirst().http()).append("/\n");
    text.append("demo | Ctrl-C stops all");
    show(text.toString());
  }

  private static void show(String line) {
    System.out.println(line);
  }

  private int status() {
    if (refusedToStart) {
      return ExitCode.USAGE;
    }
    return nodes.hasFailed() ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  /* The shutdown hook. Ctrl-C also reaches the nodes by itself, which does no harm. A JVM that a
   * signal ends would answer 128 + signal. */
  private void leave() {
    nodes.stop();
    Runtime.getRuntime().halt(status());
  }
}
