// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.Arguments;
import io.tarn.command.CommandTable;
import io.tarn.command.Flag;
import io.tarn.command.Reply;
import io.tarn.keyspace.HashSlot;
import io.tarn.keyspace.eviction.EvictionPolicy;
import io.tarn.log.CheckpointSource;
import io.tarn.log.UnitSink;
import io.tarn.oracle.RequestGenerator;
import io.tarn.slab.Memory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random requests to a node whose changes are brought to two copies: one that follows from the
 * beginning, and one that joins at random times by a checkpoint. At the end all hold the same.
 */
final class ReplicaModelTest {

  private static final int SHARDS = 4;
  private static final int SLOTS = HashSlot.COUNT / SHARDS;
  private static final int STEPS = 4_000;

  /** Changes nothing that is replicated, or ends the run. */
  private static final List<String> LEFT_OUT = List.of("shutdown", "config", "debug", "monitor");

  /** Steps between two joinings of the late copy, about. */
  private static final int JOINING = 150;

  private static final List<String> GENERAL =
      List.of(
          "set", "mset", "del", "rename", "sadd", "hset", "rpush", "zadd", "expire", "sort",
          "spop");

  /** Refused on a node of a cluster, so that they never change anything. */
  private static final Set<String> REFUSED = Set.of("move", "swapdb", "pfdebug");

  @Test
  void randomRequests_copiesHoldTheSame() {
    Set<String> missing = new TreeSet<>();
    for (CommandTable.Entry entry : CommandTable.standard().commands()) {
      String name = entry.command().name();
      if (entry.isWrite() && !REFUSED.contains(name)) {
        missing.add(name);
      }
    }
    for (long seed = 1; seed <= 15 || (seed <= 60 && !missing.isEmpty()); seed++) {
      Run run = new Run(seed, EvictionPolicy.NOEVICTION, 0);
      run.run();
      missing.removeAll(run.recorded);
    }
    assertEquals(Set.of(), missing, "commands of which nothing was ever recorded");
  }

  @Test
  void randomRequestsUnderASmallBudget_copiesHoldTheSame() {
    for (long seed = 1001; seed <= 1011; seed++) {
      EvictionPolicy[] policies = EvictionPolicy.values();
      new Run(seed, policies[(int) seed % policies.length], 400_000).run();
    }
  }

  /** The units of one shard, and who reads them. */
  private static final class Stream implements UnitSink {
    private final ArrayDeque<byte[]> units = new ArrayDeque<>();
    private long position;

    @Override
    public int epoch() {
      return 1;
    }

    @Override
    public long append(byte[] array, int offset, int length) {
      units.add(Arrays.copyOfRange(array, offset, offset + length));
      position += length;
      return position;
    }

    @Override
    public boolean isRead() {
      return true;
    }
  }

  private static final class Run {
    private final long seed;
    private final SplittableRandom random;
    private final FullNode leader = new FullNode();
    private final FullNode steady = new FullNode();
    private final FullNode late = new FullNode();
    private final Stream[] streams = new Stream[SHARDS];
    private final CheckpointSource[] walks = new CheckpointSource[SHARDS];
    private final ReplicaApplier[] steadyAppliers = new ReplicaApplier[SHARDS];
    private final ReplicaApplier[] lateAppliers = new ReplicaApplier[SHARDS];
    private final boolean[] joining = new boolean[SHARDS];
    private final RequestRunner runner;
    private final Housekeeper housekeeper;
    private final TestNode.TestConnection[] clients = new TestNode.TestConnection[3];
    private final TestNode.@Nullable Answer[] pending = new TestNode.Answer[3];
    private final List<RequestGenerator> generators = new ArrayList<>();
    private final FittingRequests fitting;
    private final ArrayDeque<String> history = new ArrayDeque<>();
    private final Set<String> recorded = new TreeSet<>();
    private long nowMillis = 1_700_000_000_000L;

    Run(long seed, EvictionPolicy policy, long budget) {
      this.seed = seed;
      random = new SplittableRandom(seed);
      fitting = new FittingRequests(random.split());
      runner = new RequestRunner(leader, leader.slots(), true);
      housekeeper = new Housekeeper(leader, leader.slots(), () -> nowMillis);
      leader.slots().attach(housekeeper);
      Replication led = new Replication(leader, leader.slots(), () -> nowMillis);
      Replication first = new Replication(steady, steady.slots(), () -> nowMillis);
      Replication second = new Replication(late, late.slots(), () -> nowMillis);
      for (int shard = 0; shard < SHARDS; shard++) {
        int slot = shard * SLOTS;
        streams[shard] = new Stream();
        led.record(slot, SLOTS, shard, streams[shard]);
        walks[shard] = led.walk(slot, SLOTS);
        first.follow(slot, SLOTS);
        steadyAppliers[shard] = (ReplicaApplier) first.applier(slot, SLOTS);
        second.follow(slot, SLOTS);
        lateAppliers[shard] = (ReplicaApplier) second.applier(slot, SLOTS);
        lateAppliers[shard].reset();
      }
      leader.openAll();
      leader.limit(policy, budget);
      for (int i = 0; i < clients.length; i++) {
        clients[i] = new TestNode.TestConnection(i + 1);
      }
      List<String> writes = names();
      generators.add(new RequestGenerator(seed, writes));
      generators.add(new RequestGenerator(seed + 7, GENERAL));
      generators.add(new RequestGenerator(seed + 13, some(writes)));
    }

