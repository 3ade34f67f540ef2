// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Arguments;
import io.tarn.command.CommandTable;
import io.tarn.command.Connection;
import io.tarn.command.Environment;
import io.tarn.command.Execution;
import io.tarn.command.NodeFacts;
import io.tarn.command.Parameters;
import io.tarn.command.Reply;
import io.tarn.command.ReplyCollector;
import io.tarn.command.SlowLog;
import io.tarn.command.event.KeyEvents;
import io.tarn.command.pubsub.Subscriptions;
import io.tarn.keyspace.HashSlot;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.eviction.EvictionPolicy;
import io.tarn.metric.CommandCounters;
import io.tarn.slab.Slab;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A node with all commands and no threads, for tests of replication. */
final class FullNode implements Environment {

  private final Slab slab = new Slab(0, 1);
  private final SlotTable slots = new SlotTable(slab, SlotSettings.DEFAULT);
  private final KeyEvents keyEvents = new KeyEvents(slots.population());
  private final CommandTable table = CommandTable.standard();
  private final CommandCounters counters = new CommandCounters(table.entries().size());
  private final Parameters parameters = new Parameters();
  private final SlowLog slowLog = new SlowLog();
  private final Subscriptions subscriptions = new Subscriptions(slab);
  private final TestNode.TestConnection inspector = new TestNode.TestConnection(99);
  private final Execution inspection = new Execution(this, counters.newStripe(), inspector);

  /** Sets budget and policy, as CONFIG SET does. */
  void limit(EvictionPolicy policy, long budgetBytes) {
    slots.population().policy(policy, budgetBytes > 0);
    slots.limitMemory(budgetBytes);
  }

  /** Opens the gates of all slots. */
  void openAll() {
    for (int slot = 0; slot < HashSlot.COUNT; slot++) {
      slots.slot(slot).open();
    }
  }

  /** Returns the content of all keys that have not expired by then, by key. */
  Map<String, String> contents(long nowMillis) {
    Map<String, String> contents = new TreeMap<>();
    boolean before = inspection.quiet(true);
    inspection.begin(inspector, nowMillis);
    for (int slot = 0; slot < HashSlot.COUNT; slot++) {
      Keyspace keyspace = slots.at(slot);
      java.util.ArrayList<byte[]> keys = new java.util.ArrayList<>();
      long _ =
          keyspace.scan(
              0,
              Integer.MAX_VALUE,
              record -> {
                if (!keyspace.isExpired(record, nowMillis)) {
                  keys.add(keyspace.keyBytes(record));
                }
              });
      for (byte[] key : keys) {
        contents.put(text(key), content(keyspace, key, nowMillis));
      }
    }
    boolean _ = inspection.quiet(before);
    return contents;
  }

  /** Returns how many keys there are, expired ones too. */
  long keys() {
    long keys = 0;
    for (int slot = 0; slot < HashSlot.COUNT; slot++) {
      keys += slots.at(slot).size();
    }
    return keys;
  }

  private String content(Keyspace keyspace, byte[] key, long nowMillis) {
    long record = keyspace.peek(key, 0, key.length, nowMillis);
    if (record == Keyspace.NONE) {
      return "absent";
    }
    String head = keyspace.type(record) + " " + keyspace.expireAt(record) + " ";
    return head
        + switch (keyspace.type(record)) {
          case STRING -> items("get", key);
          case LIST -> items("lrange", key, "0", "-1");
          case SET -> sorted(items("smembers", key));
          case HASH -> hash(key);
          case ZSET -> items("zrange", key, "0", "-1", "withscores");
          case STREAM -> "stream";
        };
  }

  private String hash(byte[] key) {
    Map<String, String> fields = new TreeMap<>();
    String[] pairs = items("hgetall", key).split(SEPARATOR, -1);
    for (int i = 0; i + 1 < pairs.length; i += 2) {
      String time =
          items("hpexpiretime", key, "fields", "1", pairs[i]); // its bytes, in one char each
      fields.put(pairs[i], pairs[i + 1] + "@" + time);
    }
    return fields.toString();
  }

  private static final String SEPARATOR = "\u0100";

  private static String sorted(String items) {
    String[] all = items.split(SEPARATOR, -1);
    Arrays.sort(all);
    return Arrays.toString(all);
  }

  private String items(String command, byte[] key, String... more) {
    byte[][] words = new byte[2 + more.length][];
    words[0] = command.getBytes(StandardCharsets.ISO_8859_1);
    words[1] = key;
    for (int i = 0; i < more.length; i++) {
      words[2 + i] = more[i].getBytes(StandardCharsets.ISO_8859_1);
    }
    Reply reply =
        ReplyCollector.onHeap(
            table.find(command).command().handler().run(inspection, Arguments.of(words)));
    StringBuilder text = new StringBuilder();
    flatten(reply, text);
    return text.isEmpty() ? "" : text.substring(0, text.length() - SEPARATOR.length());
  }

  private static void flatten(Reply reply, StringBuilder into) {
    switch (reply) {
      case Reply.Array array -> array.items().forEach(item -> flatten(item, into));
      case Reply.Unordered items -> items.items().forEach(item -> flatten(item, into));
      case Reply.Mapping items -> items.items().forEach(item -> flatten(item, into));
      case Reply.Bulk bulk -> into.append(text(bulk.bytes())).append(SEPARATOR);
      default -> into.append(reply).append(SEPARATOR);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Override
  public SlotTable slots() {
    return slots;
  }

  @Override
  public Slab slab() {
    return slab;
  }

  @Override
  public CommandTable commands() {
    return table;
  }

  @Override
  public KeyEvents keyEvents() {
    return keyEvents;
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public CommandCounters counters() {
    return counters;
  }

  @Override
  public Subscriptions subscriptions() {
    return subscriptions;
  }

  @Override
  public SlowLog slowLog() {
    return slowLog;
  }

  @Override
  public Collection<Connection> connections() {
    return List.of();
  }

  @Override
  public NodeFacts facts() {
    return new NodeFacts("0.0.0", "0".repeat(40), 6379, 8379, 2551, 0L, "test", "");
  }

  @Override
  public void shutdown() {}
}
