// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.geo;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.command.sortedset.ScoreText;
import io.tarn.command.sortedset.SortedSetValue;
import org.jspecify.annotations.Nullable;

/** What a search was asked for. */
final class GeoSearchOptions {

  private static final Reply NO_SUCH_MEMBER = Reply.error("could not decode requested zset member");
  private static final Reply NO_COUNT = Reply.error("COUNT must be > 0");
  private static final Reply ANY_ALONE = Reply.error("the ANY argument requires COUNT argument");
  private static final Reply NO_RADIUS = Reply.error("need numeric radius");
  private static final Reply NEGATIVE_RADIUS = Reply.error("radius cannot be negative");
  private static final Reply NO_WIDTH = Reply.error("need numeric width");
  private static final Reply NO_HEIGHT = Reply.error("need numeric height");
  private static final Reply NEGATIVE_BOX = Reply.error("height or width cannot be negative");

  /** Which of the commands it is. */
  enum Form {
    PLACE(6),
    PLACE_READ_ONLY(6),
    MEMBER(5),
    MEMBER_READ_ONLY(5),
    SEARCH(2),
    SEARCH_STORE(3);

    /** The first argument that is an option. */
    final int firstOption;

    Form(int firstOption) {
      this.firstOption = firstOption;
    }

    boolean isSearch() {
      return this == SEARCH || this == SEARCH_STORE;
    }

    boolean isMember() {
      return this == MEMBER || this == MEMBER_READ_ONLY;
    }
  }

  private final Arguments arguments;
  private final Form form;
  private int storeKey;
  private boolean storesDistance;
  private boolean withDistance;
  private boolean withHash;
  private boolean withPlace;
  private boolean any;
  private long count;
  private FoundPlaces.Order order = FoundPlaces.Order.AS_FOUND;
  private boolean fromMember;
  private boolean fromPlace;
  private boolean byRadius;
  private boolean byBox;
  private double longitude;
  private double latitude;
  private double width;
  private double height;
  private double unit = 1;

  GeoSearchOptions(Arguments arguments, Form form) {
    this.arguments = arguments;
    this.form = form;
    this.storeKey = form == Form.SEARCH_STORE ? 1 : 0;
  }

  /** Returns the argument that is the key to store at, 0 for none. */
  int storeKey() {
    return storeKey;
  }

  boolean storesDistance() {
    return storesDistance;
  }

  boolean withDistance() {
    return withDistance;
  }

  boolean withHash() {
    return withHash;
  }

  boolean withPlace() {
    return withPlace;
  }

  /** Returns how many things are answered of each element beside its name. */
  int details() {
    return (withDistance ? 1 : 0) + (withHash ? 1 : 0) + (withPlace ? 1 : 0);
  }

  /** Returns the meters of the unit. */
  double unit() {
    return unit;
  }

  /** Returns how many are answered at most. */
  long most() {
    return count == 0 ? Long.MAX_VALUE : count;
  }

  /** Returns after how many the search ends. */
  long enough() {
    return any ? count : Long.MAX_VALUE;
  }

  FoundPlaces.Order order() {
    return order == FoundPlaces.Order.AS_FOUND && count > 0 && !any
        ? FoundPlaces.Order.NEAREST_FIRST
        : order;
  }

  SearchArea area() {
    return new SearchArea(longitude, latitude, byBox, width * unit, height * unit);
  }

  /**
   * Reads all arguments.
   *
   * @param value the sorted set, null for an absent key
   * @return what is wrong, or null
   */
  @Nullable Reply parse(@Nullable SortedSetValue value) {
    Reply refusal = parseFixed(value);
    for (int i = form.firstOption; refusal == null && i < arguments.count(); i++) {
      int behind = arguments.count() - i - 1;
      if (isFlag(i)) {
        continue;
      }
      if (arguments.is(i, "count") && behind >= 1) {
        refusal = parseCount(++i);
      } else if (storesBehind(i) && behind >= 1) {
        storesDistance = arguments.is(i, "storedist");
        storeKey = ++i;
      } else if (!form.isSearch()) {
        return Errors.SYNTAX;
      } else if (arguments.is(i, "frommember") && behind >= 1 && !fromPlace) {
        refusal = value == null ? null : parseMember(value, i + 1);
        fromMember = true;
        i++;
      } else if (arguments.is(i, "fromlonlat") && behind >= 2 && !fromMember) {
        refusal = parsePlace(i + 1);
        fromPlace = true;
        i += 2;
      } else if (arguments.is(i, "byradius") && behind >= 2 && !byBox) {
        refusal = parseRadius(i + 1);
        byRadius = true;
        i += 2;
      } else if (arguments.is(i, "bybox") && behind >= 3 && !byRadius) {
        refusal = parseBox(i + 1);
        byBox = true;
        i += 3;
      } else if (arguments.is(i, "storedist") && form == Form.SEARCH_STORE) {
        storesDistance = true;
      } else {
        return Errors.SYNTAX;
      }
    }
    return refusal != null ? refusal : refuseTogether();
  }