    private List<String> names() {
      List<String> names = new ArrayList<>();
      for (CommandTable.Entry entry : leader.commands().commands()) {
        String name = entry.command().name();
        boolean isOfKeys =
            entry.command().flags().contains(Flag.WRITE)
                || entry.command().flags().contains(Flag.READONLY);
        if (isOfKeys && !LEFT_OUT.contains(name)) {
          names.add(name);
        }
      }
      return names;
    }

    private List<String> some(List<String> all) {
      List<String> some = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        some.add(all.get(random.nextInt(all.size())));
      }
      return some;
    }

    void run() {
      for (int step = 0; step < STEPS; step++) {
        step();
      }
      for (int shard = 0; shard < SHARDS; shard++) {
        if (!joining[shard] && !lateAppliers[shard].isSynced()) {
          begin(shard);
        }
        if (joining[shard]) {
          finishWalk(shard);
        }
      }
      Map<String, String> wanted = leader.contents(nowMillis); // removes what has expired
      deliver();
      check("steady", wanted, steady.contents(nowMillis));
      check("late", wanted, late.contents(nowMillis));
      assertEquals(leader.keys(), steady.keys(), "keys, expired ones too: seed=" + seed);
      for (int shard = 0; shard < SHARDS; shard++) {
        assertEquals(0, steadyAppliers[shard].skipped(), () -> "skipped, seed=" + seed);
        assertEquals(0, steadyAppliers[shard].withoutEffect(), () -> "without effect seed=" + seed);
      }
    }

    private void begin(int shard) {
      deliver();
      lateAppliers[shard].reset();
      walks[shard].begin();
      joining[shard] = true;
    }

    private void finishWalk(int shard) {
      while (!walks[shard].next()) {
        deliver();
      }
      deliver();
      lateAppliers[shard].complete();
      joining[shard] = false;
    }

    private void step() {
      switch (random.nextInt(40)) {
        case 0 -> nowMillis += random.nextLong(1, 2_000);
        case 1 -> nowMillis += random.nextLong(1, random.nextInt(20) == 0 ? 2_000_000 : 10);
        case 2, 3 -> {
          while (random.nextInt(10) > 0 && housekeeper.turn() != Housekeeper.IDLE) {}
        }
        case 4, 5 -> shortLived();
        case 6 -> large();
        case 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18 -> request(fitting.next(nowMillis));
        default -> request(generators.get(random.nextInt(generators.size())).next());
      }
      int shard = random.nextInt(SHARDS);
      if (random.nextInt(JOINING) == 0) {
        begin(shard);
      } else if (joining[shard] && random.nextInt(4) == 0 && walks[shard].next()) {
        deliver();
        lateAppliers[shard].complete();
        joining[shard] = false;
      }
      if (random.nextInt(3) == 0) {
        deliver();
      }
    }

    private void shortLived() {
      String key = List.of("a", "{t}1", "{t}2", "b", "no", "key:1").get(random.nextInt(6));
      String millis = Long.toString(random.nextLong(1, 3_000));
      switch (random.nextInt(8)) {
        case 0 -> request(List.of("set", key, "v", "px", millis));
        case 1 -> request(List.of("pexpire", key, millis));
        case 2 -> request(List.of("hset", key, "f1", "1", "f2", "2", "f3", "x"));
        case 3 -> request(List.of("hpexpire", key, millis, "fields", "2", "f1", "f3"));
        case 4 -> request(List.of("hincrby", key, "f1", "5"));
        case 5 -> request(List.of("hget", key, "f2"));
        case 6 -> request(List.of("restore", key, millis, "\0\1x\t\0", "replace"));
        default -> request(List.of("getex", key, "px", millis));
      }
    }

