// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.replication;

import io.tarn.cluster.view.ClusterView;
import io.tarn.cluster.view.HeldCopy;
import io.tarn.cluster.view.NodeReport;
import io.tarn.log.CheckpointSource;
import io.tarn.log.LogMemory;
import io.tarn.log.ShardCopy;
import io.tarn.log.StreamCodec;
import io.tarn.log.StreamMessage;
import io.tarn.log.StreamOut;
import io.tarn.log.StreamSettings;
import io.tarn.log.UnitApplier;
import io.tarn.log.UnitSink;
import io.tarn.slab.Slab;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Some nodes that hold one shard, on one thread with a clock of their own. Node n is called n by
 * all others. Messages arrive with the next {@link #tick}; reports too.
 */
final class HoldingWorld implements AutoCloseable {

  static final long TICK_NANOS = 1_000_000L;

  /** What a node has of the shard: units, counted. */
  static final class Memory implements ShardMemory, UnitApplier, CheckpointSource {
    int applied;
    boolean open;
    boolean stuck;
    @Nullable UnitSink sink;

    @Override
    public void follow(int shard) {}

    @Override
    public void adopt(int shard, UnitSink changes) {
      sink = changes;
    }

    @Override
    public void open(int shard) {
      if (open) {
        throw new IllegalStateException("opened twice");
      }
      open = true;
    }

    @Override
    public void release(int shard) {
      if (open) {
        throw new IllegalStateException("released while open");
      }
      sink = null;
    }

    @Override
    public boolean close(int shard) {
      open &= stuck;
      return !open;
    }

    @Override
    public void drop(int shard) {
      applied = 0;
    }

    @Override
    public UnitApplier applier(int shard) {
      return this;
    }

    @Override
    public CheckpointSource walk(int shard) {
      return this;
    }

    @Override
    public void begin() {}

    @Override
    public boolean next() {
      return true;
    }

    @Override
    public void reset() {
      applied = 0;
    }

    @Override
    public boolean apply(byte[] array, int offset, int length) {
      applied++;
      return true;
    }

    @Override
    public void complete() {}
  }

  /** One node. */
  final class Node implements StreamOut {
    final int number;
    final Memory memory = new Memory();
    private final byte[] scratch = new byte[StreamSettings.DEFAULTS.frameBytes() + 1024];
    final ClusterView view;
    final Holding holding;
    boolean mayLead = true;
    boolean silent;

    Node(int number) {
      this.number = number;
      view = new ClusterView(1, (shard, leader) -> changed());
      HoldingParts parts =
          new HoldingParts(
              view,
              memory,
              StreamSettings.DEFAULTS,
              number + 1,
              () -> nodes.keySet().stream().mapToInt(n -> n).filter(n -> n != number).toArray(),
              new Succession() {
                @Override
                public boolean mayLead() {
                  return mayLead;
                }

                @Override
                public String nodeId(int node) {
                  return "node" + (node == ClusterView.SELF ? number : node);
                }

                @Override
                public void succeed(int node, int shard, long epoch) {
                  if (successions) {
                    later(number, () -> at(node, there -> there.holding.succeed(epoch, now)));
                  }
                }
              });
      ShardCopy copy = new ShardCopy(0, new LogMemory(slab, 1 << 20));
      holding = new Holding(0, copy, parts, now);
    }

    private void changed() {
      holding.leaderIs(view.leader(0), view.highestEpoch(0), now);
    }

    /** Runs writes, if the gate is open. */
    boolean write(int count) {
      UnitSink sink = memory.sink;
      if (!memory.open || sink == null) {
        return false;
      }
      for (int i = 0; i < count; i++) {
        long _ = sink.append(new byte[] {1, 2, 3}, 0, 3);
        memory.applied++;
      }
      return true;
    }

    boolean leads() {
      return memory.open;
    }

    boolean follows() {
      HeldCopy facts = holding.facts();
      return facts != null && facts.role() == HeldCopy.Role.FOLLOWER && facts.complete();
    }

    private void pump() {
      while (holding.pump(this, now)) {}
      HeldCopy facts = holding.facts();
      NodeReport report =
          new NodeReport(
              "node" + number,
              "h",
              1,
              2,
              1.0,
              true,
              false,
              facts == null ? List.of() : List.of(facts));
      view.reported(ClusterView.SELF, report);
      for (Node other : nodes.values()) {
        if (other != this) {
          later(number, () -> at(other.number, there -> there.view.reported(number, report)));
        }
      }
    }

    @Override
    public int room(int to) {
      return 1 << 20;
    }

    @Override
    public byte[] scratch() {
      return scratch;
    }

    @Override
    public void send(int to, StreamMessage message) {
      byte[] bytes = new byte[StreamCodec.length(message)];
      int _ = StreamCodec.encode(message, bytes, 0);
      StreamMessage sent = StreamCodec.decode(bytes, 0, bytes.length);
      later(number, () -> at(to, there -> there.holding.receive(number, sent, there, now)));
    }
  }

  private interface Deed {
    void at(Node node);
  }

  private final Slab slab = new Slab(0, 1);
  private final TreeMap<Integer, Node> nodes = new TreeMap<>();
  private List<Runnable> mail = new ArrayList<>();
  boolean successions = true;
  private long now = 1_000_000_000_000L;

  HoldingWorld(int count) {
    for (int number = 0; number < count; number++) {
      nodes.put(number, new Node(number));
    }
  }

  /* Nothing arrives of a node that was removed. */
  private void later(int from, Runnable delivery) {
    mail.add(
        () -> {
          if (nodes.containsKey(from)) {
            delivery.run();
          }
        });
  }

  private void at(int number, Deed deed) {
    Node node = nodes.get(number);
    if (node != null && !node.silent) {
      deed.at(node);
    }
  }

  Node node(int number) {
    return nodes.get(number);
  }

  /** A node is downed: all others forget it. */
  void remove(int number) {
    nodes.remove(number);
    for (Node other : nodes.values()) {
      other.view.lost(number);
      other.holding.removed(number);
    }
  }

  /** Lets some milliseconds pass. */
  void tick(int millis) {
    for (int i = 0; i < millis; i++) {
      now += TICK_NANOS;
      List<Runnable> arrived = mail;
      mail = new ArrayList<>();
      arrived.forEach(Runnable::run);
      for (Node node : List.copyOf(nodes.values())) {
        if (!node.silent) {
          node.holding.answer(node, now);
          node.pump();
        }
      }
    }
  }

  /** Returns the nodes that lead. */
  Set<Integer> leaders() {
    Set<Integer> leaders = new TreeSet<>();
    nodes.forEach(
        (number, node) -> {
          if (node.leads()) {
            leaders.add(number);
          }
        });
    return leaders;
  }

  long now() {
    return now;
  }

  @Override
  public void close() {
    slab.close();
  }
}
