// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.slab.Slab;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdoptionTest {

  private static final long GENERATION = 1L << Promotion.TAG_BITS;

  private final Slab slab = new Slab(0, 1);
  private final LogMemory memory = new LogMemory(slab, 1 << 20);
  private final ShardCopy own = new ShardCopy(3, memory);
  private final List<Integer> asked = new ArrayList<>();
  private final StreamOut out =
      new StreamOut() {
        @Override
        public int room(int node) {
          return 0;
        }

        @Override
        public void send(int node, StreamMessage message) {
          asked.add(node);
        }

        @Override
        public byte[] scratch() {
          return new byte[0];
        }
      };

  @AfterEach
  void close() {
    own.close();
    slab.close();
  }

  private Adoption begin(int... others) {
    Adoption adoption = new Adoption(own, 9, others, StreamSettings.DEFAULTS, 0);
    adoption.pump(0, out);
    return adoption;
  }

  private static StreamMessage.Answer answer(Adoption adoption, Copy copy) {
    return new StreamMessage.Answer(3, adoption.epoch(), adoption.epoch(), copy);
  }

  @Test
  void alone_adoptsAtOnce() {
    Adoption adoption = begin();
    assertEquals(Adoption.Outcome.ADOPT, adoption.outcome());
    assertEquals(GENERATION + 9, adoption.epoch());
    assertEquals(adoption.epoch(), own.promised());
  }

  @Test
  void everybody_mustAnswerOrBeGone() {
    Adoption adoption = begin(4, 5);
    assertEquals(Adoption.Outcome.ASKING, adoption.outcome());
    adoption.receive(4, answer(adoption, Copy.NONE), 0);
    assertEquals(Adoption.Outcome.ASKING, adoption.outcome());
    adoption.removed(5);
    assertEquals(Adoption.Outcome.ADOPT, adoption.outcome());
  }

  @Test
  void silentOnes_areAskedAgain() {
    Adoption adoption = begin(4, 5);
    adoption.receive(4, answer(adoption, Copy.NONE), 0);
    asked.clear();
    adoption.pump(1, out);
    assertEquals(List.of(), asked);
    adoption.pump(StreamSettings.DEFAULTS.resendNanos(), out);
    assertEquals(List.of(5), asked);
  }

  @Test
  void betterCopy_isGivenWayTo_unlessItIsGone() {
    Adoption adoption = begin(4, 5);
    adoption.receive(4, answer(adoption, new Copy(GENERATION, 10, true)), 0);
    adoption.receive(5, answer(adoption, new Copy(GENERATION, 20, true)), 0);
    assertEquals(Adoption.Outcome.GIVE_WAY, adoption.outcome());
    assertEquals(5, adoption.better());
    adoption.removed(5);
    assertEquals(4, adoption.better());
    adoption.removed(4);
    assertEquals(Adoption.Outcome.ADOPT, adoption.outcome());
  }

  @Test
  void higherPromise_meansAskingAllAgain() {
    Adoption adoption = begin(4, 5);
    adoption.receive(4, answer(adoption, Copy.NONE), 0);
    long before = adoption.epoch();
    adoption.receive(5, new StreamMessage.Answer(3, before, 7 * GENERATION, Copy.NONE), 0);
    assertTrue(adoption.epoch() > 7 * GENERATION);
    asked.clear();
    adoption.pump(0, out);
    assertEquals(List.of(4, 5), asked);
    adoption.receive(4, new StreamMessage.Answer(3, before, before, Copy.NONE), 0);
    adoption.receive(5, answer(adoption, Copy.NONE), 0);
    assertEquals(Adoption.Outcome.ASKING, adoption.outcome(), "an answer to an earlier question");
    adoption.receive(4, answer(adoption, Copy.NONE), 0);
    assertEquals(Adoption.Outcome.ADOPT, adoption.outcome());
  }

  @Test
  void ownPromise_toAnotherMeanwhile_meansAskingAgain() {
    Adoption adoption = begin(4);
    adoption.receive(4, answer(adoption, Copy.NONE), 0);
    own.inquired(new StreamMessage.Inquire(3, 8 * GENERATION, 1));
    assertEquals(Adoption.Outcome.ASKING, adoption.outcome());
    adoption.pump(0, out);
    assertTrue(adoption.epoch() > 8 * GENERATION);
    assertEquals(Adoption.Outcome.ASKING, adoption.outcome());
  }

  @Test
  void ownCopy_asGoodAsTheBest_isAdopted() {
    Leader.adopt(own, GENERATION, new StreamBench.Held(own), StreamSettings.DEFAULTS, 0).stop();
    own.log().append(new byte[16], 0, 16);
    Adoption adoption = begin(4);
    adoption.receive(4, answer(adoption, new Copy(GENERATION, 20, true)), 0);
    assertEquals(Adoption.Outcome.ADOPT, adoption.outcome());
    adoption.receive(4, answer(adoption, new Copy(GENERATION, 21, true)), 0);
    assertEquals(Adoption.Outcome.GIVE_WAY, adoption.outcome());
  }
}
