// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Reply;
import io.tarn.command.ScanOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call of SCAN: asks the node that its cursor names, and goes on with the next node when that
 * one has been walked.
 *
 * <p>Any node continues what another one has begun, so a cursor names a node by a number that all
 * compute alike from its address:
 *
 * <pre>
 *   bit 63   62            46 45                                  0
 *      | 0     | tag of node   | cursor of that node's own SCAN   |
 * </pre>
 *
 * <p>Nodes are walked in the order of their tags. A cursor whose node has gone goes on with the
 * next tag. As in a Redis cluster that is scanned node by node, keys of a slot that moves to a node
 * which has been walked already, during the walk, may be missed.
 */
final class Scan extends Gathering {

  private static final int[] NO_KEYS = {};
  private static final int OWN_BITS = 46;
  private static final long OWN_MASK = (1L << OWN_BITS) - 1;

  /** Tags begin with 1: the cursor 0 is the beginning. Some room above is for equal hashes. */
  private static final int MOST_HASHES = (1 << 17) - 2048;

  private static final int MOST_TRIES = 3;
  private static final int CURSOR = 1;

  private record Node(int number, String address, int tag) {
    static Node of(int number, String address) {
      return new Node(
          number, address, 1 + Math.floorMod(address.hashCode() * 0x9E37_79B1, MOST_HASHES));
    }
  }

  private final Arguments arguments;
  private List<Node> nodes = List.of();
  private int at;
  private int tries;
  private @Nullable Reply answer;

  /** Creates a call; argument 1 is a cursor. */
  Scan(
      Router router,
      RouteRow row,
      Connection connection,
      RouteState state,
      Place place,
      Arguments arguments) {
    super(router, row, connection, state, place);
    this.arguments = arguments.heapCopy();
  }

  /** Returns the nodes that hold slots in the order of their tags, which all differ. */
  private List<Node> nodes() {
    List<Node> all = new ArrayList<>();
    for (int number : router.nodes().holders()) {
      all.add(Node.of(number, router.peers().respAddress(number)));
    }
    all.sort(Comparator.comparingInt(Node::tag).thenComparing(Node::address));
    for (int i = 1; i < all.size(); i++) {
      Node node = all.get(i);
      int least = all.get(i - 1).tag() + 1;
      if (node.tag() < least) {
        all.set(i, new Node(node.number(), node.address(), least));
      }
    }
    return all;
  }

  @Override
  void dispatch() {
    nodes = nodes();
    long cursor = ScanOptions.cursor(arguments, CURSOR);
    int tag = (int) (cursor >>> OWN_BITS);
    long own = cursor & OWN_MASK;
    at = 0;
    if (isFromAlone()) {
      at = indexOfSelf();
    } else {
      while (at < nodes.size() && nodes.get(at).tag() < tag) {
        at++;
      }
    }
    if (at == nodes.size()) {
      answer = answer(0, Reply.EMPTY_ARRAY);
      return;
    }
    boolean names = tag == 0 || nodes.get(at).tag() == tag;
    Arguments part = withCursor(names ? own : 0);
    ask(nodes.get(at).number(), Forwarder.Manner.LOCAL, part, NO_KEYS);
  }

  /* A cursor from when this node was alone. */
  private int indexOfSelf() {
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i).number() == Peers.SELF) {
        return i;
      }
    }
    return 0;
  }

  private Arguments withCursor(long own) {
    byte[][] words = new byte[arguments.count()][];
    for (int i = 0; i < words.length; i++) {
      words[i] =
          i == CURSOR ? Long.toString(own).getBytes(StandardCharsets.US_ASCII) : arguments.bytes(i);
    }
    return Arguments.of(words);
  }

  @Override
  void take(GatheredPart part, Reply reply) {
    if (!(reply instanceof Reply.Array(List<? extends Reply> both))
        || both.size() != 2
        || !(both.getFirst() instanceof Reply.Bulk(byte[] text))) {
      throw new IllegalStateException("no answer of SCAN: node=" + part.node());
    }
    long next = Long.parseLong(new String(text, StandardCharsets.US_ASCII));
    long cursor = 0;
    if (isFromAlone()) {
      cursor = next != 0 ? next : (long) nodes.getFirst().tag() << OWN_BITS;
    } else if (next != 0) {
      cursor = (long) nodes.get(at).tag() << OWN_BITS | next;
    } else if (at + 1 < nodes.size()) {
      cursor = (long) nodes.get(at + 1).tag() << OWN_BITS;
    }
    answer = answer(cursor, both.get(1));
  }

  /** What was begun when this node was alone goes on with all nodes, this one again included. */
  private boolean isFromAlone() {
    long cursor = ScanOptions.cursor(arguments, CURSOR);
    return cursor != 0 && cursor >>> OWN_BITS == 0;
  }

  private static Reply answer(long cursor, Reply keys) {
    return Reply.Array.of(Reply.Bulk.of(Long.toString(cursor)), keys);
  }

  @Override
  @Nullable Reply result() {
    return answer;
  }

  @Override
  void lost(GatheredPart part, RemoteAnswer.Failure why) {
    if (++tries < MOST_TRIES) {
      dispatch();
    } else {
      fail(RouteErrors.NODE_GONE);
    }
  }
}
