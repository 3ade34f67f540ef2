// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.Arguments;
import io.tarn.command.CommandHarness;
import io.tarn.command.Reply;
import io.tarn.command.ReplyNotation;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The expected texts were recorded from redis-server 7.0.15. */
class ServerCommandsTest {

  private final CommandHarness harness = new CommandHarness();

  private void expect(String reply, String... words) {
    assertEquals(reply, ReplyNotation.of(harness.run(words)), String.join(" ", words));
  }

  private String text(String... words) {
    return ReplyNotation.of(harness.run(words));
  }

  @Test
  void command_bareAndCount_agree() {
    int count = ((Reply.Array) harness.run("command")).items().size();
    expect(":" + count, "command", "count");
    assertEquals(count, ((Reply.Array) harness.run("command", "info")).items().size());
    assertEquals(count, ((Reply.Array) harness.run("command", "list")).items().size());
    assertEquals(2 * count, ((Reply.Mapping) harness.run("command", "docs")).items().size());
  }

  @Test
  void commandInfo_names_describeOrNull() {
    expect("[null]", "command", "info", "foo");
    expect(
        "[[\"memory|usage\" :-3 <+readonly> :2 :2 :1 <+@read +@slow> <> <{\"flags\" <+RO>"
            + " \"begin_search\" {\"type\" \"index\" \"spec\" {\"index\" :2}} \"find_keys\""
            + " {\"type\" \"range\" \"spec\" {\"lastkey\" :0 \"keystep\" :1 \"limit\" :0}}}> <>]]",
        "command",
        "info",
        "MEMORY|usage");
  }

  @Test
  void commandDocs_names_unknownOnesAreLeftOut() {
    expect(
        "{\"echo\" {\"summary\" \"Answers the message given\" \"since\" \"1.0.0\" \"group\""
            + " \"connection\" \"complexity\" \"O(1)\"}}",
        "command",
        "docs",
        "foo",
        "echo");
  }

  @Test
  void commandList_filters_choose() {
    expect(
        "[\"client|setinfo\" \"client|setname\"]",
        "command",
        "list",
        "filterby",
        "pattern",
        "CLIENT|SET*");
    expect("[]", "command", "list", "filterby", "aclcat", "nosuch");
    expect("[]", "command", "list", "filterby", "module", "foo");
    expect("-ERR syntax error", "command", "list", "filterby", "foo", "bar");
    expect("-ERR syntax error", "command", "list", "foo");
    assertTrue(text("command", "list", "filterby", "aclcat", "connection").contains("\"ping\""));
  }

  @Test
  void commandGetKeys_commands_showTheirKeys() {
    expect("[\"k\"]", "command", "getkeys", "memory", "usage", "k");
    expect("[[\"k\" <+RO>]]", "command", "getkeysandflags", "memory", "usage", "k");
    expect("-ERR Invalid command specified", "command", "getkeys", "foo", "a");
    expect("-ERR The command has no key arguments", "command", "getkeys", "config", "get");
    expect(
        "-ERR Invalid number of arguments specified for command",
        "command",
        "getkeys",
        "memory",
        "usage");
    expect("-ERR Invalid command specified", "command", "getkeys", "memory", "foo");
  }

  @Test
  void info_sections_areThoseAskedFor() {
    String standard = text("info");
    assertTrue(standard.startsWith("# Server\r\nredis_version:7.2.4\r\n"), standard);
    assertTrue(standard.contains("\r\n\r\n# Clients\r\nconnected_clients:1\r\n"), standard);
    assertFalse(standard.contains("# Commandstats"), standard);
    assertEquals("", text("info", "foo"));
    assertEquals("# Cluster\r\ncluster_enabled:0\r\n", text("info", "CLUSTER"));
    String two = text("info", "keyspace", "cluster", "foo");
    assertEquals("# Cluster\r\ncluster_enabled:0\r\n\r\n# Keyspace\r\n", two);
    assertTrue(text("info", "all").contains("# Latencystats"));
    assertTrue(text("info", "everything").contains("# Modules"));
  }

