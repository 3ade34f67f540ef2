// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import io.tarn.command.Parameter.Bytes;
import io.tarn.command.Parameter.Choice;
import io.tarn.command.Parameter.KeyspaceEvents;
import io.tarn.command.Parameter.OutputBufferLimits;
import io.tarn.command.Parameter.Percentiles;
import io.tarn.command.Parameter.SavePoints;
import io.tarn.command.Parameter.Text;
import io.tarn.command.Parameter.Whole;
import io.tarn.keyspace.EvictionCandidates;
import io.tarn.keyspace.Population;
import io.tarn.keyspace.eviction.EvictionPolicy;
import io.tarn.slab.Slab;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The settings that CONFIG GET and CONFIG SET know, under Redis's names. Each that matters to the
 * data path has a method here that reads one volatile field. Any thread.
 *
 * <p>Only settings that have an effect are here, and the few that tools read when they start
 * ("save", "appendonly", ...). A value that Redis accepts and this node cannot honour is refused.
 */
public final class Parameters {

  private static final long MEBIBYTE = 1L << 20;
  private static final int INT_MAX = Integer.MAX_VALUE;

  /** Longest value that a key space stores, hence the upper end of proto-max-bulk-len. */
  private static final long LONGEST_VALUE = 512 * MEBIBYTE;

  /** In the order in which a refusal lists them: Redis's, with the adaptive one of each kind. */
  private static final List<String> POLICIES =
      List.of(
          "volatile-lru",
          "volatile-lfu",
          "volatile-random",
          "volatile-ttl",
          "volatile-adaptive",
          "allkeys-lru",
          "allkeys-lfu",
          "allkeys-random",
          "allkeys-adaptive",
          "noeviction");

  private final Map<String, Parameter> byName = new LinkedHashMap<>();
  private final Map<String, List<Runnable>> listeners = new HashMap<>();
  private final ClientPause pause = new ClientPause();
  private volatile boolean activeExpire = true;

  private final Bytes maxMemory = add(new Bytes("maxmemory", true, 0, 0, Long.MAX_VALUE));
  private final Choice maxMemoryPolicy =
      add(
          new Choice(
              "maxmemory-policy",
              true,
              EvictionPolicy.ALLKEYS_ADAPTIVE.label(),
              POLICIES,
              POLICIES));
  private final Whole samples =
      add(
          new Whole(
              "maxmemory-samples", true, Population.DEFAULT_SAMPLES, 1, EvictionCandidates.MOST));
  private final Whole lfuLogFactor =
      add(new Whole("lfu-log-factor", true, Population.DEFAULT_LFU_LOG_FACTOR, 0, INT_MAX));
  private final Whole lfuDecayTime =
      add(new Whole("lfu-decay-time", true, Population.DEFAULT_LFU_DECAY_MINUTES, 0, INT_MAX));
  private final Whole zsetMaxPackedEntries =
      add(new Whole("zset-max-listpack-entries", true, 128, 0, Long.MAX_VALUE));
  private final Whole zsetMaxPackedValue =
      add(new Whole("zset-max-listpack-value", true, 64, 0, Long.MAX_VALUE));
  private final Bytes hllSparseMaxBytes =
      add(new Bytes("hll-sparse-max-bytes", true, 3_000, 0, Long.MAX_VALUE));
  private final Choice activeDefrag = add(Choice.yesOrNo("activedefrag", true, true));
  private final Whole maxClients = add(new Whole("maxclients", true, 10_000, 1, 4_294_967_295L));
  private final Whole timeout = add(new Whole("timeout", true, 0, 0, INT_MAX));
  private final Whole keepAlive = add(new Whole("tcp-keepalive", true, 300, 0, INT_MAX));
  private final Bytes maxBulk =
      add(new Bytes("proto-max-bulk-len", true, LONGEST_VALUE, MEBIBYTE, LONGEST_VALUE));
  private final Bytes queryBuffer =
      add(new Bytes("client-query-buffer-limit", true, 1024 * MEBIBYTE, MEBIBYTE, Long.MAX_VALUE));
  private final OutputBufferLimits outputBuffers = add(new OutputBufferLimits());
  private final Whole listPiece =
      add(new Whole("list-max-listpack-size", true, -2, Integer.MIN_VALUE, INT_MAX));
  private final Whole slowerThan =
      add(new Whole("slowlog-log-slower-than", true, 10_000, -1, Long.MAX_VALUE));
  private final Whole slowLogLength =
      add(new Whole("slowlog-max-len", true, 128, 0, Long.MAX_VALUE));
  private final Whole latencyThreshold =
      add(new Whole("latency-monitor-threshold", true, 0, 0, Long.MAX_VALUE));
  private final Choice latencyTracking = add(Choice.yesOrNo("latency-tracking", true, true));
  private final Percentiles percentiles =
      add(new Percentiles("latency-tracking-info-percentiles", "50 99 99.9"));
  private final Whole setMaxIntsetEntries =
      add(new Whole("set-max-intset-entries", true, 512, 0, Long.MAX_VALUE));
  private final Whole setMaxListpackEntries =
      add(new Whole("set-max-listpack-entries", true, 128, 0, Long.MAX_VALUE));
  private final Whole setMaxListpackValue =
      add(new Whole("set-max-listpack-value", true, 64, 0, Long.MAX_VALUE));
  private final KeyspaceEvents keyspaceEvents = add(new KeyspaceEvents());
  private final Text requirePass = add(new Text("requirepass", true, ""));
  private final Whole hashMaxPackedEntries =
      add(new Whole("hash-max-listpack-entries", true, 512, 0, Long.MAX_VALUE));
  private final Whole hashMaxPackedValue =
      add(new Whole("hash-max-listpack-value", true, 64, 0, Long.MAX_VALUE));
  private final Choice debugCommand =
      add(
          new Choice(
              "enable-debug-command",
              false,
              "local",
              List.of("no", "yes", "local"),
              List.of("no", "yes", "local")));

