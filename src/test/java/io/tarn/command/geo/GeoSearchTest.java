// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.geo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarn.command.CommandHarness;
import io.tarn.command.ReplyNotation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Every expected answer was given by redis-server 7.0.15 (RESP3) to the same requests. */
class GeoSearchTest {

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
  void geosearch_inAllForms() {
    expect(
        ":4",
        "geoadd",
        "k",
        "13.361389",
        "38.115556",
        "Palermo",
        "15.087269",
        "37.502669",
        "Catania",
        "12.758489",
        "38.788135",
        "edge1",
        "17.241510",
        "38.788135",
        "edge2");
    expect(
        "[\"Catania\" \"Palermo\"]",
        "geosearch",
        "k",
        "fromlonlat",
        "15",
        "37",
        "byradius",
        "200",
        "km",
        "asc");
    expect(
        "[[\"Catania\" \"56.4413\" :3479447370796909 [,15.08726745843887329 ,37.50266842333162032]] [\"Palermo\" \"190.4424\" :3479099956230698 [,13.36138933897018433 ,38.11555639549629859]] [\"edge2\" \"279.7403\" :3481342659049484 [,17.24151045083999634 ,38.78813451624225195]] [\"edge1\" \"279.7405\" :3479273021651468 [,12.7584877610206604 ,38.78813451624225195]]]",
        "geosearch",
        "k",
        "fromlonlat",
        "15",
        "37",
        "bybox",
        "400",
        "400",
        "km",
        "asc",
        "withcoord",
        "withdist",
        "withhash");
    expect(
        "[[\"Catania\" \"166.2742\"] [\"edge1\" \"91.4007\"] [\"Palermo\" \"0.0000\"]]",
        "geosearch",
        "k",
        "frommember",
        "Palermo",
        "byradius",
        "200",
        "km",
        "desc",
        "withdist");
    expect(
        "[\"Palermo\" \"edge1\"]",
        "geosearch",
        "k",
        "frommember",
        "Palermo",
        "byradius",
        "500",
        "km",
        "count",
        "2");
    expect(
        "[\"Palermo\"]",
        "geosearch",
        "k",
        "frommember",
        "Palermo",
        "byradius",
        "500",
        "km",
        "count",
        "1",
        "any");
    expect("[]", "geosearch", "k", "fromlonlat", "15", "37", "byradius", "1", "m");
    expect(
        "-ERR could not decode requested zset member",
        "geosearch",
        "k",
        "frommember",
        "none",
        "byradius",
        "1",
        "m");
    expect("[]", "geosearch", "none", "frommember", "none", "byradius", "1", "m");
    expect(
        "-ERR exactly one of FROMMEMBER or FROMLONLAT can be specified for geosearch",
        "geosearch",
        "k",
        "byradius",
        "1",
        "m",
        "asc",
        "desc");
    expect(
        "-ERR exactly one of BYRADIUS and BYBOX can be specified for geosearch",
        "geosearch",
        "k",
        "fromlonlat",
        "15",
        "37",
        "asc",
        "desc",
        "withdist");
    expect(
        "-ERR the ANY argument requires COUNT argument",
        "geosearch",
        "k",
        "fromlonlat",
        "15",
        "37",
        "byradius",
        "1",
        "m",
        "any");
    expect(
        "-ERR radius cannot be negative",
        "geosearch",
        "k",
        "fromlonlat",
        "15",
        "37",
        "byradius",
        "-1",
        "m");
    expect(
        "-ERR need numeric radius",
        "geosearch",
        "k",
        "fromlonlat",
        "15",
        "37",
        "byradius",
        "x",
        "m");
    expect(
        "-ERR unsupported unit provided. please use M, KM, FT, MI",
        "geosearch",
        "k",
        "fromlonlat",
        "15",
        "37",
        "byradius",
        "1",
        "foo");
    expect(
        "-ERR need numeric width",
        "geosearch",
        "k",
        "fromlonlat",
        "15",
        "37",
        "bybox",
        "x",
        "1",
        "m");
    expect(
        "-ERR need numeric height",
        "geosearch",
        "k",
        "fromlonlat",
        "15",
        "37",
        "bybox",
        "1",
        "y",
        "m");
    expect(
        "-ERR height or width cannot be negative",
        "geosearch",
        "k",
        "fromlonlat",
        "15",
        "37",
        "bybox",
        "1",
        "-1",
        "m");
    expect(
        "-ERR COUNT must be > 0",
        "geosearch",
        "k",
        "fromlonlat",
        "15",
        "37",
        "byradius",
        "1",
        "m",
        "count",
        "0");
    expect(
        "-ERR syntax error",
        "geosearch",
        "k",
        "fromlonlat",
        "15",
        "37",
        "byradius",
        "1",
        "m",
        "bybox",
        "1",
        "1",
        "m");
    expect(
        "-ERR syntax error",
        "geosearch",
        "k",
        "fromlonlat",
        "15",
        "37",
        "byradius",
        "1",
        "m",
        "storedist");
    expect(":2", "geosearchstore", "d", "k", "fromlonlat", "15", "37", "byradius", "200", "km");
    expect(":2", "zcard", "d");
    expect(
        ":1",
        "geosearchstore",
        "d",
        "k",
        "fromlonlat",
        "15",
        "37",
        "byradius",
        "200",
        "km",
        "storedist",
        "count",
        "1");
    expect("[\"Catania\"]", "zrange", "d", "0", "-1");
    expect(
        "-ERR GEOSEARCHSTORE is not compatible with WITHDIST, WITHHASH and WITHCOORD options",
        "geosearchstore",
        "d",
        "k",
        "fromlonlat",
        "15",
        "37",
        "byradius",
        "200",
        "km",
        "withdist");
    expect(":0", "geosearchstore", "d", "none", "fromlonlat", "15", "37", "byradius", "200", "km");
    expect(":0", "exists", "d");
  }