  @Test
  void info_counters_areShown() {
    var stripe = harness.counters().newStripe();
    int ordinal = harness.commands().find("echo").ordinal();
    stripe.called(ordinal, 3000);
    stripe.called(ordinal, 6000);
    stripe.timed(ordinal, 3000, 1);
    stripe.timed(ordinal, 6000, 1);
    stripe.rejected(ordinal);
    stripe.errorReplied("ERR x");
    assertEquals(
        "# Commandstats\r\n"
            + "cmdstat_echo:calls=2,usec=9,usec_per_call=4.50,rejected_calls=1,failed_calls=0\r\n",
        text("info", "commandstats"));
    assertEquals("# Errorstats\r\nerrorstat_ERR:count=1\r\n", text("info", "errorstats"));
    assertEquals(
        "# Latencystats\r\nlatency_percentiles_usec_echo:p50=3.072,p99=6.144,p99.9=6.144\r\n",
        text("info", "latencystats"));
    expect(
        "{\"echo\" {\"calls\" :2 \"histogram_usec\" {:4 :1 :8 :2}}}",
        "latency",
        "histogram",
        "foo",
        "ECHO");
    expect("+OK", "config", "resetstat");
    assertEquals("# Commandstats\r\n", text("info", "commandstats"));
    expect("{}", "latency", "histogram");
  }

  @Test
  void slowLog_longArguments_areShortened() {
    expect("[]", "slowlog", "get");
    String[] words = new String[40];
    java.util.Arrays.fill(words, "w");
    words[1] = "x".repeat(130);
    harness.slowLog().add(Arguments.of(words), harness.connection(), 5_999, 12);
    Reply.Array entry =
        (Reply.Array) ((Reply.Array) harness.run("slowlog", "get", "1")).items().getFirst();
    List<? extends Reply> items = ((Reply.Array) entry.items().get(3)).items();
    assertEquals(32, items.size());
    assertEquals('"' + "x".repeat(128) + "... (2 more bytes)\"", ReplyNotation.of(items.get(1)));
    assertEquals("\"... (9 more arguments)\"", ReplyNotation.of(items.get(31)));
    assertEquals(":5", ReplyNotation.of(entry.items().get(1)));
    assertEquals(":12", ReplyNotation.of(entry.items().get(2)));
    assertEquals("\"127.0.0.1:50000\"", ReplyNotation.of(entry.items().get(4)));
  }

  @Test
  void slowLog_use_answersAsRedis() {
    for (int i = 0; i < 200; i++) {
      harness.slowLog().add(Arguments.of("c" + i), harness.connection(), 1000, i);
    }
    expect(":128", "slowlog", "len");
    expect("[[:199 :1 :199 [\"c199\"] \"127.0.0.1:50000\" \"\"]]", "slowlog", "get", "1");
    assertEquals(10, ((Reply.Array) harness.run("slowlog", "get")).items().size());
    assertEquals(128, ((Reply.Array) harness.run("slowlog", "get", "-1")).items().size());
    expect("-ERR count should be greater than or equal to -1", "slowlog", "get", "-2");
    expect("-ERR count should be greater than or equal to -1", "slowlog", "get", "a");
    expect("+OK", "slowlog", "reset");
    expect(":0", "slowlog", "len");
    expect("-ERR unknown subcommand 'foo'. Try SLOWLOG HELP.", "slowlog", "foo");
  }

  @Test
  void latency_spikes_areKeptBySecond() {
    expect("[]", "latency", "latest");
    expect("[]", "latency", "history", "command");
    var monitor = harness.slowLog().latencyMonitor();
    monitor.add("command", 1_000, 30);
    monitor.add("command", 1_500, 50);
    monitor.add("command", 1_900, 10);
    monitor.add("command", 2_000, 20);
    expect("[[\"command\" :2 :20 :50]]", "latency", "latest");
    expect("[[:1 :50] [:2 :20]]", "latency", "history", "command");
    assertTrue(text("latency", "graph", "command").startsWith("command - high 50 ms, low 20 ms"));
    expect("-ERR No samples available for event 'foo'", "latency", "graph", "foo");
    expect(":0", "latency", "reset", "foo");
    expect(":1", "latency", "reset");
    expect("[]", "latency", "latest");
  }

