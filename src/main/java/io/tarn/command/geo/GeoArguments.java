// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.geo;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.RealFormat;
import io.tarn.command.Reply;
import io.tarn.command.sortedset.ScoreText;
import org.jspecify.annotations.Nullable;

/** What geo commands read from their arguments: places, lengths and units. */
final class GeoArguments {

  static final Reply UNKNOWN_UNIT =
      Reply.error("unsupported unit provided. please use M, KM, FT, MI");

  /** What {@link #unit} returns for a word that is no unit. */
  static final double NO_UNIT = -1;

  private static final int SHOWN_DECIMALS = 6;

  private GeoArguments() {}

  /** Returns the meters of the unit that argument {@code i} names, or {@link #NO_UNIT}. */
  static double unit(Arguments arguments, int i) {
    if (arguments.is(i, "m")) {
      return 1;
    }
    if (arguments.is(i, "km")) {
      return 1000;
    }
    if (arguments.is(i, "ft")) {
      return 0.3048;
    }
    return arguments.is(i, "mi") ? 1609.34 : NO_UNIT;
  }

  /** Returns what is wrong with the place at arguments {@code i} and {@code i + 1}, or null. */
  static @Nullable Reply refusePlace(Arguments arguments, int i) {
    double longitude = ScoreText.strict(arguments, i);
    double latitude = ScoreText.strict(arguments, i + 1);
    if (Double.isNaN(longitude) || Double.isNaN(latitude)) {
      return Errors.NOT_A_FLOAT;
    }
    return Geohash.isValid(longitude, latitude)
        ? null
        : Reply.error(
            "invalid longitude,latitude pair " + shown(longitude) + "," + shown(latitude));
  }

  private static String shown(double degrees) {
    if (Double.isInfinite(degrees)) {
      return degrees > 0 ? "inf" : "-inf";
    }
    String text = RealFormat.fixed(degrees, SHOWN_DECIMALS);
    boolean lostSign = text.charAt(0) != '-' && (degrees < 0 || 1 / degrees < 0);
    return lostSign ? "-" + text : text;
  }
}
