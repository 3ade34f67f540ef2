// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.admin;

import io.tarn.node.wire.Credentials;
import io.tarn.node.wire.RespClient;
import io.tarn.node.wire.RespRequest;
import io.tarn.node.wire.WireReply;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/**
 * {@code ./tarn admin}: asks any node about the cluster, or for something of the cluster. Exit
 * status: 0 done or healthy, 1 degraded, 2 refused or no connection.
 */
@Command(
    name = "admin",
    description = "Shows the cluster and changes who holds what, through any node.",
    showDefaultValues = true,
    sortOptions = false)
public final class AdminCommand implements Runnable {

  private static final String NODE = "Its id, four digits or more of it, or its host:port.";
  private static final String DRY_RUN = "Change nothing; say what would move first.";
  private static final int DEGRADED = 1;
  private static final int REFUSED = 2;
  private static final int MOST_PORT = 65_535;
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  @Option(
      names = {"-h", "--host"},
      paramLabel = "HOST",
      scope = ScopeType.INHERIT,
      description = "Where a node is.")
  private String host = "127.0.0.1";

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      scope = ScopeType.INHERIT,
      description = "Its RESP port.")
  private int port = 6379;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "User for AUTH.")
  private String user = "";

  @Option(
      names = {"-a", "--password"},
      paramLabel = "PASSWORD",
      scope = ScopeType.INHERIT,
      description = "Password for AUTH; better in the environment as REDISCLI_AUTH.")
  private @Nullable String password;

  @Option(
      names = "--help",
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** For picocli, which fills the fields. */
  @SuppressWarnings("NullAway.Init")
  public AdminCommand() {}

  private interface Conversation {
    int hold(RespClient client) throws IOException;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(name = "nodes", description = "Lists the members of the cluster.")
  int nodes() {
    return talk(client -> print(Reports.nodes(call(client, "TARN", "NODES"))));
  }

  @Command(name = "shards", description = "Lists the shards with leader and followers.")
  int shards() {
    return talk(
        client ->
            print(Reports.shards(call(client, "TARN", "SHARDS"), call(client, "TARN", "NODES"))));
  }

  @Command(
      name = "status",
      description = "Says in one line whether all is well; exit status 1 when it is not.")
  int status() {
    return talk(
        client -> {
          String line = Reports.status(call(client, "TARN", "STATUS"));
          print(line);
          return line.startsWith("healthy") ? ExitCode.OK : DEGRADED;
        });
  }

  @Command(name = "move", description = "Has a node lead a shard.")
  int move(
      @Parameters(paramLabel = "SHARD", description = "Number of the shard.") String shard,
      @Parameters(paramLabel = "NODE", description = NODE) String node,
      @Option(names = "--dry-run", description = DRY_RUN) boolean dryRun) {
    return order(dryRun, "TARN", "MOVE", shard, node);
  }

  @Command(name = "drain", description = "Has a node emptied: others take over what it holds.")
  int drain(
      @Parameters(paramLabel = "NODE", description = NODE) String node,
      @Option(names = "--dry-run", description = DRY_RUN) boolean dryRun) {
    return order(dryRun, "TARN", "DRAIN", node);
  }

  @Command(name = "undrain", description = "Has a drained node filled again.")
  int undrain(
      @Parameters(paramLabel = "NODE", description = NODE) String node,
      @Option(names = "--dry-run", description = DRY_RUN) boolean dryRun) {
    return order(dryRun, "TARN", "UNDRAIN", node);
  }

  private int order(boolean dryRun, String... words) {
    String[] request = words;
    if (dryRun) {
      request = java.util.Arrays.copyOf(words, words.length + 1);
      request[words.length] = "DRYRUN";
    }
    String[] all = request;
    return talk(client -> print(Reports.order(call(client, all))));
  }

  private int talk(Conversation conversation) {
    if (port < 1 || port > MOST_PORT) {
      return refuse("port must be 1 to " + MOST_PORT + ", not " + port);
    }
    String fromEnvironment = System.getenv().getOrDefault("REDISCLI_AUTH", "");
    Credentials credentials = new Credentials(user, password == null ? fromEnvironment : password);
    try (RespClient client = RespClient.connect(host, port, CONNECT_LIMIT)) {
      if (client.introduce(credentials, false) instanceof WireReply.Failure refusal) {
        return refuse(refusal.message());
      }
      return conversation.hold(client);
    } catch (IOException failure) {
      return refuse(failure.getMessage());
    }
  }

  private static WireReply call(RespClient client, String... words) throws IOException {
    WireReply reply = client.call(RespRequest.of(words));
    if (reply instanceof WireReply.Failure refusal) {
      throw new IOException(refusal.message());
    }
    return reply;
  }

  private static int print(String text) {
    System.out.print(text);
    System.out.flush();
    return ExitCode.OK;
  }

  private static int refuse(@Nullable String reason) {
    System.err.println("tarn admin: " + reason);
    return REFUSED;
  }
}
