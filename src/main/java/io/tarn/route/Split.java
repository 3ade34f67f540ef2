// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Reply;
import java.util.Arrays;
import java.util.List;

/**
 * MGET, MSET, DEL, UNLINK, EXISTS or TOUCH of keys at several nodes: one part for each node. Each
 * part is atomic, all together are not.
 */
final class Split extends Gathering {

  private final boolean values;
  private final boolean ok;
  private final Reply[] found;
  private final int[] allKeys;
  private final Arguments arguments;
  private long sum;
  private long deadlineNanos;
  private boolean retried;

  Split(
      Router router,
      RouteRow row,
      Connection connection,
      RouteState state,
      Place place,
      Arguments arguments) {
    super(router, row, connection, state, place);
    this.arguments = arguments;
    this.values = row.name().equals("mget");
    this.ok = row.name().equals("mset");
    this.deadlineNanos = state.takeDeadline();
    int keys = row.keys().count(arguments);
    this.found = values ? new Reply[keys] : new Reply[0];
    this.allKeys = new int[keys];
    Arrays.setAll(allKeys, n -> n);
  }

  @Override
  void dispatch() {
    askByOwner(arguments, allKeys);
  }

  /** Asks for the keys of {@code source}; key n of it is key {@code keys[n]} of the request. */
  private void askByOwner(Arguments source, int[] keys) {
    int count = keys.length;
    int[] owners = new int[count];
    for (int n = 0; n < count; n++) {
      int owner = router.peers().owner(row.slot(source, n));
      owners[n] = owner == Peers.NOBODY ? Peers.SELF : owner;
    }
    boolean[] asked = new boolean[count];
    int[] mine = new int[count];
    for (int first = 0; first < count; first++) {
      int size = 0;
      for (int n = first; n < count; n++) {
        if (!asked[n] && owners[n] == owners[first]) {
          asked[n] = true;
          mine[size++] = n;
        }
      }
      if (size > 0) {
        askOne(owners[first], source, Arrays.copyOf(mine, size), keys);
      }
    }
  }

  private void askOne(int owner, Arguments source, int[] mine, int[] keys) {
    Arguments part = select(source, mine);
    int[] which = new int[mine.length];
    for (int i = 0; i < mine.length; i++) {
      which[i] = keys[mine[i]];
    }
    ask(owner, Forwarder.Manner.PLAIN, part, which);
  }

  /** Returns the request with some of its keys, and what belongs to them. Blocks move to it. */
  private Arguments select(Arguments source, int[] mine) {
    int step = row.keys().step();
    int total = source.length(0);
    for (int n : mine) {
      for (int i = 0; i < step; i++) {
        int at = row.keys().position(source, n) + i;
        total += source.isBlock(at) ? 0 : source.length(at);
      }
    }
    byte[] bytes = new byte[total];
    Arguments part = new Arguments(bytes);
    int end = append(source, 0, part, bytes, 0);
    for (int n : mine) {
      for (int i = 0; i < step; i++) {
        end = append(source, row.keys().position(source, n) + i, part, bytes, end);
      }
    }
    return part;
  }

  private static int append(Arguments source, int i, Arguments part, byte[] bytes, int at) {
    int length = source.length(i);
    if (source.isBlock(i)) {
      part.addBlock(source.takeBlock(i), length);
      return at;
    }
    System.arraycopy(source.array(i), source.offset(i), bytes, at, length);
    part.add(at, length);
    return at + length;
  }

  @Override
  void take(GatheredPart part, Reply reply) {
    if (values && reply instanceof Reply.Array(List<? extends Reply> items)) {
      for (int i = 0; i < part.keys().length; i++) {
        found[part.keys()[i]] = items.get(i);
      }
    } else if (reply instanceof Reply.Int(long count)) {
      sum += count;
    }
  }

  @Override
  Reply result() {
    if (values) {
      return new Reply.Array(Arrays.asList(found));
    }
    return ok ? Reply.OK : Reply.Int.of(sum);
  }

  @Override
  void lost(GatheredPart part, RemoteAnswer.Failure why) {
    int slot = row.slot(part.arguments(), 0);
    if (why == RemoteAnswer.Failure.UNKNOWN && row.write()) {
      fail(RouteErrors.UNKNOWN_END);
    } else if (!isLate(slot)) {
      if (retried) {
        waitInLine(part, slot);
      } else {
        retried = true;
        askByOwner(part.arguments(), part.keys());
      }
      return;
    }
    part.arguments().freeBlocks(router.slab());
  }

  @Override
  void takenBack(GatheredPart part) {
    if (!isLate(row.slot(part.arguments(), 0))) {
      askByOwner(part.arguments(), part.keys());
    }
  }

  private boolean isLate(int slot) {
    if (deadlineNanos == 0) {
      deadlineNanos = router.deadlineNanos();
    }
    boolean late = System.nanoTime() - deadlineNanos > 0;
    if (late) {
      fail(RouteErrors.notAvailable(slot));
    }
    return late;
  }

  private void waitInLine(GatheredPart part, int slot) {
    reopen();
    part.waitInLine(slot, deadlineNanos);
  }
}
