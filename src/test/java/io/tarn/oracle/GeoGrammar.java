// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import java.util.SplittableRandom;

/** The grammars of the geo commands, and the coordinates that they name. */
final class GeoGrammar {

  private static final String UNIT = " (m|km|km|ft|mi|J)";
  private static final String FROM = " (frommember E|fromlonlat U U|J)";
  private static final String RADIUS = "(0|1|100|1000|5000|10000|25000|-1|abc|U)" + UNIT;
  private static final String BY =
      " (byradius " + RADIUS + "|bybox (100|3000|9000|-1|x) (100|3000|20000|0|y)" + UNIT + "|J)";
  private static final String COUNT = " [count (1|2|3|5|0|-1|abc)] [(any|any|J)]";
  private static final String SHOWN = " [withdist] [withcoord] [withhash]";
  private static final String ORDER = " (asc|desc|asc|desc)";
  private static final String MAYBE_ORDER = " [(asc|desc)]";

  static final String[] LINES = {
    "geoadd K [(nx|xx)] [ch] (U U E)+",
    "geodist K E E [" + UNIT + "] [J]",
    "geohash K E*",
    "geopos K E*",
    "georadius K U U "
        + RADIUS
        + SHOWN
        + "("
        + COUNT
        + ORDER
        + "|"
        + MAYBE_ORDER
        + ")"
        + " [(store K|storedist K)]",
    "georadius_ro K U U " + RADIUS + SHOWN + MAYBE_ORDER + " [J]",
    "georadiusbymember K E "
        + RADIUS
        + SHOWN
        + "("
        + COUNT
        + "|"
        + MAYBE_ORDER
        + ")"
        + " [(store K|storedist K)]",
    "georadiusbymember_ro K E " + RADIUS + SHOWN + MAYBE_ORDER + " [J]",
    "geosearch K" + FROM + BY + SHOWN + "(" + COUNT + "|" + MAYBE_ORDER + ") [J]",
    "geosearchstore K K" + FROM + BY + "(" + COUNT + "|" + MAYBE_ORDER + ") [(storedist|J)]"
  };

  private static final String[] EDGES = {
    "0",
    "180",
    "-180",
    "85.05112878",
    "-85.05112878",
    "85.06",
    "180.1",
    "-181",
    "1e400",
    "inf",
    "nan",
    "abc",
    "",
    "-0",
    "90",
    "1e-9",
    "-1000000.5"
  };

  private GeoGrammar() {}

  /** Returns a longitude or latitude, seldom the same twice. */
  static String coordinate(SplittableRandom random) {
    return random.nextInt(30) == 0
        ? EDGES[random.nextInt(EDGES.length)]
        : Double.toString(random.nextDouble(-85, 85) / (random.nextInt(3) == 0 ? 1 : 10));
  }
}
