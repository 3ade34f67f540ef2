// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.geo;

import static io.tarn.command.Flag.DENYOOM;
import static io.tarn.command.Flag.MOVABLEKEYS;
import static io.tarn.command.Flag.READONLY;
import static io.tarn.command.Flag.WRITE;

import io.tarn.command.Command;
import io.tarn.command.KeySpec;
import java.util.List;

/** The rows of the geo commands. */
public final class GeoCommands {

  private static final String GROUP = "geo";
  private static final String SEARCH =
      "O(N+log(M)) with N elements around the area, M in the sorted set";
  private static final int OPTIONS = 6;
  private static final int MEMBER_OPTIONS = 5;

  private GeoCommands() {}

  /** Returns all rows. */
  public static List<Command> all() {
    return List.of(
        Command.named("geoadd", -5)
            .flags(WRITE, DENYOOM)
            .keys(KeySpec.ONE)
            .categories("write", "geo", "slow")
            .docs(GROUP, "3.2.0", "O(log(N)) for each element", "Adds elements at places.")
            .runs(PlaceCommands::geoadd),
        read("geodist", -4)
            .docs(GROUP, "3.2.0", "O(1)", "Answers the distance of two elements.")
            .runs(PlaceCommands::geodist),
        read("geohash", -2)
            .docs(GROUP, "3.2.0", "O(1) for each element", "Answers places as geohash texts.")
            .runs(PlaceCommands::geohash),
        read("geopos", -2)
            .docs(GROUP, "3.2.0", "O(1) for each element", "Answers places in degrees.")
            .runs(PlaceCommands::geopos),
        Command.named("georadius", -6)
            .flags(WRITE, DENYOOM, MOVABLEKEYS)
            .keys(KeySpec.firstAndBehind(OPTIONS, "store", "storedist"))
            .categories("write", "geo", "slow")
            .docs(GROUP, "3.2.0", SEARCH, "Finds elements around a place.")
            .runs(GeoSearch::georadius),
        read("georadius_ro", -6)
            .docs(GROUP, "3.2.10", SEARCH, "As GEORADIUS without STORE.")
            .runs(GeoSearch::georadiusReadOnly),
        Command.named("georadiusbymember", -5)
            .flags(WRITE, DENYOOM, MOVABLEKEYS)
            .keys(KeySpec.firstAndBehind(MEMBER_OPTIONS, "store", "storedist"))
            .categories("write", "geo", "slow")
            .docs(GROUP, "3.2.0", SEARCH, "Finds elements around one of them.")
            .runs(GeoSearch::georadiusbymember),
        read("georadiusbymember_ro", -5)
            .docs(GROUP, "3.2.10", SEARCH, "As GEORADIUSBYMEMBER without STORE.")
            .runs(GeoSearch::georadiusbymemberReadOnly),
        read("geosearch", -7)
            .docs(GROUP, "6.2.0", SEARCH, "Finds elements in a circle or a box.")
            .runs(GeoSearch::geosearch),
        Command.named("geosearchstore", -8)
            .flags(WRITE, DENYOOM)
            .keys(new KeySpec(1, 2, 1))
            .categories("write", "geo", "slow")
            .docs(GROUP, "6.2.0", SEARCH, "Stores elements in a circle or a box elsewhere.")
            .runs(GeoSearch::geosearchstore));
  }

  private static Command.Builder read(String name, int arity) {
    return Command.named(name, arity)
        .flags(READONLY)
        .keys(KeySpec.ONE)
        .categories("read", "geo", "slow");
  }
}
