// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.pubsub;

import io.tarn.command.Arguments;
import io.tarn.slab.Memory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to the outlets: the word that says its kind, for {@link Kind#PATTERN} the
 * pattern, then channel and payload. It shows the arguments of the request that published it, so it
 * is valid during that only; what an outlet keeps is its encoded form, made once for all outlets.
 */
public final class Message {

  /** Makes the form in which outlets keep a message. */
  @FunctionalInterface
  public interface Encoder {

    /** Returns the encoded form, which nobody changes afterwards. */
    byte[] encode(Message message);
  }

  private static final byte[][] WORDS =
      Arrays.stream(Kind.values())
          .map(kind -> kind.message().getBytes(StandardCharsets.US_ASCII))
          .toArray(byte[][]::new);

  private final Kind kind;
  private final byte @Nullable [] pattern;
  private final Arguments arguments;
  private final int channel;
  private final int payload;
  private byte @Nullable [] encoded;

  /**
   * Creates a message.
   *
   * @param pattern that it matches, or null when it was asked for by name
   * @param channel index of the argument that is the channel
   * @param payload index of the argument that is sent
   */
  Message(Kind kind, byte @Nullable [] pattern, Arguments arguments, int channel, int payload) {
    this.kind = kind;
    this.pattern = pattern;
    this.arguments = arguments;
    this.channel = channel;
    this.payload = payload;
  }

  /** Returns the number of parts. */
  public int parts() {
    return pattern == null ? 3 : 4;
  }

  /** Returns the length of a part in bytes. */
  public int length(int part) {
    byte[] bytes = own(part);
    return bytes != null ? bytes.length : arguments.length(argument(part));
  }

  /** Copies a part to {@code target} from {@code at} on. */
  public void copyTo(int part, byte[] target, int at) {
    byte[] bytes = own(part);
    int argument = argument(part);
    if (bytes != null) {
      System.arraycopy(bytes, 0, target, at, bytes.length);
    } else if (arguments.isBlock(argument)) {
      Memory.copyOut(arguments.block(argument), target, at, arguments.length(argument));
    } else {
      System.arraycopy(
          arguments.array(argument),
          arguments.offset(argument),
          target,
          at,
          arguments.length(argument));
    }
  }

  /** Returns the encoded form, made by the first call. All outlets have the same encoder. */
  public byte[] encoded(Encoder encoder) {
    byte[] bytes = encoded;
    if (bytes == null) {
      bytes = encoder.encode(this);
      encoded = bytes;
    }
    return bytes;
  }

  private byte @Nullable [] own(int part) {
    return switch (part) {
      case 0 -> WORDS[kind.ordinal()];
      case 1 -> pattern;
      default -> null;
    };
  }

  private int argument(int part) {
    return part == parts() - 1 ? payload : channel;
  }
}