  @Test
  void georadius_inAllForms() {
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
    expect("[\"Catania\" \"Palermo\"]", "georadius", "k", "15", "37", "200", "km", "asc");
    expect(
        "[[\"Palermo\" \"190.4424\" [,13.36138933897018433 ,38.11555639549629859]] [\"Catania\" \"56.4413\" [,15.08726745843887329 ,37.50266842333162032]]]",
        "georadius",
        "k",
        "15",
        "37",
        "200",
        "km",
        "withdist",
        "withcoord",
        "desc");
    expect("[\"Catania\"]", "georadius_ro", "k", "15", "37", "100", "km");
    expect(":2", "georadius", "k", "15", "37", "200", "km", "store", "d");
    expect("[\"Palermo\" \"Catania\"]", "zrange", "d", "0", "-1");
    expect(":2", "georadius", "k", "15", "37", "200", "km", "storedist", "d");
    expect(":2", "zcard", "d");
    expect(
        "-ERR STORE option in GEORADIUS is not compatible with WITHDIST, WITHHASH and WITHCOORD options",
        "georadius",
        "k",
        "15",
        "37",
        "200",
        "km",
        "store",
        "d",
        "withdist");
    expect("-ERR syntax error", "georadius_ro", "k", "15", "37", "200", "km", "store", "d");
    expect("[\"Palermo\" \"Catania\"]", "georadiusbymember", "k", "Palermo", "200", "km", "asc");
    expect(
        "[[\"Catania\" :3479447370796909] [\"Palermo\" :3479099956230698]]",
        "georadiusbymember_ro",
        "k",
        "Palermo",
        "200",
        "km",
        "desc",
        "withhash");
    expect(":2", "georadiusbymember", "k", "Palermo", "200", "km", "store", "d");
    expect(
        "-ERR could not decode requested zset member",
        "georadiusbymember",
        "k",
        "none",
        "200",
        "km");
    expect("[]", "georadiusbymember", "none", "none", "200", "km");
    expect("-ERR syntax error", "georadiusbymember", "none", "none", "200", "km", "foo");
    expect("[\"Catania\"]", "georadius", "k", "15", "37", "200", "km", "count", "1");
    expect("-ERR syntax error", "georadius", "k", "15", "37", "200", "km", "store");
    expect(
        "-ERR unsupported unit provided. please use M, KM, FT, MI",
        "georadius",
        "k",
        "15",
        "37",
        "200",
        "foo");
    expect(
        "-ERR invalid longitude,latitude pair 15.000000,99.000000",
        "georadius",
        "k",
        "15",
        "99",
        "200",
        "km");
  }
}
