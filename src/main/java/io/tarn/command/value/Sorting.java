// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.value;

import io.tarn.command.Execution;
import io.tarn.command.sortedset.ScoreText;
import io.tarn.keyspace.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts the elements of a collection into the order that the options of SORT ask for. */
final class Sorting {

  /** An element with what it is compared by. */
  private record Sorted(byte[] element, double number, byte @Nullable [] text) {}

  private final Execution execution;
  private final SortOptions options;

  Sorting(Execution execution, SortOptions options) {
    this.execution = execution;
    this.options = options;
  }

  /**
   * Returns the elements within LIMIT in their new order, or null when one cannot be compared as a
   * number.
   */
  @Nullable List<byte[]> sorted(WholeValue value, ValueType type, long size) {
    long start = Math.min(Math.max(options.offset(), 0), size);
    long count = Math.min(Math.max(options.count(), -1), size);
    long end = count < 0 ? size - 1 : start + count - 1;
    if (start >= size) {
      start = size - 1;
      end = size - 2;
    }
    end = Math.min(end, size - 1);
    /* A set has no order of its own, so a result that is stored is sorted all the same. */
    boolean ordered = options.unsorted() && type == ValueType.SET && options.store() > 0;
    if (options.unsorted() && type != ValueType.SET) {
      return asTheyAre(value, type, size, start, end);
    }
    List<byte[]> elements = new ArrayList<>();
    value.read(type, taking(elements));
    if (!options.unsorted() || ordered) {
      List<Sorted> all = compared(elements, ordered);
      if (all == null) {
        return null;
      }
      Comparator<Sorted> order = order(ordered);
      all.sort(options.descending() ? order.reversed() : order);
      elements = new ArrayList<>(all.stream().map(Sorted::element).toList());
    }
    return end < start ? List.of() : elements.subList((int) start, (int) end + 1);
  }

  /* The range is counted from the end when the order is reversed. */
  private List<byte[]> asTheyAre(
      WholeValue value, ValueType type, long size, long start, long end) {
    List<byte[]> elements = new ArrayList<>();
    if (end < start) {
      return elements;
    }
    if (type == ValueType.LIST && options.descending()) {
      value.readRange(type, size - 1 - end, size - 1 - start, false, taking(elements));
      Collections.reverse(elements);
    } else {
      value.readRange(type, start, end, options.descending(), taking(elements));
    }
    return elements;
  }

  private @Nullable List<Sorted> compared(List<byte[]> elements, boolean byThemselves) {
    List<Sorted> all = new ArrayList<>(elements.size());
    boolean textual = options.alphabetic() || byThemselves;
    boolean malformed = false;
    for (byte[] element : elements) {
      SortPattern by = byThemselves ? null : options.by();
      byte[] compared = by == null ? element : by.lookUp(execution, element);
      double number = 0;
      if (!textual && compared != null) {
        number = ScoreText.sortable(compared);
        malformed |= Double.isNaN(number);
      }
      all.add(new Sorted(element, number, compared));
    }
    return malformed ? null : all;
  }

  private Comparator<Sorted> order(boolean byThemselves) {
    if (byThemselves) {
      return (a, b) -> Arrays.compareUnsigned(a.element(), b.element());
    }
    if (options.alphabetic()) {
      return options.store() > 0 ? Sorting::compareTexts : Sorting::compareStrings;
    }
    return Sorting::compareNumbers;
  }

  private static int compareNumbers(Sorted a, Sorted b) {
    if (a.number() != b.number()) {
      return a.number() < b.number() ? -1 : 1;
    }
    return Arrays.compareUnsigned(a.element(), b.element());
  }

  /* A result that is answered is sorted by C's strcoll, for which a NUL ends a text. */
  private static int compareStrings(Sorted a, Sorted b) {
    if (a.text() == null || b.text() == null) {
      return Boolean.compare(a.text() != null, b.text() != null);
    }
    return Arrays.compareUnsigned(a.text(), 0, endOf(a.text()), b.text(), 0, endOf(b.text()));
  }

  private static int endOf(byte[] text) {
    int end = 0;
    while (end < text.length && text[end] != 0) {
      end++;
    }
    return end;
  }

  private static int compareTexts(Sorted a, Sorted b) {
    if (a.text() == null || b.text() == null) {
      return Boolean.compare(a.text() != null, b.text() != null);
    }
    return Arrays.compareUnsigned(a.text(), b.text());
  }

  private static ElementTaker taking(List<byte[]> elements) {
    return new ElementTaker() {
      @Override
      public void string(byte[] bytes) {
        elements.add(bytes);
      }

      @Override
      public void score(double score) {} // only members are sorted
    };
  }
}
