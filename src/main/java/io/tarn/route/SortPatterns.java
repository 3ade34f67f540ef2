// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.command.Arguments;
import io.tarn.command.Reply;
import org.jspecify.annotations.Nullable;

/** SORT may name keys by patterns; they may lie anywhere, so a cluster refuses them, as Redis's. */
final class SortPatterns {

  private SortPatterns() {}

  static Reply.@Nullable Failure refusal(Arguments arguments) {
    for (int i = 2; i < arguments.count() - 1; i++) {
      if (arguments.is(i, "limit")) {
        i += 2;
      } else if (arguments.is(i, "store")) {
        i++;
      } else if (arguments.is(i, "by")) {
        if (hasStar(arguments, ++i)) {
          return RouteErrors.SORT_BY;
        }
      } else if (arguments.is(i, "get") && hasStar(arguments, ++i)) {
        return RouteErrors.SORT_GET;
      }
    }
    return null;
  }

  private static boolean hasStar(Arguments arguments, int i) {
    for (int k = 0; k < arguments.length(i); k++) {
      if (arguments.byteAt(i, k) == '*') {
        return true;
      }
    }
    return false;
  }
}
