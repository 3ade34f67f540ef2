// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.geo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarn.command.CommandHarness;
import io.tarn.command.ReplyNotation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Every expected answer was given by redis-server 7.0.15 (RESP3) to the same requests. */
class GeoCommandsTest {

  private final CommandHarness node = new CommandHarness();

  private void expect(String answer, String... words) {
    byte[][] arguments =
        Arrays.stream(words)
            .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
            .toArray(byte[][]::new);
    assertEquals(
        answer,
        ReplyNotation.of(node.run(arguments)).replace("null array", "null"),
        String.join(" ", words));
  }

  @Test
  void geoadd_answersAndErrors() {
    expect(
        ":2",
        "geoadd",
        "k",
        "13.361389",
        "38.115556",
        "Palermo",
        "15.087269",
        "37.502669",
        "Catania");
    expect(":1", "geoadd", "k", "nx", "1", "1", "Palermo", "2", "2", "Roma");
    expect(":1", "geoadd", "k", "xx", "ch", "2", "3", "Roma", "3", "3", "Nowhere");
    expect("-ERR syntax error", "geoadd", "k", "nx", "xx", "1", "1", "a");
    expect("-ERR wrong number of arguments for 'geoadd' command", "geoadd", "k", "1", "1");
    expect("-ERR syntax error", "geoadd", "k", "1", "1", "a", "2");
    expect(
        "-ERR invalid longitude,latitude pair 181.000000,1.000000", "geoadd", "k", "181", "1", "a");
    expect(
        "-ERR invalid longitude,latitude pair 1.000000,86.000000", "geoadd", "k", "1", "86", "a");
    expect("-ERR value is not a valid float", "geoadd", "k", "x", "1", "a");
    expect("-ERR value is not a valid float", "geoadd", "k", "1e400", "1", "a");
    expect("-ERR invalid longitude,latitude pair inf,1.000000", "geoadd", "k", "inf", "1", "a");
    expect(
        "-ERR invalid longitude,latitude pair -0.000000,-90.500000",
        "geoadd",
        "k",
        "-0",
        "-90.5",
        "a");
  }

  @Test
  void places_ofElements() {
    expect(
        ":2",
        "geoadd",
        "k",
        "13.361389",
        "38.115556",
        "Palermo",
        "15.087269",
        "37.502669",
        "Catania");
    expect(
        "[[,13.36138933897018433 ,38.11555639549629859] null [,15.08726745843887329 ,37.50266842333162032]]",
        "geopos",
        "k",
        "Palermo",
        "none",
        "Catania");
    expect("[\"sqc8b49rny0\" null \"sqdtr74hyu0\"]", "geohash", "k", "Palermo", "none", "Catania");
    expect("\"166274.1516\"", "geodist", "k", "Palermo", "Catania");
    expect("\"166.2742\"", "geodist", "k", "Palermo", "Catania", "km");
    expect("\"103.3182\"", "geodist", "k", "Palermo", "Catania", "MI");
    expect("\"545518.8700\"", "geodist", "k", "Palermo", "Catania", "ft");
    expect("null", "geodist", "k", "Palermo", "none");
    expect(
        "-ERR unsupported unit provided. please use M, KM, FT, MI",
        "geodist",
        "k",
        "Palermo",
        "Catania",
        "foo");
    expect("-ERR syntax error", "geodist", "k", "Palermo", "Catania", "m", "m");
    expect("null", "geodist", "none", "a", "b");
    expect("[null]", "geopos", "none", "a");
    expect("[null]", "geohash", "none", "a");
    expect("+OK", "set", "s", "v");
    expect(
        "-WRONGTYPE Operation against a key holding the wrong kind of value", "geopos", "s", "a");
    expect(
        "-WRONGTYPE Operation against a key holding the wrong kind of value", "geohash", "s", "a");
    expect(
        "-WRONGTYPE Operation against a key holding the wrong kind of value",
        "geodist",
        "s",
        "a",
        "b");
  }
}
