// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.command.Acknowledgements;
import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * WAIT over several nodes: asks each node that ran writes of the connection about the slots that it
 * wrote to, and answers the least.
 */
final class WaitForReplicas extends Gathering {

  private static final int[] NO_KEYS = {};

  private final Arguments arguments;
  private final Map<Integer, List<Integer>> slots;
  private final Written written;
  private long least = Long.MAX_VALUE;

  WaitForReplicas(
      Router router,
      RouteRow row,
      Connection connection,
      RouteState state,
      Place place,
      Arguments arguments,
      Map<Integer, List<Integer>> slots) {
    super(router, row, connection, state, place);
    this.arguments = arguments.heapCopy();
    this.slots = slots;
    this.written = state.written();
  }

  @Override
  void dispatch() {
    slots.forEach(
        (node, ofNode) -> {
          List<String> words = new ArrayList<>(List.of("tarn.wait"));
          words.add(arguments.text(1));
          words.add(arguments.text(2));
          ofNode.forEach(number -> words.add(Integer.toString(number)));
          ask(node, Forwarder.Manner.LOCAL, Arguments.of(words.toArray(String[]::new)), NO_KEYS);
        });
  }

  @Override
  void take(GatheredPart part, Reply reply) {
    if (reply instanceof Reply.Int(long value)) {
      least = Math.min(least, value);
    }
  }

  /* Whatever the vanished node had, nobody can say any more who has it. */
  @Override
  void lost(GatheredPart part, RemoteAnswer.Failure why) {
    least = 0;
    written.forget(part.node(), connection.writtenHere());
  }

  @Override
  Reply result() {
    long replicas = least >= Acknowledgements.NOTHING_LED ? 0 : least;
    if (replicas > 0 && replicas >= Long.parseLong(arguments.text(1))) {
      written.clear(connection.writtenHere(), replicas);
    }
    return Reply.Int.of(replicas);
  }

  @Override
  void takenBack(GatheredPart part) {
    ask(Peers.SELF, Forwarder.Manner.LOCAL, part.arguments(), NO_KEYS);
  }
}
