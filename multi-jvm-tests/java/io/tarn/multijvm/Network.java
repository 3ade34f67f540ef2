// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A network of namespaces: one a node, and a router between them, to which this process is
 * connected as well.
 *
 * <pre>
 *   this process 10.213.0.2 --- 10.213.0.1 router 10.213.N.1 --- 10.213.N.2 node N (1, 2, ...)
 * </pre>
 *
 * <p>Nodes are cut off from each other by rules of the router that swallow what goes between them,
 * as a broken cable does: nobody is told. This process still reaches all of them. Needs root.
 */
final class Network implements AutoCloseable {

  private static final String PREFIX = "tarnmj-";
  private static final String SUBNET = "10.213.";

  private final String name = PREFIX + ProcessHandle.current().pid();
  private final List<String> namespaces = new ArrayList<>();
  private final List<String[]> cuts = new ArrayList<>();
  private final Thread atExit = new Thread(this::remove, "remove-" + name);

  private Network() {}

  /** Why there can be no such network here; empty when there can. */
  static String obstacle() throws InterruptedException {
    if (!Shell.has("ip")) {
      return "partitions need the program ip (iproute2), which is not installed";
    }
    String probe = PREFIX + "probe" + ProcessHandle.current().pid();
    try {
      Shell.run("ip", "netns", "add", probe);
      try {
        Shell.run("ip", "-n", probe, "rule", "add", "from", "10.213.1.2", "blackhole");
        return "";
      } finally {
        Shell.run("ip", "netns", "del", probe);
      }
    } catch (IOException refused) {
      return "partitions need network namespaces, for which there is no permission here: "
          + refused.getMessage();
    }
  }

  /** Makes the router. Namespaces that a process left behind which died are removed first. */
  static Network create() throws IOException, InterruptedException {
    removeLeftOver();
    Network network = new Network();
    Runtime.getRuntime().addShutdownHook(network.atExit);
    try {
      network.add(network.router());
      network.in(network.router(), "sysctl", "-q", "-w", "net.ipv4.ip_forward=1");
      network.connect(0, "");
      Shell.run("ip", "route", "add", SUBNET + "0.0/16", "via", SUBNET + "0.1");
      return network;
    } catch (IOException failed) {
      network.close();
      throw failed;
    }
  }

  /** Makes the namespace of a node, 1 to 250, and returns its address. */
  String addNode(int number) throws IOException, InterruptedException {
    String namespace = namespace(number);
    add(namespace);
    connect(number, namespace);
    Shell.run("ip", "-n", namespace, "route", "add", "default", "via", SUBNET + number + ".1");
    return address(number);
  }

  static String address(int number) {
    return SUBNET + number + ".2";
  }

  /** What to put before a command so that it runs where the node is. */
  List<String> enter(int number) {
    return List.of("ip", "netns", "exec", namespace(number));
  }

  /** Swallows everything between the nodes of one set and those of the other. */
  void partition(Set<Integer> some, Set<Integer> others) throws IOException, InterruptedException {
    for (int from : some) {
      for (int to : others) {
        cut(from, to);
        cut(to, from);
      }
    }
  }

  private void cut(int from, int to) throws IOException, InterruptedException {
    String[] rule = {"from", address(from), "to", address(to), "blackhole"};
    rule(rule, "add");
    cuts.add(rule);
  }

  /** Ends all partitions. */
  void heal() throws IOException, InterruptedException {
    for (String[] rule : cuts) {
      rule(rule, "del");
    }
    cuts.clear();
  }

  private void rule(String[] rule, String verb) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ip", "-n", router(), "rule", verb));
    command.addAll(List.of(rule));
    Shell.run(command);
  }

  /* A pair of interfaces between the router and a namespace, or this process's own: "". */
  private void connect(int number, String namespace) throws IOException, InterruptedException {
    String far = far(number);
    String near = "r" + number;
    Shell.run("ip", "link", "add", far, "type", "veth", "peer", "name", near, "netns", router());
    List<String> there = new ArrayList<>(List.of("ip"));
    if (!namespace.isEmpty()) {
      Shell.run("ip", "link", "set", far, "netns", namespace);
      there.addAll(List.of("-n", namespace));
    }
    ip(there, "addr", "add", address(number) + "/24", "dev", far);
    ip(there, "link", "set", far, "up");
    List<String> here = List.of("ip", "-n", router());
    ip(here, "addr", "add", SUBNET + number + ".1/24", "dev", near);
    ip(here, "link", "set", near, "up");
  }

  private static void ip(List<String> start, String... rest)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(start);
    command.addAll(List.of(rest));
    Shell.run(command);
  }

  private void add(String namespace) throws IOException, InterruptedException {
    Shell.run("ip", "netns", "add", namespace);
    namespaces.add(namespace);
    Shell.run("ip", "-n", namespace, "link", "set", "lo", "up");
  }

  private void in(String namespace, String... command) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    all.addAll(List.of(command));
    Shell.run(all);
  }

  private static String far(int number) {
    return "tmj" + ProcessHandle.current().pid() + "x" + number;
  }

  private String router() {
    return name + "-router";
  }

  private String namespace(int number) {
    return name + "-" + number;
  }

  private static void removeLeftOver() throws IOException, InterruptedException {
    for (String line : Shell.run("ip", "netns", "list").lines().toList()) {
      String namespace = line.split(" ")[0];
      String owner = namespace.replaceFirst("^" + PREFIX + "(\\d+)-.*$", "$1");
      if (namespace.startsWith(PREFIX)
          && owner.matches("\\d+")
          && ProcessHandle.of(Long.parseLong(owner)).isEmpty()) {
        Shell.run("ip", "netns", "del", namespace);
      }
    }
  }

  /* Interfaces go with the namespaces that one of their ends is in, but some time later. The one of
   * this process is removed at once, so that the next network of this process can have its name. */
  private synchronized void remove() {
    if (!namespaces.isEmpty()) {
      try {
        Shell.run("ip", "link", "del", far(0));
      } catch (IOException | InterruptedException missing) {
        // It was not made, since the start has failed.
      }
    }
    for (String namespace : namespaces.reversed()) {
      try {
        Shell.run("ip", "netns", "del", namespace);
      } catch (IOException | InterruptedException left) {
        System.err.println("not removed: " + namespace + ": " + left.getMessage());
      }
    }
    namespaces.clear();
  }

  @Override
  public void close() {
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException ending) {
      // Then the hook has run or runs, and found nothing left.
    }
  }
}
