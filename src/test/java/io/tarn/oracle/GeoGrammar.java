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

  /*
   * Distances are not stored here: the sine of Java and that of C may differ in the last bit, and a stored score shows
   * all of them, where an answer shows four digits behind the point. GeoCommandsTest knows STOREDIST.
   */
  private static final String STORE = " [store K]";
  private static final String MAYBE_ORDER = " [(asc|desc)]";

  /*
   * Redis answers the first of many in an unstable order where distances are equal. So searches with COUNT look at keys
   * that only GEOADD writes, and GEOSEARCHSTORE what such a key has, so that no two elements are at the same place.
   */
  private static final String PURE = "(geo|sphere)";

  private static final String ANY = "(geo|sphere|K)";

  static final String[] LINES = {
    "geoadd (geo|geo|sphere|K) [(nx|xx)] [ch] (U U E)+",
    "geodist " + ANY + " E E [" + UNIT + "] [J]",
    "geohash " + ANY + " E*",
    "geopos " + ANY + " E*",
    "georadius ("
        + PURE
        + " U U "
        + RADIUS
        + SHOWN
        + COUNT
        + ORDER
        + STORE
        + "|"
        + ANY
        + " U U "
        + RADIUS
        + SHOWN
        + MAYBE_ORDER
        + STORE
        + ")",
    "georadius_ro " + ANY + " U U " + RADIUS + SHOWN + MAYBE_ORDER + " [J]",
    "georadiusbymember ("
        + PURE
        + " E "
        + RADIUS
        + SHOWN
        + COUNT
        + STORE
        + "|"
        + ANY
        + " E "
        + RADIUS
        + SHOWN
        + MAYBE_ORDER
        + STORE
        + ")",
    "georadiusbymember_ro " + ANY + " E " + RADIUS + SHOWN + MAYBE_ORDER + " [J]",
    "geosearch ("
        + PURE
        + FROM
        + BY
        + SHOWN
        + COUNT
        + "|"
        + ANY
        + FROM
        + BY
        + SHOWN
        + MAYBE_ORDER
        + ") [J]",
    "geosearchstore (K "
        + PURE
        + FROM
        + BY
        + COUNT
        + " [J]"
        + "|K "
        + ANY
        + FROM
        + BY
        + MAYBE_ORDER
        + " [J]|"
        + PURE
        + " "
        + PURE
        + FROM
        + BY
        + ")"
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
