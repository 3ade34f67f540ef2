// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.geo;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.RealFormat;
import io.tarn.command.Reply;
import io.tarn.command.ReplyWriter;
import io.tarn.command.sortedset.AddCommands;
import io.tarn.command.sortedset.ScoreText;
import io.tarn.command.sortedset.SortedSetValue;
import io.tarn.keyspace.Keyspace;

/** The places of single elements: GEOADD, GEODIST, GEOHASH, GEOPOS. */
final class PlaceCommands {

  private static final int KEY = 1;
  private static final int DISTANCE_DECIMALS = 4;

  private PlaceCommands() {}

  static Reply geoadd(Execution execution, Arguments arguments) {
    boolean onlyNew = false;
    boolean onlyOld = false;
    boolean countChanged = false;
    int first = KEY + 1;
    for (; first < arguments.count(); first++) {
      if (arguments.is(first, "nx")) {
        onlyNew = true;
      } else if (arguments.is(first, "xx")) {
        onlyOld = true;
      } else if (arguments.is(first, "ch")) {
        countChanged = true;
      } else {
        break;
      }
    }
    int rest = arguments.count() - first;
    if (rest == 0 || rest % 3 != 0 || (onlyNew && onlyOld)) {
      return Errors.SYNTAX;
    }
    double[] scores = new double[rest / 3];
    for (int i = 0; i < scores.length; i++) {
      int at = first + 3 * i;
      Reply refusal = GeoArguments.refusePlace(arguments, at);
      if (refusal != null) {
        return refusal;
      }
      double longitude = ScoreText.strict(arguments, at);
      scores[i] = Geohash.encode(longitude, ScoreText.strict(arguments, at + 1), Geohash.STEPS);
    }
    return AddCommands.add(
        execution, arguments, onlyNew, onlyOld, countChanged, first + 2, 3, scores);
  }

  static Reply geodist(Execution execution, Arguments arguments) {
    double unit = 1;
    if (arguments.count() == 5) {
      unit = GeoArguments.unit(arguments, 4);
      if (unit == GeoArguments.NO_UNIT) {
        return GeoArguments.UNKNOWN_UNIT;
      }
    } else if (arguments.count() > 5) {
      return Errors.SYNTAX;
    }
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.find(keyspace, arguments, KEY);
    if (record == Keyspace.NONE) {
      return Reply.NULL;
    }
    if (SortedSetValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    SortedSetValue value = SortedSetValue.of(keyspace, record);
    long a = value.find(arguments, 2);
    long b = value.find(arguments, 3);
    if (a == SortedSetValue.ABSENT || b == SortedSetValue.ABSENT) {
      return Reply.NULL;
    }
    double from = value.score(a);
    double to = value.score(b);
    double meters =
        Geohash.distance(
            Geohash.longitude(from),
            Geohash.latitude(from),
            Geohash.longitude(to),
            Geohash.latitude(to));
    return distance(meters / unit);
  }

  /** Returns a distance as answers have it. */
  static Reply distance(double distance) {
    return Reply.Bulk.of(RealFormat.fixed(distance, DISTANCE_DECIMALS));
  }

  /** Answers for one element, by its score. */
  private interface Item {
    void write(double score, ReplyWriter writer);
  }

  static Reply geohash(Execution execution, Arguments arguments) {
    return each(
        execution,
        arguments,
        Reply.NULL,
        (score, writer) -> writer.reply(Reply.Bulk.of(Geohash.text(score))));
  }

  static Reply geopos(Execution execution, Arguments arguments) {
    return each(
        execution,
        arguments,
        Reply.NULL_ARRAY,
        (score, writer) -> writePlace(Geohash.longitude(score), Geohash.latitude(score), writer));
  }

  /** Appends a place as a pair of numbers. */
  static void writePlace(double longitude, double latitude, ReplyWriter writer) {
    writer.array(2);
    writer.reply(new Reply.Decimal(RealFormat.human(longitude)));
    writer.reply(new Reply.Decimal(RealFormat.human(latitude)));
  }

  private static Reply each(Execution execution, Arguments arguments, Reply absent, Item item) {
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.find(keyspace, arguments, KEY);
    if (SortedSetValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    execution.longWork(arguments, KEY, arguments.count());
    return new Reply.Written(
        writer -> {
          writer.array(arguments.count() - 2);
          SortedSetValue value =
              record == Keyspace.NONE ? null : SortedSetValue.of(keyspace, record);
          for (int i = 2; i < arguments.count(); i++) {
            long entry = value == null ? SortedSetValue.ABSENT : value.find(arguments, i);
            if (value == null || entry == SortedSetValue.ABSENT) {
              writer.reply(absent);
            } else {
              item.write(value.score(entry), writer);
            }
          }
        });
  }
}
