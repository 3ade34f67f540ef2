// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench;

import io.tarn.node.wire.ArgumentSplitter;
import io.tarn.node.wire.RespRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One kind of request, encoded once: for each sending only the digits of its keys are written anew.
 * All requests of a template have the same length, as keys are padded with zeros ({@code
 * key:000000123456}, as redis-benchmark makes them).
 */
final class RequestTemplate {

  static final String KEY = "__key__";
  static final String VALUE = "__value__";

  private final byte[] bytes;
  private final int[] lastDigits;
  private final int digits;

  private RequestTemplate(byte[] bytes, int[] lastDigits, int digits) {
    this.bytes = bytes;
    this.lastDigits = lastDigits;
    this.digits = digits;
  }

  /**
   * Encodes a command line in which {@code __key__} stands for a key's number and {@code __value__}
   * for the value.
   *
   * @param keyDigits how many digits a key's number has, leading zeros included
   * @param keys how many keys there are, so that only digits that can change are written
   * @throws IllegalArgumentException when the line has no words or an unclosed quote; the message
   *     is for the user
   */
  static RequestTemplate parse(String line, int keyDigits, long keys, byte[] value) {
    if (!(ArgumentSplitter.split(line) instanceof ArgumentSplitter.Words(List<byte[]> words))
        || words.isEmpty()) {
      throw new IllegalArgumentException("not a command: " + line);
    }
    List<byte[]> arguments = new ArrayList<>();
    List<int[]> keyOffsets = new ArrayList<>();
    for (byte[] word : words) {
      List<Integer> offsets = new ArrayList<>();
      arguments.add(fill(new String(word, StandardCharsets.ISO_8859_1), keyDigits, value, offsets));
      keyOffsets.add(offsets.stream().mapToInt(Integer::intValue).toArray());
    }
    byte[] encoded = RespRequest.encode(arguments);
    List<Integer> lastDigits = new ArrayList<>();
    int end = encoded.length;
    for (int i = arguments.size() - 1; i >= 0; i--) {
      int start = end - 2 - arguments.get(i).length;
      for (int offset : keyOffsets.get(i)) {
        lastDigits.add(start + offset + keyDigits - 1);
      }
      end = start - ("$" + arguments.get(i).length + "\r\n").length();
    }
    int[] places = lastDigits.stream().mapToInt(Integer::intValue).toArray();
    return new RequestTemplate(encoded, places, Long.toString(keys - 1).length());
  }

  /** Replaces the placeholders of one word and notes where in it the keys' digits begin. */
  private static byte[] fill(String word, int keyDigits, byte[] value, List<Integer> keyOffsets) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int from = 0;
    while (from < word.length()) {
      if (word.startsWith(KEY, from)) {
        keyOffsets.add(out.size());
        out.writeBytes("0".repeat(keyDigits).getBytes(StandardCharsets.ISO_8859_1));
        from += KEY.length();
      } else if (word.startsWith(VALUE, from)) {
        out.writeBytes(value);
        from += VALUE.length();
      } else {
        out.write(word.charAt(from++));
      }
    }
    return out.toByteArray();
  }

  int length() {
    return bytes.length;
  }

  /** Writes the request at the buffer's position, with key 0. */
  void write(ByteBuffer out) {
    out.put(bytes);
  }

  /** Sets the keys of the request that begins at {@code start}, one draw for each. */
  void chooseKeys(ByteBuffer out, int start, KeyChooser chooser) {
    for (int lastDigit : lastDigits) {
      long number = chooser.next();
      int place = start + lastDigit;
      for (int i = 0; i < digits; i++) {
        long rest = number / 10;
        out.put(place--, (byte) ('0' + (number - rest * 10)));
        number = rest;
      }
    }
  }
}
