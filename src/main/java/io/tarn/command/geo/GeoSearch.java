// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.geo;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.Reply;
import io.tarn.command.ReplyWriter;
import io.tarn.command.sortedset.Entries;
import io.tarn.command.sortedset.ScoredNames;
import io.tarn.command.sortedset.SortedSetStore;
import io.tarn.command.sortedset.SortedSetValue;
import io.tarn.keyspace.Keyspace;

/** GEOSEARCH in all its forms, the old commands GEORADIUS and GEORADIUSBYMEMBER included. */
final class GeoSearch {

  private final Execution execution;
  private final Arguments arguments;
  private final GeoSearchOptions options;
  private final int key;

  private GeoSearch(Execution execution, Arguments arguments, GeoSearchOptions.Form form) {
    this.execution = execution;
    this.arguments = arguments;
    this.key = form == GeoSearchOptions.Form.SEARCH_STORE ? 2 : 1;
    this.options = new GeoSearchOptions(arguments, form);
  }

  static Reply georadius(Execution execution, Arguments arguments) {
    return new GeoSearch(execution, arguments, GeoSearchOptions.Form.PLACE).run();
  }

  static Reply georadiusReadOnly(Execution execution, Arguments arguments) {
    return new GeoSearch(execution, arguments, GeoSearchOptions.Form.PLACE_READ_ONLY).run();
  }

  static Reply georadiusbymember(Execution execution, Arguments arguments) {
    return new GeoSearch(execution, arguments, GeoSearchOptions.Form.MEMBER).run();
  }

  static Reply georadiusbymemberReadOnly(Execution execution, Arguments arguments) {
    return new GeoSearch(execution, arguments, GeoSearchOptions.Form.MEMBER_READ_ONLY).run();
  }

  static Reply geosearch(Execution execution, Arguments arguments) {
    return new GeoSearch(execution, arguments, GeoSearchOptions.Form.SEARCH).run();
  }

  static Reply geosearchstore(Execution execution, Arguments arguments) {
    return new GeoSearch(execution, arguments, GeoSearchOptions.Form.SEARCH_STORE).run();
  }

  private Reply run() {
    Keyspace keyspace = execution.keyspace(arguments, key);
    long record = execution.find(keyspace, arguments, key);
    if (SortedSetValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    SortedSetValue value = record == Keyspace.NONE ? null : SortedSetValue.of(keyspace, record);
    Reply refusal = options.parse(value);
    if (refusal != null) {
      return refusal;
    }
    int storeKey = options.storeKey();
    if (value == null) {
      return storeKey > 0
          ? Reply.Int.of(new SortedSetStore(execution, arguments, storeKey).finish(event()))
          : Reply.EMPTY_ARRAY;
    }
    SearchArea area = options.area();
    long[] ranks = ranks(value, area);
    long looked = 0;
    for (int i = 0; i < SearchArea.CELLS; i++) {
      looked += ranks[2 * i + 1] - ranks[2 * i];
    }
    execution.longWork(arguments, 1, looked);
    if (ScoredNames.isTooMuch(looked, value.bytes() / value.count() * looked)) {
      return Errors.OUT_OF_MEMORY;
    }
    FoundPlaces found = find(value, area, ranks);
    int[] order = found.ordered(options.order());
    int answered = (int) Math.min(order.length, options.most());
    return storeKey > 0
        ? store(found, order, answered)
        : new Reply.Written(writer -> write(found, order, answered, writer));
  }

  private KeyEvent event() {
    return key == 2 ? KeyEvent.GEOSEARCHSTORE : KeyEvent.GEORADIUSSTORE;
  }

  /* Of each cell the first rank and the one behind the last. */
  private static long[] ranks(SortedSetValue value, SearchArea area) {
    long[] ranks = new long[2 * SearchArea.CELLS];
    for (int i = 0; i < SearchArea.CELLS; i++) {
      if (!area.isLeftOut(i)) {
        ranks[2 * i] = value.rankOfScore(area.firstScore(i), false);
        ranks[2 * i + 1] = value.rankOfScore(area.endScore(i), false);
      }
    }
    return ranks;
  }

  private FoundPlaces find(SortedSetValue value, SearchArea area, long[] ranks) {
    FoundPlaces found = new FoundPlaces();
    Entries.Name name = new Entries.Name();
    long enough = options.enough();
    for (int i = 0; i < SearchArea.CELLS && found.count() < enough; i++) {
      long count = ranks[2 * i + 1] - ranks[2 * i];
      if (count > 0) {
        Entries entries = value.entries(ranks[2 * i], false);
        for (long k = 0; k < count && found.count() < enough; k++, entries.advance()) {
          double score = entries.score();
          double distance = area.distance(Geohash.longitude(score), Geohash.latitude(score));
          if (!Double.isNaN(distance)) {
            entries.copyName(name);
            found.add(name, score, distance);
          }
        }
      }
    }
    return found;
  }

  private Reply store(FoundPlaces found, int[] order, int answered) {
    SortedSetStore store = new SortedSetStore(execution, arguments, options.storeKey());
    ScoredNames names = found.names();
    store.admit(answered, names.bytes());
    for (int k = 0; k < answered; k++) {
      int i = order[k];
      double score = options.storesDistance() ? found.distance(i) / options.unit() : names.score(i);
      store.add(names.names(), names.offset(i), names.length(i), score);
    }
    return Reply.Int.of(store.finish(event()));
  }

  private void write(FoundPlaces found, int[] order, int answered, ReplyWriter writer) {
    ScoredNames names = found.names();
    int items = 1 + options.details();
    writer.array(answered);
    for (int k = 0; k < answered; k++) {
      int i = order[k];
      if (items > 1) {
        writer.array(items);
      }
      names.writeName(writer, i);
      if (options.withDistance()) {
        writer.reply(PlaceCommands.distance(found.distance(i) / options.unit()));
      }
      if (options.withHash()) {
        writer.integer(integer(names.score(i)));
      }
      if (options.withPlace()) {
        double score = names.score(i);
        PlaceCommands.writePlace(Geohash.longitude(score), Geohash.latitude(score), writer);
      }
    }
  }

  /* As processors turn a double into 64 bits. */
  private static long integer(double score) {
    return score >= 0x1p63 ? Long.MIN_VALUE : (long) score;
  }
}
