// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class FrameSerializerTest {

  private static final ActorSystem SYSTEM = ActorSystem.create("frames");
  private static final FrameSerializer SERIALIZER =
      new FrameSerializer((ExtendedActorSystem) SYSTEM);

  @AfterAll
  static void stop() {
    SYSTEM.terminate();
  }

  @Test
  void frames_goThroughBothForms() {
    SplittableRandom random = new SplittableRandom(7);
    for (Frame.Kind kind : Frame.Kind.values()) {
      for (Channel channel : Channel.values()) {
        byte[] bytes = new byte[random.nextInt(2_000)];
        random.nextBytes(bytes);
        int from = random.nextInt(bytes.length + 1);
        int length = bytes.length - from;
        Frame frame =
            new Frame(
                kind,
                channel,
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                random.nextInt(),
                bytes,
                from,
                length);
        check(frame, (Frame) SERIALIZER.fromBinary(SERIALIZER.toBinary(frame), ""));
        ByteBuffer buffer = ByteBuffer.allocateDirect(4_096).order(ByteOrder.LITTLE_ENDIAN);
        buffer.position(100);
        SERIALIZER.toBinary(frame, buffer);
        assertEquals(ByteOrder.LITTLE_ENDIAN, buffer.order());
        buffer.flip().position(100);
        check(frame, (Frame) SERIALIZER.fromBinary(buffer, ""));
      }
    }
  }

  @Test
  void fromBinary_malformed_throws() {
    byte[] bytes = SERIALIZER.toBinary(Frame.control(Frame.Kind.TICK, 1, 2, 3, 4, 5));
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThrows(IllegalArgumentException.class, () -> SERIALIZER.fromBinary(cut, ""));
    }
    for (int at = 0; at < 2; at++) {
      byte[] wrong = bytes.clone();
      wrong[at] = 99;
      assertThrows(IllegalArgumentException.class, () -> SERIALIZER.fromBinary(wrong, ""));
      wrong[at] = -1;
      assertThrows(IllegalArgumentException.class, () -> SERIALIZER.fromBinary(wrong, ""));
    }
  }

  private static void check(Frame expected, Frame actual) {
    assertEquals(expected.kind(), actual.kind());
    assertEquals(expected.channel(), actual.channel());
    assertEquals(expected.session(), actual.session());
    assertEquals(expected.sequence(), actual.sequence());
    assertEquals(expected.ackSession(), actual.ackSession());
    assertEquals(expected.ackRequests(), actual.ackRequests());
    assertEquals(expected.ackOthers(), actual.ackOthers());
    assertEquals(expected.total(), actual.total());
    assertArrayEquals(
        Arrays.copyOfRange(expected.array(), expected.from(), expected.from() + expected.length()),
        Arrays.copyOfRange(actual.array(), actual.from(), actual.from() + actual.length()));
  }
}