  @Test
  void debug_use_answersAsRedis() {
    expect("+OK", "debug", "sleep", "0");
    expect("-FOO bar", "debug", "error", "FOO bar");
    expect("-ERR no such key", "debug", "object", "nokey");
    expect("+OK", "debug", "set-active-expire", "0");
    assertFalse(harness.parameters().activeExpire());
    expect("\"Hello World\"", "debug", "protocol", "string");
    expect(
        "-ERR unknown subcommand or wrong number of arguments for 'foo'. Try DEBUG HELP.",
        "debug",
        "foo");
    assertTrue(text("debug", "sleep", "60").startsWith("-ERR DEBUG SLEEP is limited"));
    harness.parameters().initial("enable-debug-command", "no");
    assertTrue(text("debug", "sleep", "0").startsWith("-ERR DEBUG command not allowed."));
  }

  @Test
  void debugPopulate_keys_areStored() {
    expect("+OK", "debug", "populate", "100", "p", "20");
    assertEquals(100, harness.size());
    assertTrue(Pattern.matches(":\\d+", text("memory", "usage", "p:99")));
    assertTrue(text("debug", "object", "p:0").startsWith("+Value at:0x"));
    assertTrue(text("info", "keyspace").contains("db0:keys=100,expires=0,avg_ttl=0\r\n"));
    assertTrue(text("memory", "stats").contains("\"keys.count\" :100"));
  }

  @Test
  void memoryUsage_options_areChecked() {
    expect("null", "memory", "usage", "nokey");
    expect("null", "memory", "usage", "nokey", "samples", "5");
    expect("-ERR syntax error", "memory", "usage", "nokey", "samples");
    expect("-ERR syntax error", "memory", "usage", "nokey", "samples", "-1");
    expect("-ERR value is not an integer or out of range", "memory", "usage", "k", "samples", "a");
    expect("-ERR syntax error", "memory", "usage", "nokey", "foo", "1");
    expect("+OK", "memory", "purge");
  }

  @Test
  void shutdown_flags_areChecked() {
    expect("-ERR syntax error", "shutdown", "foo");
    expect("-ERR syntax error", "shutdown", "save", "nosave");
    expect("-ERR syntax error", "shutdown", "abort", "now");
    expect("-ERR No shutdown in progress.", "shutdown", "abort");
    assertFalse(harness.shutdownAsked());
    expect("none", "shutdown", "nosave", "now", "force");
    assertTrue(harness.shutdownAsked());
  }

  @Test
  void rest_answersAsRedis() {
    expect("\"default\"", "acl", "whoami");
    expect("-ERR unknown subcommand 'foo'. Try ACL HELP.", "acl", "foo");
    expect("+OK", "readonly");
    expect("-ERR unknown subcommand 'foo'. Try CLUSTER HELP.", "cluster", "foo");
    expect("[\"master\" :0 []]", "role");
    expect("-ERR value is not an integer or out of range", "lolwut", "version", "a");
    assertTrue(text("lolwut").contains("Tarn ver. 0.0.0"));
    assertTrue(text("time").matches("\\[\"\\d+\" \"\\d+\"]"));
  }

  @Test
  void help_everyContainer_isLaidOutAsRedis() {
    for (String name :
        List.of("client", "command", "config", "memory", "slowlog", "latency", "acl", "cluster")) {
      String help = text(name, "help");
      assertTrue(
          help.startsWith(
              "[+"
                  + name.toUpperCase(java.util.Locale.ROOT)
                  + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are: +"),
          help);
      assertTrue(help.endsWith("+HELP +    Print this text.]"), help);
    }
  }
}
