// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** The kinds of request of a run and how often each comes. */
final class RequestMix {

  /** Sum of weights at most; the table of choices has that many cells. */
  static final int MAX_WEIGHT = 10_000;

  /** What {@code --mix} may name. */
  private static final Map<String, String> KNOWN =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("get", "GET key:__key__"),
              Map.entry("set", "SET key:__key__ __value__"),
              Map.entry("setex", "SET key:__key__ __value__ EX 3600"),
              Map.entry("setpxat", "SET key:__key__ __value__ PXAT 4__same__"),
              Map.entry("del", "DEL key:__key__"),
              Map.entry("exists", "EXISTS key:__key__"),
              Map.entry("incr", "INCR counter:__key__"),
              Map.entry("append", "APPEND key:__key__ x"),
              Map.entry("strlen", "STRLEN key:__key__"),
              Map.entry("expire", "EXPIRE key:__key__ 3600"),
              Map.entry("ttl", "TTL key:__key__"),
              Map.entry("ping", "PING")));

  private final RequestTemplate[] templates;
  private final byte[] choices;

  private RequestMix(List<RequestTemplate> templates, byte[] choices) {
    this.templates = templates.toArray(RequestTemplate[]::new);
    this.choices = choices;
  }

  /** All requests of one kind. */
  static RequestMix of(RequestTemplate template) {
    return new RequestMix(List.of(template), new byte[1]);
  }

  /**
   * Reads {@code get:9,set:1}; a name alone has the weight 1.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  static RequestMix parse(String text, int keyDigits, long keys, ValueSource value) {
    List<RequestTemplate> templates = new ArrayList<>();
    java.io.ByteArrayOutputStream choices = new java.io.ByteArrayOutputStream();
    for (String part : text.split(",", -1)) {
      int colon = part.indexOf(':');
      String name = (colon < 0 ? part : part.substring(0, colon)).toLowerCase(Locale.ROOT);
      String line = KNOWN.get(name);
      if (line == null) {
        throw new IllegalArgumentException(
            "mix knows " + String.join(", ", KNOWN.keySet()) + ", not '" + name + "'");
      }
      int weight = colon < 0 ? 1 : weight(part.substring(colon + 1));
      for (int i = 0; i < weight; i++) {
        choices.write(templates.size());
      }
      if (choices.size() > MAX_WEIGHT) {
        throw new IllegalArgumentException(
            "the weights of the mix add up to more than " + MAX_WEIGHT);
      }
      templates.add(RequestTemplate.parse(line, keyDigits, keys, value));
      if (templates.size() > Byte.MAX_VALUE) {
        throw new IllegalArgumentException("more than " + Byte.MAX_VALUE + " commands in the mix");
      }
    }
    return new RequestMix(templates, choices.toByteArray());
  }

  private static int weight(String text) {
    try {
      int weight = Integer.parseInt(text);
      if (weight >= 1 && weight <= MAX_WEIGHT) {
        return weight;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "a weight in the mix must be 1 to " + MAX_WEIGHT + ", not '" + text + "'");
  }

  /** Whether all requests have the same bytes but for the digits of their keys. */
  boolean isUniform() {
    return templates.length == 1 && templates[0].isFixed();
  }

  RequestTemplate choose(SplittableRandom random) {
    return templates.length == 1
        ? templates[0]
        : templates[choices[random.nextInt(choices.length)]];
  }

  /** Bytes of the longest request. */
  int maxLength() {
    int max = 0;
    for (RequestTemplate template : templates) {
      max = Math.max(max, template.length());
    }
    return max;
  }
}
