// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

/**
 * How the RESP door is opened. What may change while it is open is in {@link
 * io.tarn.command.Parameters}.
 *
 * @param host address to bind
 * @param port TCP port, 0 for any free one
 * @param transport "auto", "io_uring", "epoll" or "nio"
 * @param loops number of I/O threads, 1 to 1024
 * @param backlog connections that the kernel may hold before they are accepted, 1 to 65535
 * @param outputLimitBytes most bytes of answers that may wait for one client; beyond it the client
 *     is dropped
 * @param stalledSeconds seconds that a client may leave answers waiting without taking any
 */
public record RespSettings(
    String host,
    int port,
    String transport,
    int loops,
    int backlog,
    long outputLimitBytes,
    int stalledSeconds) {

  /** Default for {@code backlog}, Redis's. */
  public static final int DEFAULT_BACKLOG = 511;

  /** Default for {@code outputLimitBytes}: the longest value there is, twice. */
  public static final long DEFAULT_OUTPUT_LIMIT_BYTES = 1L << 30;

  /** Default for {@code stalledSeconds}. */
  public static final int DEFAULT_STALLED_SECONDS = 60;

  /** Checks the ranges. */
  public RespSettings {
    check("port", port, 0, 65_535);
    check("loops", loops, 1, 1024);
    check("backlog", backlog, 1, 65_535);
    check("outputLimitBytes", outputLimitBytes, 1 << 20, Long.MAX_VALUE);
    check("stalledSeconds", stalledSeconds, 1, 86_400);
  }

  /** Returns settings with the defaults for all but these. */
  public static RespSettings of(String host, int port, String transport, int loops) {
    return new RespSettings(
        host,
        port,
        transport,
        loops,
        DEFAULT_BACKLOG,
        DEFAULT_OUTPUT_LIMIT_BYTES,
        DEFAULT_STALLED_SECONDS);
  }

  private static void check(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + "=" + value + " is not within " + least + " and " + most);
    }
  }
}
