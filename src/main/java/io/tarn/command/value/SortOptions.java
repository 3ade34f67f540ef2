// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.value;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of SORT.
 *
 * @param by what to compare, or null for the elements themselves
 * @param unsorted BY names no key: the order stays
 * @param get what to answer for each element; empty for the element itself
 * @param store argument index of the key that takes the result, 0 for none
 * @param offset of LIMIT, 0 where there is none
 * @param count of LIMIT, negative for all
 * @param refusal the answer to bad options, or null
 */
record SortOptions(
    @Nullable SortPattern by,
    boolean unsorted,
    List<SortPattern> get,
    boolean descending,
    boolean alphabetic,
    int store,
    long offset,
    long count,
    @Nullable Reply refusal) {

  static SortOptions of(Arguments arguments, boolean readOnly) {
    SortPattern by = null;
    boolean unsorted = false;
    List<SortPattern> get = new ArrayList<>();
    boolean descending = false;
    boolean alphabetic = false;
    int store = 0;
    long offset = 0;
    long count = -1;
    for (int i = 2; i < arguments.count(); i++) {
      int left = arguments.count() - i - 1;
      if (arguments.is(i, "asc")) {
        descending = false;
      } else if (arguments.is(i, "desc")) {
        descending = true;
      } else if (arguments.is(i, "alpha")) {
        alphabetic = true;
      } else if (arguments.is(i, "limit") && left >= 2) {
        if (!Numbers.isLong(arguments, i + 1) || !Numbers.isLong(arguments, i + 2)) {
          return refused(Errors.NOT_AN_INTEGER);
        }
        offset = Numbers.parseLong(arguments, i + 1);
        count = Numbers.parseLong(arguments, i + 2);
        i += 2;
      } else if (!readOnly && arguments.is(i, "store") && left >= 1) {
        store = ++i;
      } else if (arguments.is(i, "by") && left >= 1) {
        by = SortPattern.of(arguments.bytes(++i));
        unsorted |= !by.namesKeys();
      } else if (arguments.is(i, "get") && left >= 1) {
        get.add(SortPattern.of(arguments.bytes(++i)));
      } else {
        return refused(Errors.SYNTAX);
      }
    }
    return new SortOptions(
        by, unsorted, List.copyOf(get), descending, alphabetic, store, offset, count, null);
  }

  private static SortOptions refused(Reply refusal) {
    return new SortOptions(null, false, List.of(), false, false, 0, 0, -1, refusal);
  }
}