    /* Slots and keys that are longer than a piece of a checkpoint. */
    private void large() {
      String key = "{big}" + random.nextInt(30);
      String value = Character.toString('a' + random.nextInt(26)).repeat(random.nextInt(40_000));
      switch (random.nextInt(10)) {
        case 0, 1, 2, 3 -> request(List.of("set", key, value));
        case 4 -> request(List.of("append", key, value));
        case 5 -> request(List.of("rpush", "{big}list", value, value));
        case 6 -> request(List.of("lpop", "{big}list"));
        case 7 -> request(List.of("mset", "a", value, key, "x"));
        case 8 -> {
          List<String> hset = new ArrayList<>(List.of("hset", "{big}hash"));
          for (int i = 0; i < 300; i++) {
            hset.add("field" + random.nextInt(2_000));
            hset.add("value" + i);
          }
          request(hset);
        }
        default -> request(List.of("spop", "{big}set", "3"));
      }
    }

    private void request(List<String> words) {
      int client = random.nextInt(clients.length);
      TestNode.Answer waits = pending[client];
      if (waits != null && !waits.reply().isDone()) {
        if (random.nextInt(4) == 0 && clients[client].endWaiting()) {
          pending[client] = null;
        }
        return;
      }
      TestNode.TestConnection connection = clients[client];
      if (connection.transaction() == null && random.nextInt(60) == 0) {
        execute(client, List.of("multi"));
      } else if (connection.transaction() != null && random.nextInt(8) == 0) {
        execute(client, List.of("exec"));
      }
      execute(client, words);
    }

    private void execute(int client, List<String> words) {
      history.add(client + ": " + words.toString().replaceAll("[^ -~]", "?"));
      if (history.size() > 60) {
        history.removeFirst();
      }
      byte[][] bytes = new byte[words.size()][];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = words.get(i).getBytes(StandardCharsets.ISO_8859_1);
      }
      TestNode.Answer answer = new TestNode.Answer();
      Arguments arguments = blocks(bytes);
      long before = position();
      boolean answered = runner.run(arguments, clients[client], answer, nowMillis);
      arguments.freeBlocks(leader.slab());
      if (position() > before) {
        recorded.add(words.getFirst().toLowerCase(Locale.ROOT));
      }
      pending[client] = answered ? null : answer;
      if (words.getFirst().equalsIgnoreCase("dump")
          && answer.reply().getNow(Reply.NULL) instanceof Reply.Bulk payload) {
        String text = new String(payload.bytes(), StandardCharsets.ISO_8859_1);
        generators.forEach(generator -> generator.keepDump(text));
      }
    }

    private long position() {
      long position = 0;
      for (Stream stream : streams) {
        position += stream.position;
      }
      return position;
    }

    /* Now and then a long argument lies in a block, as the door has it. */
    private Arguments blocks(byte[][] words) {
      int total = 0;
      for (byte[] word : words) {
        total += word.length;
      }
      byte[] heap = new byte[total];
      Arguments arguments = new Arguments(heap);
      int at = 0;
      for (byte[] word : words) {
        if (word.length > 20_000 && leader.slab().budgetBytes() == 0 && random.nextBoolean()) {
          long block = leader.slab().allocateAnyway(0, word.length);
          Memory.copyIn(word, 0, block, word.length);
          arguments.addBlock(block, word.length);
        } else {
          System.arraycopy(word, 0, heap, at, word.length);
          arguments.add(at, word.length);
          at += word.length;
        }
      }
      return arguments;
    }

    private void deliver() {
      for (int shard = 0; shard < SHARDS; shard++) {
        for (byte[] unit = streams[shard].units.poll();
            unit != null;
            unit = streams[shard].units.poll()) {
          assertTrue(
              steadyAppliers[shard].apply(unit, 0, unit.length),
              () -> "steady diverged: seed=" + seed + "\n" + String.join("\n", history));
          assertTrue(
              lateAppliers[shard].apply(unit, 0, unit.length),
              () -> "late diverged: seed=" + seed + "\n" + String.join("\n", history));
        }
      }
      long without = 0;
      for (ReplicaApplier applier : steadyAppliers) {
        without += applier.withoutEffect();
      }
      assertEquals(0, without, () -> "no effect: seed=" + seed + "\n" + String.join("\n", history));
    }

    private void check(String who, Map<String, String> wanted, Map<String, String> got) {
      Map<String, String> differences = new TreeMap<>();
      for (String key : wanted.keySet()) {
        if (!wanted.get(key).equals(got.get(key))) {
          differences.put(key, cut(wanted.get(key)) + " <> " + cut(got.get(key)));
        }
      }
      for (String key : got.keySet()) {
        if (!wanted.containsKey(key)) {
          differences.put(key, "absent <> " + cut(got.get(key)));
        }
      }
      assertEquals(Map.of(), differences, who + " seed=" + seed);
    }

    private static @Nullable String cut(@Nullable String text) {
      return text == null || text.length() < 200 ? text : text.substring(0, 200) + "...";
    }
  }
}
