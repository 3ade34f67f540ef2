// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.pubsub;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.slab.Slab;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** All subscriptions of the connections of this node. Any thread. */
public final class Subscriptions implements Publisher {

  /*
   * Subscriptions lie on the heap: a membership, its place in an audience and in the maps of the
   * connection and of the node. They are counted to the memory budget, and may take a quarter of
   * the heap at most: beyond that SUBSCRIBE is refused, which Redis has no need to.
   */

  /** Heap of one subscription to a name that nobody else has, without the bytes of the name. */
  private static final int SUBSCRIPTION_BYTES = 280;

  private static final int HEAP_FRACTION = 4;

  private final Slab slab;
  private final long mostBytes;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger clients = new AtomicInteger();
  private final Audiences channels = new Audiences(false);
  private final Audiences patterns = new Audiences(true);
  private final Audiences shardChannels = new Audiences(false);

  /** Creates an empty registry, which is counted to the budget of {@code slab}. */
  public Subscriptions(Slab slab) {
    this(slab, Runtime.getRuntime().maxMemory() / HEAP_FRACTION);
  }

  /** As the other, with the most heap that all subscriptions may take. */
  Subscriptions(Slab slab, long mostBytes) {
    this.slab = slab;
    this.mostBytes = mostBytes;
  }

  /** True when nobody has subscribed to any channel or pattern, so that no message would arrive. */
  public boolean isEmpty() {
    return channels.isEmpty() && patterns.isEmpty();
  }

  /**
   * Publishes what the node itself has to say, such as keyspace notifications.
   *
   * @return to how many subscriptions it went
   */
  public long publish(byte[] channel, byte[] message) {
    return isEmpty() ? 0 : publish(Arguments.of(channel, message), 0, 1);
  }

  @Override
  public long publish(Arguments arguments, int channel, int message) {
    long receivers =
        channels.isEmpty() ? 0 : publish(channels, Kind.CHANNEL, arguments, channel, message);
    if (patterns.isEmpty()) {
      return receivers;
    }
    byte[] array = arguments.array(channel);
    int offset = arguments.offset(channel);
    int length = arguments.length(channel);
    AudienceList.View all = patterns.patterns().view();
    for (int i = 0; i < all.count(); i++) {
      Audience audience = all.audiences()[i];
      if (audience.size() > 0 && audience.matches(array, offset, length)) {
        byte[] pattern = audience.name().bytes();
        receivers +=
            audience.publish(new Message(Kind.PATTERN, pattern, arguments, channel, message));
      }
    }
    return receivers;
  }

  @Override
  public long publishToShard(Arguments arguments, int channel, int message) {
    return shardChannels.isEmpty()
        ? 0
        : publish(shardChannels, Kind.SHARD, arguments, channel, message);
  }

  /** Returns the number of channels, patterns or shard channels that somebody has subscribed to. */
  public int count(Kind kind) {
    return of(kind).size();
  }

  /** Returns the number of connections that have subscriptions. */
  public int clients() {
    return clients.get();
  }

  /** Returns how many have subscribed to the name that argument {@code i} is. */
  int subscribers(Kind kind, Arguments arguments, int i) {
    Audience audience = of(kind).find(Name.at(arguments, i));
    return audience == null ? 0 : audience.size();
  }

  /** Returns the names that somebody has subscribed to, in no order. */
  List<byte[]> names(Kind kind) {
    List<byte[]> names = new ArrayList<>();
    of(kind).all().forEach(audience -> names.add(audience.name().bytes()));
    return names;
  }

  /** True when there is room for what the arguments from the first on name. */
  boolean admits(Arguments arguments) {
    long more = 0;
    for (int i = 1; i < arguments.count(); i++) {
      more += SUBSCRIPTION_BYTES + arguments.length(i);
    }
    return bytes.get() + more <= mostBytes;
  }

  Membership join(Kind kind, Name name, Connection connection) {
    charge(SUBSCRIPTION_BYTES + name.bytes().length);
    return of(kind).join(name, connection);
  }

  void leave(Kind kind, Membership one) {
    charge(-SUBSCRIPTION_BYTES - one.name().bytes().length);
    of(kind).leave(one);
  }

  /** Notes that a connection has its first subscription, or has lost its last. */
  void clients(int change) {
    clients.addAndGet(change);
  }

  private void charge(int change) {
    bytes.addAndGet(change);
    slab.charge(change);
  }

  private Audiences of(Kind kind) {
    return switch (kind) {
      case CHANNEL -> channels;
      case PATTERN -> patterns;
      case SHARD -> shardChannels;
    };
  }

  private static long publish(
      Audiences audiences, Kind kind, Arguments arguments, int channel, int message) {
    Audience audience = audiences.find(Name.at(arguments, channel));
    return audience == null
        ? 0
        : audience.publish(new Message(kind, null, arguments, channel, message));
  }
}
