// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

/**
 * What does not change while a node runs.
 *
 * @param version Tarn's version
 * @param nodeId 40 hexadecimal digits, as CLUSTER MYID answers
 * @param respPort TCP port of the RESP door
 * @param httpPort TCP port of the HTTP door
 * @param nodePort TCP port between nodes
 * @param startedMillis wall clock at the start
 * @param transport the I/O mechanism in use: "io_uring", "epoll" or "nio"
 * @param configFile path of the settings file, or ""
 */
public record NodeFacts(
    String version,
    String nodeId,
    int respPort,
    int httpPort,
    int nodePort,
    long startedMillis,
    String transport,
    String configFile) {

  /** Returns the facts once the ports and the I/O mechanism are known. */
  public NodeFacts bound(int resp, int http, int node, String mechanism) {
    return new NodeFacts(version, nodeId, resp, http, node, startedMillis, mechanism, configFile);
  }
}
