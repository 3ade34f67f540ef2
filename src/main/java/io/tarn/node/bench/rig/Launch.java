// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.rig;

import java.util.Map;
import java.util.TreeMap;

/**
 * How a server is started; the same for either kind as far as both have it.
 *
 * @param cpus cores it may use, as taskset writes them
 * @param javaOptions further JVM options; Tarn only
 * @param maxMemory budget in bytes, 0 for none
 * @param policy what happens at the budget, by Redis's name; "" for the server's own default
 * @param environment further variables of the process
 */
public record Launch(
    String cpus,
    String javaOptions,
    long maxMemory,
    String policy,
    Map<String, String> environment) {

  /** A server as it comes. */
  public static Launch on(String cpus) {
    return new Launch(cpus, "", 0, "", Map.of());
  }

  /** The same on other cores. */
  public Launch withCpus(String list) {
    return new Launch(list, javaOptions, maxMemory, policy, environment);
  }

  /** The same with JVM options beside those it has. */
  public Launch withJavaOptions(String options) {
    String all = (javaOptions + " " + options).strip();
    return new Launch(cpus, all, maxMemory, policy, environment);
  }

  /** The same with a budget. */
  public Launch withBudget(long bytes, String name) {
    return new Launch(cpus, javaOptions, bytes, name, environment);
  }

  /** The same with variables of the process beside those it has. */
  public Launch withEnvironment(Map<String, String> variables) {
    Map<String, String> all = new TreeMap<>(environment);
    all.putAll(variables);
    return new Launch(cpus, javaOptions, maxMemory, policy, Map.copyOf(all));
  }
}
