// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench;

import io.tarn.node.wire.ArgumentSplitter;
import io.tarn.node.wire.RespRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One kind of request, encoded once: for each sending only the digits of its keys are written anew.
 * Requests of a template have the same length, as keys are padded with zeros ({@code
 * key:000000123456}, as redis-benchmark makes them); only when values differ in size, the last
 * argument is a value of its own length.
 */
final class RequestTemplate {

  static final String KEY = "__key__";
  static final String SAME = "__same__";
  static final String VALUE = "__value__";

  /** {@code $} , up to ten digits, and two line ends. */
  private static final int VALUE_FRAME = 15;

  /** Where the digits of a key's number end; {@code draws} when it is not the same as before. */
  private record Place(int lastDigit, boolean draws) {}

  private final byte[] bytes;
  private final Place[] places;
  private final int digits;
  private final @Nullable ValueSource appended;

  private RequestTemplate(
      byte[] bytes, Place[] places, int digits, @Nullable ValueSource appended) {
    this.bytes = bytes;
    this.places = places;
    this.digits = digits;
    this.appended = appended;
  }

  /**
   * Encodes a command line in which {@code __key__} stands for a key's number, {@code __same__} for
   * the number of the key before it, and {@code __value__} for the value.
   *
   * @param keyDigits how many digits a key's number has, leading zeros included
   * @param keys how many keys there are, so that only digits that can change are written
   * @throws IllegalArgumentException when the line has no words or an unclosed quote, or when
   *     values of different sizes are not its last word; the message is for the user
   */
  static RequestTemplate parse(String line, int keyDigits, long keys, ValueSource value) {
    if (!(ArgumentSplitter.split(line) instanceof ArgumentSplitter.Words(List<byte[]> words))
        || words.isEmpty()) {
      throw new IllegalArgumentException("not a command: " + line);
    }
    boolean appends = !value.sizes().isFixed() && line.contains(VALUE);
    if (appends && (!line.strip().endsWith(" " + VALUE) || line.indexOf(VALUE) < last(line))) {
      throw new IllegalArgumentException(
          "values of different sizes must be the last word of the command: " + line);
    }
    List<byte[]> arguments = new ArrayList<>();
    List<List<Place>> inArguments = new ArrayList<>();
    byte[] filled = appends ? new byte[0] : value.bytes();
    for (byte[] word : words) {
      List<Place> inWord = new ArrayList<>();
      arguments.add(fill(new String(word, StandardCharsets.ISO_8859_1), keyDigits, filled, inWord));
      inArguments.add(inWord);
    }
    byte[] encoded = RespRequest.encode(arguments);
    List<Place> places = new ArrayList<>();
    int start = ("*" + arguments.size() + "\r\n").length();
    for (int i = 0; i < arguments.size(); i++) {
      start += ("$" + arguments.get(i).length + "\r\n").length();
      for (Place place : inArguments.get(i)) {
        places.add(new Place(start + place.lastDigit(), place.draws()));
      }
      start += arguments.get(i).length + 2;
    }
    if (appends) {
      encoded = java.util.Arrays.copyOf(encoded, encoded.length - "$0\r\n\r\n".length());
    }
    return new RequestTemplate(
        encoded,
        places.toArray(Place[]::new),
        Long.toString(keys - 1).length(),
        appends ? value : null);
  }

  private static int last(String line) {
    return line.lastIndexOf(VALUE);
  }

  /** Replaces the placeholders of one word and notes where in it the keys' digits end. */
  private static byte[] fill(String word, int keyDigits, byte[] value, List<Place> places) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int from = 0;
    while (from < word.length()) {
      boolean draws = word.startsWith(KEY, from);
      if (draws || word.startsWith(SAME, from)) {
        out.writeBytes("0".repeat(keyDigits).getBytes(StandardCharsets.ISO_8859_1));
        places.add(new Place(out.size() - 1, draws));
        from += draws ? KEY.length() : SAME.length();
      } else if (word.startsWith(VALUE, from)) {
        out.writeBytes(value);
        from += VALUE.length();
      } else {
        out.write(word.charAt(from++));
      }
    }
    return out.toByteArray();
  }

  /** Whether all requests have the same length. */
  boolean isFixed() {
    return appended == null;
  }

  /** Bytes of a request, of the longest one when they differ. */
  int length() {
    return bytes.length + (appended == null ? 0 : VALUE_FRAME + appended.sizes().max());
  }

  /** Writes the request at the buffer's position, with key 0. */
  void write(ByteBuffer out, SplittableRandom random) {
    out.put(bytes);
    if (appended != null) {
      int size = appended.sizes().draw(random);
      out.put((byte) '$');
      writeNumber(out, size);
      out.put((byte) '\r').put((byte) '\n');
      byte[] source = appended.bytes();
      out.put(source, random.nextInt(source.length - size + 1), size);
      out.put((byte) '\r').put((byte) '\n');
    }
  }

  private static void writeNumber(ByteBuffer out, int number) {
    int unit = 1;
    while (number / unit >= 10) {
      unit *= 10;
    }
    for (; unit > 0; unit /= 10) {
      out.put((byte) ('0' + number / unit % 10));
    }
  }

  /** Sets the keys of the request that begins at {@code start}, one draw for each. */
  void chooseKeys(ByteBuffer out, int start, KeyChooser chooser) {
    long drawn = 0;
    for (Place at : places) {
      if (at.draws()) {
        drawn = chooser.next();
      }
      long number = drawn;
      int place = start + at.lastDigit();
      for (int i = 0; i < digits; i++) {
        long rest = number / 10;
        out.put(place--, (byte) ('0' + (number - rest * 10)));
        number = rest;
      }
    }
  }
}
