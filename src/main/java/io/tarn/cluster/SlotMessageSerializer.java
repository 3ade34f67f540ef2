// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import io.tarn.slot.SlotMessage;
import java.nio.ByteBuffer;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** Serializes the messages that shard regions send each other: one letter and up to two numbers. */
public final class SlotMessageSerializer extends SerializerWithStringManifest {

  private static final int IDENTIFIER = 16_385;
  private static final String OPEN = "O";
  private static final String TAKE = "T";

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return switch (message) {
      case SlotMessage.Open _ -> OPEN;
      case SlotMessage.Take _ -> TAKE;
      default -> throw new IllegalArgumentException("stays on its node: message=" + message);
    };
  }

  @Override
  public byte[] toBinary(Object message) {
    return switch (message) {
      case SlotMessage.Open open -> ByteBuffer.allocate(4).putInt(open.slot()).array();
      case SlotMessage.Take take ->
          ByteBuffer.allocate(8).putInt(take.shard()).putInt(take.copy()).array();
      default -> throw new IllegalArgumentException("stays on its node: message=" + message);
    };
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return switch (manifest) {
      case OPEN -> new SlotMessage.Open(in.getInt());
      case TAKE -> new SlotMessage.Take(in.getInt(), in.getInt());
      default -> throw new IllegalArgumentException("unknown message: manifest=" + manifest);
    };
  }
}
