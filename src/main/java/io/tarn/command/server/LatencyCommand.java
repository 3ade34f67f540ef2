// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.CommandTable;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Help;
import io.tarn.command.LatencyMonitor;
import io.tarn.command.Reply;
import io.tarn.metric.LatencyBuckets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The subcommands of LATENCY. */
final class LatencyCommand {

  private LatencyCommand() {}

  static Command container() {
    return Rows.container(
        "latency",
        "2.8.13",
        "Commands about slow moments",
        List.of(
            Rows.admin("latency|doctor", 2, "2.8.13", "Explains the slow moments in words")
                .runs(LatencyCommand::doctor),
            Rows.admin("latency|graph", 3, "2.8.13", "Draws the slow moments of an event")
                .runs(LatencyCommand::graph),
            Rows.help("latency", "2.8.13", help()),
            Rows.admin("latency|histogram", -2, "7.0.0", "Answers how long commands take")
                .runs(LatencyCommand::histogram),
            Rows.admin("latency|history", 3, "2.8.13", "Answers the slow moments of an event")
                .runs(LatencyCommand::history),
            Rows.admin("latency|latest", 2, "2.8.13", "Answers the last slow moment of each event")
                .runs(LatencyCommand::latest),
            Rows.admin("latency|reset", -2, "2.8.13", "Forgets the slow moments of events")
                .runs(LatencyCommand::reset)));
  }

  private static LatencyMonitor monitor(Execution execution) {
    return execution.environment().slowLog().latencyMonitor();
  }

  private static Reply latest(Execution execution, Arguments arguments) {
    List<Reply> items = new ArrayList<>();
    for (LatencyMonitor.Series series : monitor(execution).all()) {
      LatencyMonitor.Sample last = series.samples().getLast();
      items.add(
          Reply.Array.of(
              Reply.Bulk.of(series.event()),
              Reply.Int.of(last.unixSeconds()),
              Reply.Int.of(last.millis()),
              Reply.Int.of(series.longestMillis())));
    }
    return new Reply.Array(items);
  }

  private static Reply history(Execution execution, Arguments arguments) {
    LatencyMonitor.Series series = monitor(execution).find(arguments.text(2));
    if (series == null) {
      return Reply.EMPTY_ARRAY;
    }
    return new Reply.Array(
        series.samples().stream()
            .map(
                sample ->
                    Reply.Array.of(
                        Reply.Int.of(sample.unixSeconds()), Reply.Int.of(sample.millis())))
            .toList());
  }

  private static Reply reset(Execution execution, Arguments arguments) {
    if (arguments.count() == 2) {
      return Reply.Int.of(monitor(execution).reset());
    }
    int count = 0;
    for (int i = 2; i < arguments.count(); i++) {
      count += monitor(execution).reset(arguments.text(i)) ? 1 : 0;
    }
    return Reply.Int.of(count);
  }

  private static Reply doctor(Execution execution, Arguments arguments) {
    long threshold = execution.environment().parameters().latencyMonitorThresholdMillis();
    if (threshold == 0) {
      return text(
          "Nothing is recorded: set latency-monitor-threshold to some milliseconds first.\n");
    }
    StringBuilder report = new StringBuilder();
    for (LatencyMonitor.Series series : monitor(execution).all()) {
      double mean =
          series.samples().stream().mapToLong(LatencyMonitor.Sample::millis).average().orElse(0);
      report
          .append(series.event())
          .append(": ")
          .append(series.samples().size())
          .append(" slow moments, mean ")
          .append(Math.round(mean))
          .append(" ms, longest ")
          .append(series.longestMillis())
          .append(" ms\n");
    }
    return text(
        report.isEmpty() ? "No command took " + threshold + " ms or more.\n" : report.toString());
  }

  private static Reply graph(Execution execution, Arguments arguments) {
    LatencyMonitor.Series series = monitor(execution).find(arguments.text(2));
    if (series == null) {
      return Reply.error("No samples available for event '" + Errors.echo(arguments, 2) + "'");
    }
    return text(LatencyGraph.draw(series, execution.nowMillis()));
  }

  private static Reply text(String text) {
    return new Reply.Verbatim("txt", text);
  }

  private static Reply histogram(Execution execution, Arguments arguments) {
    CommandTable table = execution.environment().commands();
    List<CommandTable.Entry> chosen = new ArrayList<>();
    if (arguments.count() == 2) {
      chosen.addAll(table.entries());
    }
    for (int i = 2; i < arguments.count(); i++) {
      CommandTable.Entry entry = table.find(arguments.text(i).toLowerCase(Locale.ROOT));
      if (entry != null) {
        chosen.add(entry);
        chosen.addAll(entry.subcommands());
      }
    }
    List<Reply> items = new ArrayList<>();
    for (CommandTable.Entry entry : chosen) {
      LatencyBuckets latency = execution.environment().counters().latency(entry.ordinal());
      if (latency.calls() > 0) {
        items.add(Reply.Bulk.of(entry.command().name()));
        items.add(distribution(latency));
      }
    }
    return new Reply.Mapping(items);
  }

  private static Reply distribution(LatencyBuckets latency) {
    List<Reply> steps = new ArrayList<>();
    for (LatencyBuckets.Step step : latency.byPowersOfTwo()) {
      steps.add(Reply.Int.of(step.nanos() / 1000));
      steps.add(Reply.Int.of(step.cumulativeCount()));
    }
    return new Reply.Mapping(
        List.of(
            Reply.Bulk.of("calls"),
            Reply.Int.of(latency.calls()),
            Reply.Bulk.of("histogram_usec"),
            new Reply.Mapping(steps)));
  }

  private static Reply help() {
    return Help.of(
        "LATENCY",
        "DOCTOR",
        "Explain the slow moments in words.",
        "GRAPH <event>",
        "Draw the slow moments of an event.",
        "HISTOGRAM [<command> ...]",
        "Answer how many calls took at most so many microseconds.",
        "HISTORY <event>",
        "Answer time and milliseconds of an event's slow moments.",
        "LATEST",
        "Answer the last slow moment of each event.",
        "RESET [<event> ...]",
        "Forget the slow moments of some or all events.");
  }
}