  private @Nullable Reply parseFixed(@Nullable SortedSetValue value) {
    if (form.isSearch() || (form.isMember() && value == null)) {
      return null;
    }
    Reply refusal = value != null && form.isMember() ? parseMember(value, 2) : null;
    if (!form.isMember()) {
      refusal = parsePlace(2);
    }
    return refusal != null ? refusal : parseRadius(form.firstOption - 2);
  }

  private boolean isFlag(int i) {
    if (arguments.is(i, "withdist")) {
      withDistance = true;
    } else if (arguments.is(i, "withhash")) {
      withHash = true;
    } else if (arguments.is(i, "withcoord")) {
      withPlace = true;
    } else if (arguments.is(i, "any")) {
      any = true;
    } else if (arguments.is(i, "asc")) {
      order = FoundPlaces.Order.NEAREST_FIRST;
    } else if (arguments.is(i, "desc")) {
      order = FoundPlaces.Order.FARTHEST_FIRST;
    } else {
      return false;
    }
    return true;
  }

  private boolean storesBehind(int i) {
    return (form == Form.PLACE || form == Form.MEMBER)
        && (arguments.is(i, "store") || arguments.is(i, "storedist"));
  }

  private @Nullable Reply parseCount(int i) {
    if (!Numbers.isLong(arguments, i)) {
      return Errors.NOT_AN_INTEGER;
    }
    count = Numbers.parseLong(arguments, i);
    return count <= 0 ? NO_COUNT : null;
  }

  private @Nullable Reply parseMember(SortedSetValue value, int i) {
    long entry = value.find(arguments, i);
    if (entry == SortedSetValue.ABSENT) {
      return NO_SUCH_MEMBER;
    }
    longitude = Geohash.longitude(value.score(entry));
    latitude = Geohash.latitude(value.score(entry));
    return null;
  }

  private @Nullable Reply parsePlace(int i) {
    Reply refusal = GeoArguments.refusePlace(arguments, i);
    if (refusal == null) {
      longitude = ScoreText.strict(arguments, i);
      latitude = ScoreText.strict(arguments, i + 1);
    }
    return refusal;
  }

  private @Nullable Reply parseRadius(int i) {
    double radius = ScoreText.strict(arguments, i);
    if (Double.isNaN(radius)) {
      return NO_RADIUS;
    }
    if (radius < 0) {
      return NEGATIVE_RADIUS;
    }
    width = radius;
    return parseUnit(i + 1);
  }

  private @Nullable Reply parseBox(int i) {
    width = ScoreText.strict(arguments, i);
    if (Double.isNaN(width)) {
      return NO_WIDTH;
    }
    height = ScoreText.strict(arguments, i + 1);
    if (Double.isNaN(height)) {
      return NO_HEIGHT;
    }
    return width < 0 || height < 0 ? NEGATIVE_BOX : parseUnit(i + 2);
  }

  private @Nullable Reply parseUnit(int i) {
    unit = GeoArguments.unit(arguments, i);
    return unit == GeoArguments.NO_UNIT ? GeoArguments.UNKNOWN_UNIT : null;
  }

  private @Nullable Reply refuseTogether() {
    if (storeKey > 0 && details() > 0) {
      return Reply.error(
          (form == Form.SEARCH_STORE ? "GEOSEARCHSTORE" : "STORE option in GEORADIUS")
              + " is not compatible with WITHDIST, WITHHASH and WITHCOORD options");
    }
    if (form.isSearch() && !fromMember && !fromPlace) {
      return Reply.error(
          "exactly one of FROMMEMBER or FROMLONLAT can be specified for "
              + Errors.echo(arguments, 0));
    }
    if (form.isSearch() && !byRadius && !byBox) {
      return Reply.error(
          "exactly one of BYRADIUS and BYBOX can be specified for " + Errors.echo(arguments, 0));
    }
    return any && count == 0 ? ANY_ALONE : null;
  }
}
