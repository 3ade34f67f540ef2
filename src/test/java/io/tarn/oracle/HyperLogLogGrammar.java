// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import java.util.List;

/**
 * The grammars of the HyperLogLog commands; GET and DUMP of the same keys compare the bytes. Not
 * PFSELFTEST, which keeps redis-server busy for seconds.
 */
final class HyperLogLogGrammar {

  static final List<String> LINES =
      List.of(
          "pfadd K (V*|I I I I I I I I|L L L L L L L L L L L L L L L L|F F F F F F F F F F F F)",
          "pfcount K K*",
          "pfmerge K K*",
          "pfdebug (encoding K|decode K|todense K|getreg K|J K)");

  private HyperLogLogGrammar() {}
}
