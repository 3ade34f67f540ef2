// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A request as RESP wants it: an array of length-prefixed arguments. */
public final class RespRequest {

  private RespRequest() {}

  /** The bytes of one request, ready to send. */
  public static byte[] encode(List<byte[]> arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(64);
    header(out, '*', arguments.size());
    for (byte[] argument : arguments) {
      header(out, '$', argument.length);
      out.writeBytes(argument);
      out.write('\r');
      out.write('\n');
    }
    return out.toByteArray();
  }

  /** The arguments of a request whose words are plain text. */
  public static List<byte[]> of(String... words) {
    return java.util.Arrays.stream(words)
        .map(word -> word.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  private static void header(ByteArrayOutputStream out, char type, int number) {
    out.write(type);
    out.writeBytes(Integer.toString(number).getBytes(StandardCharsets.ISO_8859_1));
    out.write('\r');
    out.write('\n');
  }
}
