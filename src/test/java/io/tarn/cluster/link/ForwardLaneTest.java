// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.Arguments;
import io.tarn.route.Forwarder.Manner;
import io.tarn.route.RemoteAnswer;
import io.tarn.slot.TestNode.TestConnection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The way of one thread to one peer, in the order in which that thread and the link act. */
class ForwardLaneTest {

  private final List<Frame> sent = new ArrayList<>();
  private final OutboundLink link = new OutboundLink(sent::add);
  private final ArrayDeque<Runnable> home = new ArrayDeque<>();
  private final ForwardLane lane = lane();
  private final TestConnection client = new TestConnection(7);
  private final List<String> failed = new ArrayList<>();

  private ForwardLane lane() {
    link.open();
    return new ForwardLane(2, home::add, link);
  }

  private void forward(String name) {
    assertTrue(lane.forward(Manner.PLAIN, client, Arguments.of("GET", name), new Answer(name)));
  }

  private List<Frame> requests() {
    return sent.stream().filter(frame -> frame.kind() == Frame.Kind.DATA).toList();
  }

  private int known(Frame frame) {
    return RequestLayout.getInt(frame.array(), frame.from() + RequestLayout.KNOWN_REFUSAL);
  }

  @Test
  void resetThatTheThreadHasNotHeardOf_nothingOvertakesWhatComesBack() {
    forward("a");
    lane.flush();
    link.beginSession();
    forward("b");
    lane.flush();
    forward("c");
    assertEquals(1, requests().size(), "b would run before a comes back");
    lane.reset(1, link.requestsBase());
    home.forEach(Runnable::run);
    assertEquals(List.of("a UNKNOWN", "b NOT_RUN", "c NOT_RUN"), failed);
    forward("d");
    lane.flush();
    assertEquals(2, requests().size());
  }

  @Test
  void refusal_isKnownToWhatIsWrittenAfterIt_andNotToWhatWasBefore() {
    forward("a");
    lane.flush();
    forward("b");
    byte[] refusal =
        new byte[RequestLayout.ANSWERS_HEADER_BYTES + RequestLayout.ANSWER_ENTRY_BYTES];
    RequestLayout.putInt(refusal, Integer.BYTES, 1);
    int entry = RequestLayout.ANSWERS_HEADER_BYTES;
    RequestLayout.putInt(
        refusal, entry + Long.BYTES, RequestLayout.NOT_OWNER << RequestLayout.STATUS_SHIFT | 5);
    lane.deliver(refusal, 0);
    forward("c");
    lane.flush();
    assertEquals(List.of("a NOT_OWNER"), failed);
    assertEquals(List.of(0, 0, 5), requests().stream().map(this::known).toList());
  }

  private final class Answer implements RemoteAnswer {
    private final String name;

    Answer(String name) {
      this.name = name;
    }

    @Override
    public void arrived(byte[] array, int offset, int length, boolean last) {
      throw new IllegalStateException("answered: " + name);
    }

    @Override
    public void failed(Failure why) {
      failed.add(name + " " + why);
    }
  }
}
