// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarn.route.Forwarder.Manner;
import io.tarn.slot.TestNode.TestConnection;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Frames that come before there is anybody to take them. Artery remembers to whom messages go, and
 * has the peer abbreviate what it sees often; should it abbreviate what was nobody then, the link
 * would fall silent a minute later, for ever.
 */
@Timeout(60)
class EarlyFramesIT {

  private static final String COMPRESSION = "pekko.remote.artery.advanced.compression.";

  /* Once a minute in earnest. Whether references are abbreviated at all, Tarn's settings say. */
  private static final Map<String, Object> OFTEN =
      Map.of(
          COMPRESSION + "actor-refs.advertisement-interval", "200ms",
          COMPRESSION + "manifests.advertisement-interval", "200ms");

  private static final int EARLY_FRAMES = 5;
  private static final long LIFE_NANOS = 2_000_000_000L;

  @Test
  void link_whoseFirstFramesFoundNobody_staysOpen() throws Exception {
    try (LinkNode asker = new LinkNode(null, Ownership.ALL, OFTEN);
        LinkNode owner = new LinkNode(asker, Ownership.ALL, OFTEN)) {
      TestKit lost = new TestKit(owner.system);
      owner.system.getEventStream().subscribe(lost.getRef(), DeadLetter.class);
      asker.links.start(asker.system);
      for (int early = 0; early < EARLY_FRAMES; ) {
        DeadLetter letter = lost.expectMsgClass(DeadLetter.class);
        early += letter.message() instanceof Frame ? 1 : 0;
      }
      owner.links.start(owner.system);
      int peer = asker.peer(owner);
      TestConnection client = new TestConnection(1);
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < LIFE_NANOS) {
        assertEquals(
            "+OK\r\n",
            asker.ask(peer, Manner.PLAIN, client, "SET", "k", "v").get(5, TimeUnit.SECONDS));
      }
    }
  }
}