  private final CopyParameters copies = new CopyParameters();

  /** Creates the settings with their defaults. */
  public Parameters() {
    copies.all().forEach(this::add);
    byName.put("min-slaves-to-write", copies.leastReplicas);
    byName.put("hash-max-ziplist-entries", hashMaxPackedEntries);
    byName.put("hash-max-ziplist-value", hashMaxPackedValue);
    byName.put("list-max-ziplist-size", listPiece);
    byName.put("zset-max-ziplist-entries", zsetMaxPackedEntries);
    byName.put("zset-max-ziplist-value", zsetMaxPackedValue);
    add(new Whole("list-compress-depth", true, 0, 0, INT_MAX));
    add(new Whole("databases", false, 1, 1, 1));
    add(new Whole("port", false, 6379, 0, 65_535));
    add(new Text("bind", false, "127.0.0.1"));
    add(new Text("dir", false, ""));
    add(new SavePoints());
    add(Choice.alwaysNo("appendonly", true));
    add(Choice.alwaysNo("cluster-enabled", false));
  }

  /** Returns all settings. */
  public Collection<Parameter> all() {
    return Collections.unmodifiableCollection(byName.values());
  }

  /** Finds a setting by its name in any case, or null. */
  public @Nullable Parameter find(String name) {
    return byName.get(name.toLowerCase(Locale.ROOT));
  }

  /**
   * Sets a value when the node starts, mutable or not.
   *
   * @throws IllegalArgumentException when there is no such setting or the value is refused; the
   *     message says why in one line
   */
  public void initial(String name, String value) {
    Parameter parameter = find(name);
    if (parameter == null) {
      throw new IllegalArgumentException("no such setting: name=" + name);
    }
    String text = new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    String refusal = parameter.check(text);
    if (refusal != null) {
      throw new IllegalArgumentException(name + "=" + value + ": " + refusal);
    }
    set(List.of(parameter), List.of(text));
  }

  /**
   * Sets several values that {@link Parameter#check} accepts, then tells the listeners. Readers may
   * see some of them before others.
   */
  public synchronized void set(List<Parameter> parameters, List<String> texts) {
    for (int i = 0; i < parameters.size(); i++) {
      parameters.get(i).assign(texts.get(i));
    }
    copies.changed();
    for (Parameter parameter : parameters) {
      for (Runnable listener : listeners.getOrDefault(parameter.name(), List.of())) {
        listener.run();
      }
    }
  }

  /** Calls {@code listener} after each change of a setting, on the thread that changed it. */
  public synchronized void onChange(String name, Runnable listener) {
    if (find(name) == null) {
      throw new IllegalArgumentException("no such setting: name=" + name);
    }
    listeners.computeIfAbsent(name, key -> new ArrayList<>()).add(listener);
  }

  /**
   * Brings policy, what policies are adjusted by, and budget in line with these settings. To be
   * called after each change.
   */
  public synchronized void applyTo(Slab slab, Slots slots) {
    long budget = maxMemoryBytes();
    EvictionPolicy policy = evictionPolicy();
    Population population = slots.population();
    if (population.policy() != policy || population.isLimited() != budget > 0) {
      population.policy(policy, budget > 0);
    }
    population.samples((int) samples.value());
    population.lfuLogFactor((int) lfuLogFactor.value());
    population.lfuDecayMinutes((int) lfuDecayTime.value());
    if (slab.budgetBytes() != budget) {
      slots.limitMemory(budget);
    }
  }

