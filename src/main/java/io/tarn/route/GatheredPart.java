// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.command.Arguments;
import io.tarn.command.Reply;
import io.tarn.command.ReplyCollector;
import io.tarn.command.WrittenPositions;
import io.tarn.command.transaction.Transaction;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A part of a {@link Gathering}, on its way to one node and back. */
final class GatheredPart implements RemoteAnswer, ReplySinkAtHome {

  private static final Reply.Failure MALFORMED =
      Reply.error("a node has sent an answer that cannot be read");

  private final Gathering whole;
  private final int node;
  private final Forwarder.Manner manner;
  private final int[] keys;
  private Arguments arguments;
  private byte[] bytes = new byte[64];
  private int length;
  private int sentAt;
  private @Nullable Reply kept;
  private @Nullable WrittenPositions writes;

  GatheredPart(Gathering whole, int node, Forwarder.Manner manner, Arguments own, int[] keys) {
    this.whole = whole;
    this.node = node;
    this.manner = manner;
    this.arguments = own;
    this.keys = keys;
  }

  int node() {
    return node;
  }

  int[] keys() {
    return keys;
  }

  Arguments arguments() {
    return arguments;
  }

  /** Returns {@link Peers#epochCount} when it was sent. */
  int sentAt() {
    return sentAt;
  }

  void start() {
    sentAt = whole.router.peers().epochCount();
    if (node < 0) {
      if (whole.router.runHere(arguments, whole.connection, this, 0)) {
        end(kept == null ? Reply.NONE : kept);
      }
    } else if (!whole.router.outbox().forward(node, manner, whole.connection, arguments, this)) {
      end(RouteErrors.BUSY);
    }
  }

  /** Waits for a slot until it is led by another node, or here. */
  void waitInLine(int slot, long deadlineNanos) {
    Reply.Failure refusal =
        whole
            .router
            .waitingRoom()
            .await(slot, whole.row.entry(), arguments, whole.connection, this, deadlineNanos, null);
    if (refusal != null) {
      end(refusal);
    }
  }

  @Override
  public void wroteToConfirm(int shard, int epoch, long position) {
    writes = WrittenPositions.noted(writes, shard, epoch, position);
  }

  /** Returns what it has written here that a replica shall confirm, or null. */
  @Nullable WrittenPositions writes() {
    return writes;
  }

  @Override
  public void accept(Reply reply) {
    kept = ReplyCollector.onHeap(reply, isResp3());
  }

  @Override
  public void acceptLater(Reply reply) {
    Reply later = ReplyCollector.onHeap(reply, isResp3());
    whole.router.atHome(() -> end(later));
  }

  @Override
  public void takeBack(Arguments own, @Nullable Transaction transaction, long deadlineNanos) {
    whole.router.atHome(
        () -> {
          arguments = own;
          whole.endedElsewhere(this);
        });
  }

  @Override
  public void arrived(byte[] array, int offset, int count, boolean last) {
    if (whole.admits(count)) {
      if (bytes.length - length < count) {
        bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
      }
      System.arraycopy(array, offset, bytes, length, count);
      length += count;
    }
    if (last) {
      whole.ran(this);
      end(whole.hasFailed() ? Reply.NONE : parsed());
    }
  }

  @Override
  public void failed(Failure why) {
    whole.endedWithout(this, why);
  }

  private Reply parsed() {
    try {
      return ReplyParser.parse(bytes, length);
    } catch (IllegalArgumentException broken) {
      return MALFORMED;
    } finally {
      bytes = new byte[0];
    }
  }

  private boolean isResp3() {
    return whole.connection.protocol() == 3;
  }

  private void end(Reply reply) {
    arguments.freeBlocks(whole.router.slab());
    whole.ended(this, reply);
  }
}
