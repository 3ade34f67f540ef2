// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.geo;

/**
 * A circle or a box around a place, and the cells of {@link Geohash} that cover it: the one of the
 * place and those of its eight neighbours that may have a part of it.
 */
final class SearchArea {

  /** Cells of an area, at most. */
  static final int CELLS = 9;

  /** Half the equator in Mercator's projection, in meters. */
  private static final double HALF_EQUATOR_METERS = 20037726.37;

  /** Near the poles cells are narrow. */
  private static final double NORTHERN = 66;

  private static final double FAR_NORTHERN = 80;

  /** Steps east and north to the cell itself and its neighbours, in the order of the search. */
  private static final int[] EAST = {0, 0, 0, 1, -1, 1, -1, 1, -1};

  private static final int[] NORTH = {0, 1, -1, 0, 0, 1, 1, -1, -1};

  private final double longitude;
  private final double latitude;
  private final boolean box;
  private final double widthMeters;
  private final double heightMeters;
  private final long[] cells = new long[CELLS];
  private final boolean[] left = new boolean[CELLS];
  private int steps;

  /** Creates a circle with a radius, or a box with a width and a height, in meters. */
  SearchArea(double longitude, double latitude, boolean box, double width, double height) {
    this.longitude = longitude;
    this.latitude = latitude;
    this.box = box;
    this.widthMeters = width;
    this.heightMeters = height;
    cover();
  }

  /** Returns the meters from the middle to a place of the area; a NaN for one outside. */
  double distance(double toLongitude, double toLatitude) {
    if (box) {
      if (Geohash.latitudeDistance(toLatitude, latitude) > heightMeters / 2
          || Geohash.distance(toLongitude, toLatitude, longitude, toLatitude) > widthMeters / 2) {
        return Double.NaN;
      }
      return Geohash.distance(longitude, latitude, toLongitude, toLatitude);
    }
    double distance = Geohash.distance(longitude, latitude, toLongitude, toLatitude);
    return distance > widthMeters ? Double.NaN : distance;
  }

  /** True when cell {@code i} has no part of the area, or is the one before once more. */
  boolean isLeftOut(int i) {
    return left[i];
  }

  /** Returns the least score of cell {@code i}. */
  double firstScore(int i) {
    return cells[i] << (2 * (Geohash.STEPS - steps));
  }

  /** Returns the score behind the last of cell {@code i}. */
  double endScore(int i) {
    return (cells[i] + 1) << (2 * (Geohash.STEPS - steps));
  }

  private void cover() {
    double width = box ? widthMeters / 2 : widthMeters;
    double height = box ? heightMeters / 2 : widthMeters;
    double north = Geohash.degreesNorth(height);
    double wider = latitude < 0 ? latitude - north : latitude + north;
    double east = Geohash.degreesEast(width, wider);
    double radius = box ? Math.sqrt(width * width + height * height) : widthMeters;
    steps = estimatedSteps(radius);
    findCells();
    double minLongitude = longitude - east;
    double maxLongitude = longitude + east;
    double minLatitude = latitude - north;
    double maxLatitude = latitude + north;
    boolean missesPart =
        northEdge(1) < maxLatitude
            || southEdge(2) > minLatitude
            || eastEdge(3) < maxLongitude
            || westEdge(4) > minLongitude;
    if (steps > 1 && missesPart) {
      steps--;
      findCells();
    }
    if (steps >= 2) {
      leaveOut(0, -1, southEdge(0) < minLatitude);
      leaveOut(0, 1, northEdge(0) > maxLatitude);
      leaveOut(-1, 0, westEdge(0) < minLongitude);
      leaveOut(1, 0, eastEdge(0) > maxLongitude);
    }
    leaveOutRepeated();
  }

  private int estimatedSteps(double radius) {
    if (radius == 0) {
      return Geohash.STEPS;
    }
    int estimate = 1;
    for (double range = radius; range < HALF_EQUATOR_METERS; range *= 2) {
      estimate++;
    }
    estimate -= 2;
    if (Math.abs(latitude) > NORTHERN) {
      estimate -= Math.abs(latitude) > FAR_NORTHERN ? 2 : 1;
    }
    return Math.max(1, Math.min(Geohash.STEPS, estimate));
  }

  private void findCells() {
    long middle = Geohash.encode(longitude, latitude, steps);
    long row = Geohash.even(middle);
    long column = Geohash.odd(middle);
    long mask = (1L << steps) - 1;
    for (int i = 0; i < CELLS; i++) {
      long x = EAST[i] == 0 ? column : (column + EAST[i]) & mask;
      long y = NORTH[i] == 0 ? row : (row + NORTH[i]) & mask;
      cells[i] = Geohash.interleave(y, x);
    }
  }

  private double northEdge(int i) {
    return Geohash.edge(Geohash.even(cells[i]) + 1, steps, Geohash.MOST_LATITUDE);
  }

  private double southEdge(int i) {
    return Geohash.edge(Geohash.even(cells[i]), steps, Geohash.MOST_LATITUDE);
  }

  private double eastEdge(int i) {
    return Geohash.edge(Geohash.odd(cells[i]) + 1, steps, Geohash.MOST_LONGITUDE);
  }

  private double westEdge(int i) {
    return Geohash.edge(Geohash.odd(cells[i]), steps, Geohash.MOST_LONGITUDE);
  }

  private void leaveOut(int east, int north, boolean needless) {
    for (int i = 0; i < CELLS; i++) {
      left[i] |= needless && ((east != 0 && EAST[i] == east) || (north != 0 && NORTH[i] == north));
    }
  }

  /* Where the whole earth has few cells, neighbours on both sides are one. */
  private void leaveOutRepeated() {
    int last = 0;
    for (int i = 1; i < CELLS; i++) {
      if (!left[i]) {
        left[i] = last > 0 && cells[i] == cells[last];
        last = left[i] ? last : i;
      }
    }
  }
}
