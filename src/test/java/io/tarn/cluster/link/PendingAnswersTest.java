// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tarn.route.RemoteAnswer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingAnswersTest {

  private final PendingAnswers pending = new PendingAnswers();
  private final List<String> told = new ArrayList<>();

  @Test
  void waitingRequest_staysWhileMillionsPass() {
    Answer slow = new Answer("slow");
    pending.add(slow, 10);
    pending.sent(0);
    pending.waits(0);
    assertEquals(0, pending.count());
    for (int i = 1; i < 100_000; i++) {
      pending.add(new Answer("quick"), 1);
      pending.sent(i);
      assertNotNull(pending.take(i));
    }
    assertEquals(0, pending.idOf(slow));
    assertEquals(slow, pending.find(0));
    assertEquals(slow, pending.take(0));
    assertNull(pending.take(0));
    assertEquals(0, pending.bytes());
  }

  @Test
  void fail_takesOnlyWhatTheSessionHeld() {
    for (int i = 0; i < 1_000; i++) {
      pending.add(new Answer("r" + i), 1);
      if (i % 100 == 99 && i < 900) {
        pending.sent(i / 100);
      }
    }
    pending.waits(50);
    pending.fail(3, 6);
    assertEquals(600, told.size());
    assertEquals("r50 UNKNOWN", told.getFirst());
    assertEquals(300, told.stream().filter(one -> one.endsWith(" UNKNOWN")).count());
    assertEquals("r599 NOT_RUN", told.getLast());
    assertEquals(400, pending.count());
    assertEquals(100, pending.takeUnsent().size());
    assertEquals(300, pending.count());
    assertNull(pending.find(599));
    assertNotNull(pending.find(600));
  }

  private final class Answer implements RemoteAnswer {
    private final String name;

    Answer(String name) {
      this.name = name;
    }

    @Override
    public void arrived(byte[] array, int offset, int length, boolean last) {}

    @Override
    public void failed(Failure why) {
      told.add(name + " " + why);
    }
  }
}
