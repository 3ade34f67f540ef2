// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

/**
 * What CLIENT PAUSE asked for. A door that reads a request while it holds keeps the request until
 * it has ended. Any thread.
 */
public final class ClientPause {

  private volatile long writesUntilMillis;
  private volatile long allUntilMillis;

  /** Holds back requests until a time; a longer pause in force stays. */
  public synchronized void begin(long untilMillis, boolean writesOnly) {
    if (writesOnly) {
      writesUntilMillis = Math.max(writesUntilMillis, untilMillis);
    } else {
      allUntilMillis = Math.max(allUntilMillis, untilMillis);
    }
  }

  /** Ends the pause. */
  public synchronized void end() {
    writesUntilMillis = 0;
    allUntilMillis = 0;
  }

  /** True when a request of the kind must wait at a time. */
  public boolean holds(boolean write, long nowMillis) {
    return nowMillis < allUntilMillis || (write && nowMillis < writesUntilMillis);
  }
}
