// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.fencing;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Locale;

/** Tries a TCP port, to learn whether a process still listens there. */
public final class PortKnock {

  /** What a port answers. */
  public enum Answer {
    /** Somebody listens, or did: the kernel has taken the connection. */
    OPEN,
    /** The machine's kernel says that nobody does. */
    REFUSED,
    /**
     * Nothing was heard, or something else: a full backlog, a broken network, a stopped machine.
     */
    UNKNOWN
  }

  private PortKnock() {}

  /** Tries once. Blocks for at most {@code limit}, and the look-up of the name. */
  public static Answer at(String host, int port, Duration limit) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), (int) limit.toMillis());
      return Answer.OPEN;
    } catch (ConnectException failure) {
      /* The class is also that of timeouts and of missing routes; only the text tells. */
      String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
      return text.contains("refused") ? Answer.REFUSED : Answer.UNKNOWN;
    } catch (IOException unknown) {
      return Answer.UNKNOWN;
    }
  }
}
