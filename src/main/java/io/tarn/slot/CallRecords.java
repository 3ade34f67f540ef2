// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Arguments;
import io.tarn.command.Environment;
import io.tarn.command.Execution;
import io.tarn.command.LatencyMonitor;
import io.tarn.command.Reply;
import io.tarn.command.SlowLog;
import io.tarn.metric.CommandCounters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and times the calls of one runner, and notes the slow ones. Used by one thread. */
final class CallRecords {

  /*
   * Reading the clock twice costs as much as a third of a GET, so of the commands that are always
   * short one call in SAMPLE is timed and counts SAMPLE times. What could make such a call slow all
   * the same is copying a large answer, so that is timed by itself. A threshold of the slow log
   * below EXACT_BELOW_MICROS is a wish to see short commands: then every call is timed.
   */

  private static final Logger LOG = LoggerFactory.getLogger(CallRecords.class);

  /** One call in so many is timed; a power of two. */
  static final int SAMPLE = 16;

  /** Every call is timed when the slow log's threshold is lower. */
  static final long EXACT_BELOW_MICROS = 1_000;

  /** At most one failure of a handler is logged in this time. */
  private static final long LOG_PAUSE_NANOS = 1_000_000_000L;

  private static final Reply.Failure INTERNAL_ERROR = Reply.error("internal error");

  private final Environment environment;
  private final CommandCounters.Stripe counters;
  private int calls;
  private long loggedNanos = System.nanoTime() - LOG_PAUSE_NANOS;

  CallRecords(Environment environment, CommandCounters.Stripe counters) {
    this.environment = environment;
    this.counters = counters;
  }

  /** True when every call of a command is to be timed. */
  boolean isExact(CommandPlan plan) {
    long threshold = environment.parameters().slowlogLogSlowerThanMicros();
    return !plan.sampled() || (threshold >= 0 && threshold < EXACT_BELOW_MICROS);
  }

  /** True for one call in {@link #SAMPLE}. */
  boolean isSampled() {
    return (++calls & (SAMPLE - 1)) == 0;
  }

  /**
   * Records a call that was timed.
   *
   * @param exact false when it stands for {@link #SAMPLE} calls
   */
  void timed(
      CommandPlan plan, Execution context, Arguments arguments, long startedNanos, boolean exact) {
    long nanos = System.nanoTime() - startedNanos;
    counters.called(plan.ordinal(), exact ? nanos : nanos * SAMPLE);
    counters.timed(plan.ordinal(), nanos, exact ? 1 : SAMPLE);
    long threshold = environment.parameters().slowlogLogSlowerThanMicros();
    if (threshold >= 0 && nanos >= threshold * 1000 && plan.logged()) {
      SlowLog log = environment.slowLog();
      log.add(arguments, context.connection(), context.nowMillis(), nanos / 1000);
    }
    long spikeMillis = environment.parameters().latencyMonitorThresholdMillis();
    if (spikeMillis > 0 && nanos >= spikeMillis * 1_000_000) {
      String event = plan.fast() ? "fast-command" : "command";
      LatencyMonitor monitor = environment.slowLog().latencyMonitor();
      monitor.add(event, context.nowMillis(), nanos / 1_000_000);
    }
  }

  /** Records a call that was not timed. */
  void untimed(CommandPlan plan) {
    counters.called(plan.ordinal(), 0);
  }

  /** Records that a call has answered an error, if it has. */
  void answered(CommandPlan plan, Reply reply) {
    if (reply instanceof Reply.Failure failure) {
      counters.failed(plan.ordinal());
      counters.errorReplied(failure.message());
    }
  }

  /** Logs that a handler has failed and returns what is answered. */
  Reply broken(String command, Throwable cause) {
    long now = System.nanoTime();
    if (now - loggedNanos >= LOG_PAUSE_NANOS) {
      loggedNanos = now;
      LOG.error("Command failed: command={}", command, cause);
    }
    return INTERNAL_ERROR;
  }
}
