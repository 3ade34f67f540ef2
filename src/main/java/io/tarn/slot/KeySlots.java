// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Arguments;
import io.tarn.command.KeySpec;
import java.util.Arrays;

/**
 * The distinct slots of a request's keys in ascending order, which is the order in which gates are
 * entered: two requests that share slots cannot wait for each other. Filled again for each request.
 */
final class KeySlots {

  private int[] numbers = new int[16];
  private int count;

  /** Collects the slots of a request; returns this. */
  KeySlots of(KeySpec keys, Arguments arguments) {
    int total = keys.count(arguments);
    if (numbers.length < total) {
      numbers = new int[Math.max(total, numbers.length * 2)];
    }
    boolean ascending = true;
    for (int n = 0; n < total; n++) {
      numbers[n] = arguments.slot(keys.position(arguments, n));
      ascending &= n == 0 || numbers[n - 1] < numbers[n];
    }
    count = total;
    if (!ascending) {
      Arrays.sort(numbers, 0, total);
      removeRepeated();
    }
    return this;
  }

  /** Forgets all, to begin with {@link #add}. */
  void clear() {
    count = 0;
  }

  /** Adds a slot; {@link #order} must follow the last. */
  void add(int slot) {
    if (count == numbers.length) {
      numbers = Arrays.copyOf(numbers, count * 2);
    }
    numbers[count++] = slot;
  }

  /** Orders what was added and removes what is there twice. */
  void order() {
    Arrays.sort(numbers, 0, count);
    if (count > 0) {
      removeRepeated();
    }
  }

  int count() {
    return count;
  }

  /** Returns the slot at {@code i}, 0 to {@link #count} - 1. */
  int at(int i) {
    return numbers[i];
  }

  private void removeRepeated() {
    int kept = 1;
    for (int n = 1; n < count; n++) {
      if (numbers[n] != numbers[kept - 1]) {
        numbers[kept++] = numbers[n];
      }
    }
    count = kept;
  }
}
