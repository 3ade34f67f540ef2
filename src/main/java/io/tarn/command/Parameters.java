// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

/**
 * The settings that CONFIG GET and CONFIG SET know, under Redis's names. Each that matters to the
 * data path is a volatile field here, read directly. Any thread.
 */
public final class Parameters {

  private volatile long slowlogLogSlowerThanMicros = 10_000;
  private volatile int maxClients = 10_000;
  private volatile int timeoutSeconds;
  private volatile long protoMaxBulkLength = 512L << 20;
  private volatile long clientQueryBufferLimit = 1L << 30;
  private volatile String requirePass = "";

  /** Commands slower than this are logged; 0 logs all, a negative number none. */
  public long slowlogLogSlowerThanMicros() {
    return slowlogLogSlowerThanMicros;
  }

  /** Most connections at a time. */
  public int maxClients() {
    return maxClients;
  }

  /** Seconds after which an idle connection is closed; 0 is never. */
  public int timeoutSeconds() {
    return timeoutSeconds;
  }

  /** Longest argument in bytes. */
  public long protoMaxBulkLength() {
    return protoMaxBulkLength;
  }

  /** Most bytes that a connection may have sent without a complete command. */
  public long clientQueryBufferLimit() {
    return clientQueryBufferLimit;
  }

  /** The password, "" for none. */
  public String requirePass() {
    return requirePass;
  }
}
