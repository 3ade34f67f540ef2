// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench;

import io.tarn.node.wire.Credentials;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a run is: where to, how hard, how long, with what. Either {@code requests} or {@code
 * seconds} is above 0 and ends the run; {@code rate} 0 means as fast as replies come.
 *
 * @param rate requests a second over all threads
 * @param warmupSeconds time before measuring starts, with the same load
 * @param keySize bytes of a key: {@code key:} and zero-padded digits
 * @param intervalSeconds length of the intervals whose latencies are kept apart, or 0
 * @param command a command line with placeholders, instead of {@code mix}
 */
record BenchSettings(
    String host,
    int port,
    int connections,
    int threads,
    int pipeline,
    long requests,
    double seconds,
    double warmupSeconds,
    double rate,
    long keys,
    int keySize,
    ValueSizes valueSizes,
    Distribution distribution,
    String mix,
    Optional<String> command,
    Credentials credentials,
    boolean resp3,
    long seed,
    double intervalSeconds) {

  static final int MAX_CONNECTIONS = 50_000;
  static final int MAX_THREADS = 256;
  static final int MAX_PIPELINE = 100_000;
  static final int MAX_KEY_SIZE = 512;
  static final int MAX_VALUE_BYTES = 64 << 20;

  /** One connection's pipeline is held encoded; this bounds all of them together. */
  static final long MAX_ENCODED_BYTES = 1L << 30;

  private static final String KEY_PREFIX = "key:";

  BenchSettings {
    check(!host.isEmpty(), "host must not be empty");
    between("port", port, 1, 65_535);
    between("connections", connections, 1, MAX_CONNECTIONS);
    between("threads", threads, 1, MAX_THREADS);
    check(
        threads <= connections, "threads must not be more than connections (" + connections + ")");
    between("pipeline", pipeline, 1, MAX_PIPELINE);
    check(requests >= 0, "requests must be above 0");
    check(seconds >= 0 && seconds <= 1e6, "seconds must be above 0 and at most 1000000");
    check(requests > 0 != seconds > 0, "give either requests or seconds");
    check(warmupSeconds >= 0 && warmupSeconds <= 1e6, "warmup must be 0 to 1000000 seconds");
    check(rate >= 0 && rate <= 1e9, "rate must be 0 to 1000000000 requests a second");
    check(keys >= 1 && keys <= 1_000_000_000_000L, "keys must be 1 to 1000000000000");
    int shortest = KEY_PREFIX.length() + Long.toString(keys - 1).length();
    between("key-size", keySize, shortest, MAX_KEY_SIZE);
    between("value-size", valueSizes.max(), valueSizes.min(), MAX_VALUE_BYTES);
    check(
        valueSizes.min() >= (valueSizes.isFixed() ? 0 : 1),
        "value-size must be 0 or more; a range must begin above 0");
    check(
        intervalSeconds >= 0 && (intervalSeconds == 0 || seconds > 0),
        "interval must be above 0 and needs seconds");
    check(
        intervalSeconds == 0 || seconds / intervalSeconds <= LatencyTimeline.MAX_INTERVALS,
        "at most " + LatencyTimeline.MAX_INTERVALS + " intervals");
  }

  /** The requests to send, encoded. */
  RequestMix requestMix() {
    int digits = keySize - KEY_PREFIX.length();
    ValueSource value = ValueSource.create(valueSizes, seed);
    RequestMix requests =
        command.isPresent()
            ? RequestMix.of(RequestTemplate.parse(command.get(), digits, keys, value))
            : RequestMix.parse(mix, digits, keys, value);
    long encoded = (long) requests.maxLength() * pipeline * connections;
    check(
        encoded <= MAX_ENCODED_BYTES,
        "connections x pipeline x request size is "
            + encoded
            + " bytes; at most "
            + MAX_ENCODED_BYTES);
    return requests;
  }

  /** Where one thread's latencies go interval by interval, or null when nobody asked for it. */
  @Nullable LatencyTimeline timeline() {
    return intervalSeconds == 0
        ? null
        : new LatencyTimeline(
            (long) (intervalSeconds * 1e9), (int) Math.ceil(seconds / intervalSeconds));
  }

  private static void between(String name, int value, int min, int max) {
    check(value >= min && value <= max, name + " must be " + min + " to " + max + ", not " + value);
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
