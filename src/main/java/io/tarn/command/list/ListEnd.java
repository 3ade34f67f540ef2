// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.list;

import io.tarn.command.Arguments;

/** The words LEFT and RIGHT as arguments. */
public final class ListEnd {

  public static final int LEFT = 0;
  public static final int RIGHT = 1;

  /** Any other word. */
  public static final int NEITHER = 2;

  private ListEnd() {}

  /** Returns which of them argument {@code i} is. */
  public static int at(Arguments arguments, int i) {
    if (arguments.is(i, "left")) {
      return LEFT;
    }
    return arguments.is(i, "right") ? RIGHT : NEITHER;
  }
}
