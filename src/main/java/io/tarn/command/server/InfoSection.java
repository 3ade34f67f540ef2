// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import io.tarn.command.CommandTable;
import io.tarn.command.Environment;
import io.tarn.command.Execution;
import io.tarn.command.NodeFacts;
import io.tarn.command.RedisCompatibility;
import io.tarn.command.Slots;
import io.tarn.command.pubsub.Kind;
import io.tarn.command.pubsub.Subscriptions;
import io.tarn.metric.CommandCounters;
import io.tarn.metric.CommandCounters.Total;
import io.tarn.metric.LatencyBuckets;
import java.time.Instant;

/**
 * The sections of INFO in the order in which they are written, with Redis's field names. Fields
 * whose value this node does not know are left out.
 */
enum InfoSection {
  SERVER("Server") {
    @Override
    void write(Execution execution, InfoText text) {
      NodeFacts facts = execution.environment().facts();
      Instant now = Instant.now();
      long upSeconds = Math.max(0, execution.nowMillis() - facts.startedMillis()) / 1000;
      text.line("redis_version", RedisCompatibility.VERSION);
      text.line("server_name", "tarn");
      text.line("tarn_version", facts.version());
      text.line("redis_mode", RedisCompatibility.MODE);
      text.line(
          "os", property("os.name") + " " + property("os.version") + " " + property("os.arch"));
      text.line("arch_bits", 64);
      text.line("multiplexing_api", facts.transport());
      text.line("java_version", property("java.version"));
      text.line("process_id", ProcessHandle.current().pid());
      text.line("run_id", facts.nodeId());
      text.line("tcp_port", facts.respPort());
      text.line("http_port", facts.httpPort());
      text.line("node_port", facts.nodePort());
      text.line("server_time_usec", now.getEpochSecond() * 1_000_000 + now.getNano() / 1000);
      text.line("uptime_in_seconds", upSeconds);
      text.line("uptime_in_days", upSeconds / 86_400);
      text.line("executable", ProcessHandle.current().info().command().orElse(""));
      text.line("config_file", facts.configFile());
    }
  },
  CLIENTS("Clients") {
    @Override
    void write(Execution execution, InfoText text) {
      Environment environment = execution.environment();
      long inputMost = 0;
      long outputMost = 0;
      for (var connection : environment.connections()) {
        inputMost = Math.max(inputMost, connection.queryBufferBytes());
        outputMost = Math.max(outputMost, connection.outputBufferBytes());
      }
      text.line("connected_clients", environment.connections().size());
      text.line("cluster_connections", 0);
      text.line("maxclients", environment.parameters().maxClients());
      text.line("client_recent_max_input_buffer", inputMost);
      text.line("client_recent_max_output_buffer", outputMost);
      text.line("blocked_clients", environment.keyEvents().waiting().count());
      text.line("tracking_clients", 0);
      text.line("total_watched_keys", environment.keyEvents().watches().size());
      text.line("total_blocking_keys", environment.keyEvents().waiting().keys());
      text.line("pubsub_clients", environment.subscriptions().clients());
    }
  },
  MEMORY("Memory") {
    @Override
    void write(Execution execution, InfoText text) {
      MemorySection.write(execution.environment(), text);
    }
  },
  EVICTION("Eviction") {
    @Override
    void write(Execution execution, InfoText text) {
      MemorySection.writeEviction(execution.environment(), text);
    }
  },
  PERSISTENCE("Persistence") {
    @Override
    void write(Execution execution, InfoText text) {
      text.line("loading", 0);
      text.line("async_loading", 0);
      text.line("rdb_bgsave_in_progress", 0);
      text.line("rdb_saves", 0);
      text.line("aof_enabled", 0);
      text.line("aof_rewrite_in_progress", 0);
      text.line("aof_rewrite_scheduled", 0);
    }
  },
  STATS("Stats") {
    @Override
    void write(Execution execution, InfoText text) {
      CommandCounters counters = execution.environment().counters();
      text.line("total_connections_received", counters.total(Total.CONNECTIONS_ACCEPTED));
      text.line("total_commands_processed", counters.calls());
      text.line("total_net_input_bytes", counters.total(Total.BYTES_IN));
      text.line("total_net_output_bytes", counters.total(Total.BYTES_OUT));
      text.line("rejected_connections", counters.total(Total.CONNECTIONS_REFUSED));
      text.line("sync_full", 0);
      text.line("sync_partial_ok", 0);
      text.line("sync_partial_err", 0);
      text.line("expired_keys", execution.environment().slots().expiredCount());
      text.line("evicted_keys", execution.environment().slots().evictedCount());
      text.line("evicted_clients", 0);
      text.line("keyspace_hits", counters.total(Total.KEYSPACE_HITS));
      text.line("keyspace_misses", counters.total(Total.KEYSPACE_MISSES));
      Subscriptions subscriptions = execution.environment().subscriptions();
      text.line("pubsub_channels", subscriptions.count(Kind.CHANNEL));
      text.line("pubsub_patterns", subscriptions.count(Kind.PATTERN));
      text.line("pubsubshard_channels", subscriptions.count(Kind.SHARD));
      text.line("total_forks", 0);
      Slots.Defragmentation moved = execution.environment().slots().defragmentation();
      text.line("active_defrag_hits", moved.hits());
      text.line("active_defrag_misses", moved.misses());
      text.line("active_defrag_key_hits", moved.keyHits());
      text.line("active_defrag_key_misses", moved.keyMisses());
      text.line("total_error_replies", counters.total(Total.ERROR_REPLIES));
      text.line("total_reads_processed", counters.total(Total.READS));
      text.line("total_writes_processed", counters.total(Total.WRITES));
    }
  },
  REPLICATION("Replication") {
    @Override
    void write(Execution execution, InfoText text) {
      ReplicationSection.write(execution, text);
    }
  },
  CPU("CPU") {
    @Override
    void write(Execution execution, InfoText text) {
      ProcessFigures.Cpu cpu = ProcessFigures.cpu();
      if (cpu != null) {
        text.line("used_cpu_sys", InfoText.decimals(cpu.system(), 6));
        text.line("used_cpu_user", InfoText.decimals(cpu.user(), 6));
        text.line("used_cpu_sys_children", InfoText.decimals(cpu.childrenSystem(), 6));
        text.line("used_cpu_user_children", InfoText.decimals(cpu.childrenUser(), 6));
      }
    }
  },
  MODULES("Modules") {
    @Override
    void write(Execution execution, InfoText text) {}
  },
  COMMANDSTATS("Commandstats") {
    @Override
    void write(Execution execution, InfoText text) {
      CommandCounters counters = execution.environment().counters();
      for (CommandTable.Entry entry : execution.environment().commands().entries()) {
        int ordinal = entry.ordinal();
        long calls = counters.calls(ordinal);
        long rejected = counters.rejected(ordinal);
        long failed = counters.failed(ordinal);
        if (calls + rejected + failed > 0) {
          double micros = counters.nanos(ordinal) / 1000.0;
          text.line(
              "cmdstat_" + entry.command().name(),
              "calls="
                  + calls
                  + ",usec="
                  + (long) micros
                  + ",usec_per_call="
                  + InfoText.decimals(calls == 0 ? 0 : micros / calls, 2)
                  + ",rejected_calls="
                  + rejected
                  + ",failed_calls="
                  + failed);
        }
      }
    }
  },
  ERRORSTATS("Errorstats") {
    @Override
    void write(Execution execution, InfoText text) {
      execution
          .environment()
          .counters()
          .errors()
          .forEach((prefix, count) -> text.line("errorstat_" + prefix, "count=" + count));
    }
  },
  LATENCYSTATS("Latencystats") {
    @Override
    void write(Execution execution, InfoText text) {
      Environment environment = execution.environment();
      if (!environment.parameters().latencyTracking()) {
        return;
      }
      double[] percentiles = environment.parameters().latencyPercentiles();
      for (CommandTable.Entry entry : environment.commands().entries()) {
        LatencyBuckets latency = environment.counters().latency(entry.ordinal());
        if (latency.calls() > 0 && percentiles.length > 0) {
          text.line(
              "latency_percentiles_usec_" + entry.command().name(), line(latency, percentiles));
        }
      }
    }

    private String line(LatencyBuckets latency, double[] percentiles) {
      StringBuilder line = new StringBuilder();
      for (double percentile : percentiles) {
        String label = Double.toString(percentile);
        line.append(line.isEmpty() ? "p" : ",p")
            .append(label.endsWith(".0") ? label.substring(0, label.length() - 2) : label)
            .append('=')
            .append(InfoText.decimals(latency.percentileNanos(percentile) / 1000.0, 3));
      }
      return line.toString();
    }
  },
  CLUSTER("Cluster") {
    @Override
    void write(Execution execution, InfoText text) {
      ReplicationSection.writeCluster(execution, text);
    }
  },
  KEYSPACE("Keyspace") {
    @Override
    void write(Execution execution, InfoText text) {
      Slots slots = execution.environment().slots();
      long keys = slots.size();
      long expiring = slots.expiringSize();
      if (keys > 0) {
        text.line(
            "db0", "keys=" + keys + ",expires=" + expiring + (expiring == 0 ? ",avg_ttl=0" : ""));
      }
    }
  };

  private final String title;

  InfoSection(String title) {
    this.title = title;
  }

  /** Returns the name, which is also the argument that asks for the section. */
  String title() {
    return title;
  }

  /** Writes the lines of the section. */
  abstract void write(Execution execution, InfoText text);

  private static String property(String name) {
    return System.getProperty(name, "");
  }
}
