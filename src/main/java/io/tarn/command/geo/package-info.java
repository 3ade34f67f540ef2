// SPDX-License-Identifier: Apache-2.0
/**
 * The geo commands: sorted sets whose scores are places on earth.
 *
 * <p>Read {@code GeoCommands} (the rows), {@code Geohash} (places as scores), {@code PlaceCommands}
 * with {@code GeoArguments}, then {@code GeoSearch} with {@code GeoSearchOptions}, {@code
 * SearchArea} (what of the sorted set to look at) and {@code FoundPlaces}.
 *
 * <p>Invariants: those of {@code command.sortedset}, through whose values everything is read and
 * stored.
 *
 * <p>May import {@code command}, {@code keyspace} and {@code slab}.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.command.geo;
