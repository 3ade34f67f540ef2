// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How much a client may leave unread before its connection is closed, as client-output-buffer-limit
 * says it.
 *
 * @param clients the class of clients that it is for
 * @param hardBytes closed at once beyond this; 0 is no limit
 * @param softBytes closed when it was beyond this for {@code softSeconds} without a break; 0 is no
 *     limit
 * @param softSeconds see {@code softBytes}
 */
public record OutputBufferLimit(
    ClientClass clients, long hardBytes, long softBytes, int softSeconds) {

  /** Classes of clients, in the order of CONFIG GET. */
  public enum ClientClass {
    NORMAL("normal"),
    REPLICA("slave"),
    PUBSUB("pubsub");

    private final String label;

    ClientClass(String label) {
      this.label = label;
    }

    private static @Nullable ClientClass named(String word) {
      return switch (word.toLowerCase(Locale.ROOT)) {
        case "normal" -> NORMAL;
        case "slave", "replica" -> REPLICA;
        case "pubsub" -> PUBSUB;
        default -> null;
      };
    }
  }

  /** Redis's defaults: none for normal clients, 256 MiB and 64 MiB for replicas, 32 and 8. */
  static final List<OutputBufferLimit> STANDARD =
      List.of(
          new OutputBufferLimit(ClientClass.NORMAL, 0, 0, 0),
          new OutputBufferLimit(ClientClass.REPLICA, 256L << 20, 64L << 20, 60),
          new OutputBufferLimit(ClientClass.PUBSUB, 32L << 20, 8L << 20, 60));

  /** Words that describe one class: its name, two sizes and a time. */
  private static final int WORDS = 4;

  /** Returns why a text is no list of limits, or null when it is one. */
  static @Nullable String check(String text) {
    String[] words = words(text);
    if (words.length % WORDS != 0) {
      return "Wrong number of arguments in buffer limit configuration.";
    }
    for (int i = 0; i < words.length; i += WORDS) {
      if (ClientClass.named(words[i]) == null) {
        return "Invalid client class specified in buffer limit configuration.";
      }
      if (Parameter.Bytes.parse(words[i + 1]) < 0
          || Parameter.Bytes.parse(words[i + 2]) < 0
          || !words[i + 3].matches("\\d{1,9}")) {
        return "Error in hard, soft or soft_seconds setting in buffer limit configuration.";
      }
    }
    return null;
  }

  /** Returns the limits with those classes replaced that a checked text names. */
  static List<OutputBufferLimit> parse(String text, List<OutputBufferLimit> present) {
    List<OutputBufferLimit> limits = new ArrayList<>(present);
    String[] words = words(text);
    for (int i = 0; i < words.length; i += WORDS) {
      ClientClass clients = ClientClass.named(words[i]);
      if (clients != null) {
        limits.set(
            clients.ordinal(),
            new OutputBufferLimit(
                clients,
                Parameter.Bytes.parse(words[i + 1]),
                Parameter.Bytes.parse(words[i + 2]),
                Integer.parseInt(words[i + 3])));
      }
    }
    return List.copyOf(limits);
  }

  private static String[] words(String text) {
    return text.isEmpty() ? new String[0] : text.split(" ", -1);
  }

  @Override
  public String toString() {
    return clients.label + " " + hardBytes + " " + softBytes + " " + softSeconds;
  }
}
