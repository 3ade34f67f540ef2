// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

/** The log of slow commands, newest first, bounded by slowlog-max-len. Any thread. */
public final class SlowLog {

  /** Notes a command that took longer than slowlog-log-slower-than. */
  public void add(Arguments arguments, Connection connection, long nowMillis, long micros) {
    throw new UnsupportedOperationException();
  }
}
