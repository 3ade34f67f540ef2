// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StreamCodecTest {

  private static final Copy COPY = new Copy(1L << 40, 77, true);
  private static final History HISTORY = History.NONE.with(3, 0).with(1L << 41, 1L << 42);

  private static final List<StreamMessage> MESSAGES =
      List.of(
          new StreamMessage.Follow(7, 1, 2, COPY, 5),
          new StreamMessage.Follow(7, 1, 2, Copy.NONE, -1),
          new StreamMessage.Acknowledge(8, 1, 2, 30, 20, true, false, true),
          new StreamMessage.Acknowledge(8, 1, 2, 30, 20, false, true, false),
          new StreamMessage.Fenced(9, Long.MAX_VALUE),
          new StreamMessage.Over(1, 2, 3),
          new StreamMessage.Dismissed(1, 2, 3),
          new StreamMessage.Inquire(255, 4, 5),
          new StreamMessage.Answer(255, 4, 5, COPY));

  @Test
  void everyMessage_andBack() {
    for (StreamMessage message : MESSAGES) {
      assertEquals(message, decoded(message));
    }
  }

  @Test
  void start_andBack() {
    StreamMessage.Start start = new StreamMessage.Start(1, 2, 3, true, 4, HISTORY);
    StreamMessage.Start back = (StreamMessage.Start) decoded(start);
    assertEquals(HISTORY.toString(), back.history().toString());
    assertEquals(4, back.position());
    assertTrue(back.checkpoint());
  }

  @Test
  void data_refersToTheBytesWhereTheyLie() {
    byte[] bytes = {0, 0, 1, 2, 3, 0};
    StreamMessage.Data data = new StreamMessage.Data(1, 2, 3, 4, 5, -1, bytes, 2, 3);
    byte[] frame = new byte[100];
    int end = StreamCodec.encode(data, frame, 10);
    assertEquals(10 + StreamCodec.length(data), end);
    StreamMessage.Data back = (StreamMessage.Data) StreamCodec.decode(frame, 10, end - 10);
    assertEquals(frame, back.array());
    assertArrayEquals(
        new byte[] {1, 2, 3},
        Arrays.copyOfRange(frame, back.offset(), back.offset() + back.length()));
    assertEquals(4, back.position());
    assertEquals(5, back.end());
    assertEquals(-1, back.walkEnd());
  }

  @Test
  void decode_severalInOneFrame() {
    byte[] frame = new byte[2_000];
    int at = 0;
    for (StreamMessage message : MESSAGES) {
      at = StreamCodec.encode(message, frame, at);
    }
    int from = 0;
    for (StreamMessage message : MESSAGES) {
      StreamMessage back = StreamCodec.decode(frame, from, at - from);
      assertEquals(message, back);
      from += StreamCodec.length(back);
    }
    assertEquals(at, from);
  }

  @Test
  void decode_cutShort_isRefused() {
    for (StreamMessage message : MESSAGES) {
      byte[] bytes = encoded(message);
      for (int length = 0; length < bytes.length; length++) {
        int cut = length;
        assertThrows(
            IllegalArgumentException.class, () -> StreamCodec.decode(bytes, 0, cut), "" + message);
      }
    }
  }

  @Test
  void decode_anyBytes_messageOrRefusal() {
    SplittableRandom random = new SplittableRandom(5);
    int messages = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[random.nextInt(80)];
      random.nextBytes(bytes);
      if (bytes.length > 0) {
        bytes[0] = (byte) random.nextInt(12);
      }
      try {
        assertTrue(StreamCodec.length(StreamCodec.decode(bytes, 0, bytes.length)) <= bytes.length);
        messages++;
      } catch (IllegalArgumentException refused) {
        // as it may
      }
    }
    assertTrue(messages > 1_000, "messages=" + messages);
  }

  @Test
  void everyMessage_withoutStream_fitsIntoMostBytes() {
    for (StreamMessage message : MESSAGES) {
      assertTrue(StreamCodec.length(message) <= StreamCodec.MOST_BYTES, "" + message);
    }
    History longest = History.NONE;
    for (int i = 1; i <= History.MOST; i++) {
      longest = longest.with(i, i);
    }
    assertTrue(
        StreamCodec.length(new StreamMessage.Start(1, 2, 3, true, 4, longest))
            <= StreamCodec.MOST_BYTES);
    assertTrue(
        StreamCodec.length(new StreamMessage.Data(1, 2, 3, 4, 5, 6, new byte[0], 0, 0))
            <= StreamCodec.MOST_BYTES);
  }

  private static byte[] encoded(StreamMessage message) {
    byte[] bytes = new byte[StreamCodec.length(message)];
    assertEquals(bytes.length, StreamCodec.encode(message, bytes, 0));
    return bytes;
  }

  private static StreamMessage decoded(StreamMessage message) {
    byte[] bytes = encoded(message);
    return StreamCodec.decode(bytes, 0, bytes.length);
  }
}
