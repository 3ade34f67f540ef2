// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Compares every row with what redis-server 7.0.15 says of the command. */
class CommandRowsTest {

  private static final String RECORDING = "redis-7.0.15-commands.tsv";

  /** Commands that came with Redis 7.2 and later. */
  private static final Set<String> NEWER =
      Set.of(
          "client|no-touch",
          "client|setinfo",
          "hexpire",
          "hexpireat",
          "hexpiretime",
          "hgetdel",
          "hgetex",
          "hpersist",
          "hpexpire",
          "hpexpireat",
          "hpexpiretime",
          "hpttl",
          "hsetex",
          "httl");

  /** Commands that have taken further arguments since Redis 7.2. */
  private static final Set<String> LONGER = Set.of("zrank", "zrevrank");

  @Test
  void rows_all_agreeWithRedis() throws IOException {
    Map<String, String> recorded = recording();
    List<String> differences = new ArrayList<>();
    for (CommandTable.Entry entry : CommandTable.standard().entries()) {
      Command command = entry.command();
      String row = recorded.get(command.name());
      if (LONGER.contains(command.name())) {
        row = row.replace("\t3\t", "\t-3\t");
      }
      if (row == null) {
        if (!NEWER.contains(command.name()) && !command.name().startsWith("tarn")) {
          differences.add(command.name() + " is not in Redis 7.0.15");
        }
      } else if (!row.equals(row(command))) {
        differences.add("\n  redis " + row + "\n  tarn  " + row(command));
      }
    }
    assertTrue(differences.isEmpty(), () -> String.join("\n", differences));
  }

  @Test
  void commandInfo_tipsAndKeySpecifications_agreeWithRedis() throws IOException {
    CommandHarness harness = new CommandHarness();
    List<String> differences = new ArrayList<>();
    recordingLines()
        .forEach(
            columns -> {
              if (CommandTable.standard().find(columns[0]) == null) {
                return;
              }
              Reply.Array info =
                  (Reply.Array)
                      ((Reply.Array) harness.run("COMMAND", "INFO", columns[0])).items().getFirst();
              String tips = join(((Reply.Unordered) info.items().get(7)).items(), " ");
              String keys =
                  ((Reply.Unordered) info.items().get(8))
                      .items().stream()
                          .map(spec -> ((Reply.Mapping) spec).items().get(1))
                          .map(flags -> join(((Reply.Unordered) flags).items(), " "))
                          .collect(Collectors.joining("; "));
              if (!tips.equals(columns[9]) || !keys.equals(columns[10])) {
                differences.add(
                    columns[0]
                        + ": "
                        + columns[9]
                        + " | "
                        + columns[10]
                        + " but "
                        + tips
                        + " | "
                        + keys);
              }
              assertEquals(10, info.items().size());
            });
    assertTrue(differences.isEmpty(), () -> String.join("\n", differences));
  }

  @Test
  void rows_all_haveASummary() {
    for (CommandTable.Entry entry : CommandTable.standard().entries()) {
      assertTrue(!entry.command().summary().isBlank(), entry.command().name());
    }
  }

  private static String row(Command command) {
    return String.join(
        "\t",
        command.name(),
        Integer.toString(command.arity()),
        command.flags().stream().map(Flag::label).collect(Collectors.joining(" ")),
        Integer.toString(command.keys().first()),
        Integer.toString(command.keys().last()),
        Integer.toString(command.keys().step()),
        String.join(" ", command.categories()),
        command.group(),
        command.since());
  }

  private static String join(List<? extends Reply> items, String separator) {
    return items.stream()
        .map(
            item ->
                item instanceof Reply.Simple simple
                    ? simple.text()
                    : new String(((Reply.Bulk) item).bytes(), StandardCharsets.UTF_8))
        .collect(Collectors.joining(separator));
  }

  private static Map<String, String> recording() throws IOException {
    Map<String, String> rows = new HashMap<>();
    for (String[] columns : recordingLines()) {
      rows.put(columns[0], String.join("\t", List.of(columns).subList(0, 9)));
    }
    return rows;
  }

  private static List<String[]> recordingLines() throws IOException {
    try (InputStream file = CommandRowsTest.class.getResourceAsStream(RECORDING)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t", -1))
          .toList();
    }
  }
}
