// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import java.util.List;

/** The grammars of the list commands. */
final class ListGrammars {

  /* LMPOP with a huge number of keys ends redis-server 7.0. The sizes of pieces are small, so that
   * lists have many nodes. */
  static final List<String> LINES =
      List.of(
          "lindex K I",
          "linsert K (before|after|J) V V",
          "llen K",
          "lmove K K (left|right|left|right|J) (left|right)",
          "lmpop (1 K|2 K K|3 K K K|2 K|0 K|abc K|-1 K|1 K|1 K) (left|right|J)"
              + " [count (1|2|5|100|0|I)]",
          "lpop K [N]",
          "lpos K V [rank I] [count I] [maxlen I] [(rank I|J)]",
          "lpush K V+",
          "lpushx K V+",
          "lrange K (0 -1|I I|I I)",
          "lrem K I V",
          "lset K I V",
          "ltrim K (I I|0 -1|1 -2|-5 -1|-60 -1)",
          "rpop K [N]",
          "rpoplpush K K",
          "rpush K (V+|V V V V V V V V V V V V V V V V V V V V V V V V)",
          "rpushx K V+");

  private ListGrammars() {}
}