  /** Budget of the slab in bytes; 0 is no limit. */
  public long maxMemoryBytes() {
    return maxMemory.value();
  }

  /** Which keys go when memory is short. */
  public EvictionPolicy evictionPolicy() {
    return Objects.requireNonNull(EvictionPolicy.ofLabel(maxMemoryPolicy.value()));
  }

  /** Most elements of a small sorted set. */
  public long zsetMaxPackedEntries() {
    return zsetMaxPackedEntries.value();
  }

  /** Longest name of an element of a small sorted set in bytes. */
  public long zsetMaxPackedValue() {
    return zsetMaxPackedValue.value();
  }

  /** Returns the longest sparse HyperLogLog in bytes. */
  public long hllSparseMaxBytes() {
    return hllSparseMaxBytes.value();
  }

  /** True when blocks are moved out of sparse pages in the background. */
  public boolean activeDefrag() {
    return activeDefrag.isYes();
  }

  /** Commands slower than this are logged; 0 logs all, a negative number none. */
  public long slowlogLogSlowerThanMicros() {
    return slowerThan.value();
  }

  /** Most entries of the slow log. */
  public long slowlogMaxLength() {
    return slowLogLength.value();
  }

  /** Commands at least as slow as this are noted by {@link LatencyMonitor}; 0 is none. */
  public long latencyMonitorThresholdMillis() {
    return latencyThreshold.value();
  }

  /** True when INFO shows the distribution of times by command. */
  public boolean latencyTracking() {
    return latencyTracking.isYes();
  }

  /** Percentiles that INFO latencystats shows. The caller must not change the array. */
  public double[] latencyPercentiles() {
    return percentiles.values();
  }

  /** Most connections at a time. */
  public int maxClients() {
    return (int) Math.min(maxClients.value(), INT_MAX);
  }

  /** Seconds after which an idle connection is closed; 0 is never. */
  public int timeoutSeconds() {
    return (int) timeout.value();
  }

  /**
   * Seconds of silence after which TCP probes the peer; 0 is never. Read for each new connection.
   */
  public int keepAliveSeconds() {
    return (int) keepAlive.value();
  }

  /** Longest argument in bytes. */
  public long protoMaxBulkLength() {
    return maxBulk.value();
  }

  /** How much of a list is kept in one piece: elements, or, negative, -1 to -5 for 4 to 64 KiB. */
  public int listMaxListpackSize() {
    return (int) listPiece.value();
  }

  /** Most bytes that a connection may have sent without a complete command. */
  public long clientQueryBufferLimit() {
    return queryBuffer.value();
  }

  /** Most bytes of answers that a client of a class may leave unread. */
  public OutputBufferLimit outputBufferLimit(OutputBufferLimit.ClientClass clients) {
    return outputBuffers.of(clients);
  }

  /** Most members of a set that is kept as an array of integers. */
  public long setMaxIntsetEntries() {
    return setMaxIntsetEntries.value();
  }

  /** Most members of a set that is kept packed. */
  public long setMaxListpackEntries() {
    return setMaxListpackEntries.value();
  }

  /** Longest member of a set that is kept packed, in bytes. */
  public long setMaxListpackValue() {
    return setMaxListpackValue.value();
  }

  /** Which keyspace notifications are sent, see {@link io.tarn.command.event.EventClasses}. */
  public int keyspaceEvents() {
    return keyspaceEvents.bits();
  }

  /** The password, one character a byte, "" for none. */
  public String requirePass() {
    return requirePass.value();
  }

  /** Most fields of a small hash. */
  public long hashMaxPackedEntries() {
    return hashMaxPackedEntries.value();
  }

  /** Longest field or value of a small hash in bytes. */
  public long hashMaxPackedValue() {
    return hashMaxPackedValue.value();
  }

  /** Who may use DEBUG: "no", "yes" or "local". */
  public String enableDebugCommand() {
    return debugCommand.value();
  }

  /** Returns the settings that concern copies. */
  public CopyParameters copies() {
    return copies;
  }

  /** What CLIENT PAUSE asked for. */
  public ClientPause pause() {
    return pause;
  }

  /** False while DEBUG SET-ACTIVE-EXPIRE keeps expired keys in memory until they are touched. */
  public boolean activeExpire() {
    return activeExpire;
  }

  /** Switches the removal of expired keys that nobody touches. */
  public void activeExpire(boolean value) {
    activeExpire = value;
  }

  /** Returns the bytes that a text of one character a byte stands for. */
  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private <P extends Parameter> P add(P parameter) {
    byName.put(parameter.name(), parameter);
    return parameter;
  }
}
