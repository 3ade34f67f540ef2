// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.geo;

/**
 * Places on earth as numbers: latitude and longitude, each the number of its cell of 2^step, bit by
 * bit by turns, the latitude in the even bits. 26 bits of each are the score of an element.
 *
 * <p>Source: the Redis documentation of GEOADD; G. M. Morton, "A computer oriented geodetic data
 * base", 1966.
 */
final class Geohash {

  /** Bits of latitude and of longitude in a score. */
  static final int STEPS = 26;

  static final double MOST_LONGITUDE = 180;

  /** Mercator's square ends there. */
  static final double MOST_LATITUDE = 85.05112878;

  private static final double POLE = 90;
  private static final double EARTH_RADIUS_METERS = 6372797.560856;
  private static final double RADIANS = Math.PI / 180.0;
  private static final double TWO_TO_63 = 0x1p63;
  private static final long MASK_32 = 0xffff_ffffL;

  private static final String ALPHABET = "0123456789bcdefghjkmnpqrstuvwxyz";
  private static final int TEXT_CHARS = 11;
  private static final int CHAR_BITS = 5;

  private Geohash() {}

  /** True for a place that can be stored. */
  static boolean isValid(double longitude, double latitude) {
    return Math.abs(longitude) <= MOST_LONGITUDE && Math.abs(latitude) <= MOST_LATITUDE;
  }

  /** Returns the hash of a place. */
  static long encode(double longitude, double latitude, int steps) {
    return encode(longitude, latitude, steps, MOST_LATITUDE);
  }

  private static long encode(double longitude, double latitude, int steps, double mostLatitude) {
    double y = (latitude + mostLatitude) / (mostLatitude - -mostLatitude);
    double x = (longitude + MOST_LONGITUDE) / (MOST_LONGITUDE - -MOST_LONGITUDE);
    return interleave((long) (y * (1L << steps)), (long) (x * (1L << steps)));
  }

  /** Puts the bits of one number in the even places, those of the other in the odd ones. */
  static long interleave(long even, long odd) {
    return spread(even) | spread(odd) << 1;
  }

  private static long spread(long value) {
    long bits = value & MASK_32;
    bits = (bits | bits << 16) & 0x0000_ffff_0000_ffffL;
    bits = (bits | bits << 8) & 0x00ff_00ff_00ff_00ffL;
    bits = (bits | bits << 4) & 0x0f0f_0f0f_0f0f_0f0fL;
    bits = (bits | bits << 2) & 0x3333_3333_3333_3333L;
    return (bits | bits << 1) & 0x5555_5555_5555_5555L;
  }

  /** Returns the number whose bits are in the even places. */
  static long even(long hash) {
    long bits = hash & 0x5555_5555_5555_5555L;
    bits = (bits | bits >>> 1) & 0x3333_3333_3333_3333L;
    bits = (bits | bits >>> 2) & 0x0f0f_0f0f_0f0f_0f0fL;
    bits = (bits | bits >>> 4) & 0x00ff_00ff_00ff_00ffL;
    bits = (bits | bits >>> 8) & 0x0000_ffff_0000_ffffL;
    return (bits | bits >>> 16) & MASK_32;
  }

  /** Returns the number whose bits are in the odd places. */
  static long odd(long hash) {
    return even(hash >>> 1);
  }

  /** Returns where the cell with a number begins; with the next number, where it ends. */
  static double edge(long cell, int steps, double most) {
    return -most + (cell * 1.0 / (1L << steps)) * (most - -most);
  }

  /** Returns the longitude of the middle of a score's cell. */
  static double longitude(double score) {
    return middle(odd(bits(score)), MOST_LONGITUDE);
  }

  /** Returns the latitude of the middle of a score's cell. */
  static double latitude(double score) {
    return middle(even(bits(score)), MOST_LATITUDE);
  }

  private static double middle(long cell, double most) {
    double begin = edge(cell, STEPS, most);
    double end = edge((cell + 1) & MASK_32, STEPS, most);
    return Math.max(-most, Math.min(most, (begin + end) / 2));
  }

  /* As processors turn a double into 64 bits without sign, whatever score somebody has stored. */
  private static long bits(double score) {
    if (score < TWO_TO_63) {
      return (long) score;
    }
    double rest = score - TWO_TO_63;
    return rest < TWO_TO_63 ? (long) rest ^ Long.MIN_VALUE : 0;
  }

  /** Returns the usual text of a score's place, which is made with latitudes up to the poles. */
  static String text(double score) {
    long hash = encode(longitude(score), latitude(score), STEPS, POLE);
    StringBuilder text = new StringBuilder(TEXT_CHARS);
    for (int i = 1; i < TEXT_CHARS; i++) {
      text.append(ALPHABET.charAt((int) (hash >>> (2 * STEPS - i * CHAR_BITS)) & 0x1f));
    }
    return text.append('0').toString();
  }

  /** Returns the meters between two places along the earth's surface (haversine formula). */
  static double distance(double longitude1, double latitude1, double longitude2, double latitude2) {
    double v = Math.sin((longitude2 * RADIANS - longitude1 * RADIANS) / 2);
    if (v == 0) {
      return latitudeDistance(latitude1, latitude2);
    }
    double from = latitude1 * RADIANS;
    double to = latitude2 * RADIANS;
    double u = Math.sin((to - from) / 2);
    double a = u * u + Math.cos(from) * Math.cos(to) * v * v;
    return 2.0 * EARTH_RADIUS_METERS * Math.asin(Math.sqrt(a));
  }

  /** Returns the meters between two latitudes. */
  static double latitudeDistance(double latitude1, double latitude2) {
    return EARTH_RADIUS_METERS * Math.abs(latitude2 * RADIANS - latitude1 * RADIANS);
  }

  /** Returns the degrees of so many meters northward. */
  static double degreesNorth(double meters) {
    return meters / EARTH_RADIUS_METERS / RADIANS;
  }

  /** Returns the degrees of so many meters eastward at a latitude. */
  static double degreesEast(double meters, double latitude) {
    return meters / EARTH_RADIUS_METERS / Math.cos(latitude * RADIANS) / RADIANS;
  }
}
