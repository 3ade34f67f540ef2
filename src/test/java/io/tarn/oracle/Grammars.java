// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The grammars of the commands, one line each. Add a line with a command. */
final class Grammars {

  private static final String LIFE = "(ex S|px M|exat A|pxat B)";

  private static final String[] LINES = {
    "append K V",
    "bitcount K [I I [(byte|bit)]]",
    "bitfield K (get T O|set T O L|incrby T O L|overflow (wrap|sat|fail|J))*",
    "bitfield_ro K (get T O)*",
    "bitop ((and|or|xor) K K+|not K K)",
    "bitpos K Z [I [I [(byte|bit)]]]",
    "client (getname|setname V|setname a|no-evict on|help)",
    "command (info J|info get|info mset bitop|docs nothing|getkeys get K|getkeys mset K V|help)",
    "config (get maxmemory|get maxmemory-policy|get nothing|help|set maxmemory-policy P"
        + "|set maxmemory Q|set maxmemory-samples (1|5|64|abc)|set lfu-log-factor (0|10|-1)"
        + "|set list-max-listpack-size (-1|-2|-5|1|3|8|0|32|abc)|get list-max-ziplist-size"
        + "|set lfu-decay-time (0|1|x)|set maxmemory Q maxmemory-policy P)",
    "copy K K [db 0] [replace]",
    "dbsize",
    "decr K",
    "decrby K L",
    "del K+",
    "discard",
    "dump K",
    "echo V",
    "exec",
    "exists K+",
    "expire K S [(nx|xx|gt|lt)] [(nx|xx|gt|lt)]",
    "expireat K A [(nx|xx|gt|lt)]",
    "expiretime K",
    "flushall [(sync|async|J)]",
    "flushdb [(sync|async|J)]",
    "get K",
    "getbit K O",
    "getdel K",
    "getex K [(" + LIFE + "|persist|keepttl)]",
    "getrange K I I",
    "getset K V",
    "incr K",
    "incrby K L",
    "incrbyfloat K F",
    "keys G",
    "lcs K K [len] [idx] [minmatchlen I] [withmatchlen]",
    "memory (usage K [samples I]|purge|help)",
    "mget K+",
    "mset (K V)+",
    "msetnx (K V)+",
    "object (encoding K|refcount K|idletime K|freq K|help)",
    "persist K",
    "pexpire K M [(nx|xx|gt|lt)] [(nx|xx|gt|lt)]",
    "pexpireat K B [(nx|xx|gt|lt)]",
    "pexpiretime K",
    "ping [V]",
    "psetex K M V",
    "pttl K",
    "publish V V",
    "pubsub (channels [G]|numsub V*|numpat|shardchannels [G]|shardnumsub V*|J)",
    "randomkey",
    "rename K K",
    "renamenx K K",
    "restore K (0|M) (V|D|D|D) [replace] [absttl] [idletime I] [freq I]",
    "restore-asking K (0|M) (V|D|D|D) [replace]",
    "scan (0|I) [match G] [count I] [type Y]",
    "set K V [(nx|xx)] [get] [(" + LIFE + "|keepttl)] [(nx|get)]",
    "setbit K O Z",
    "sort K ([limit I I] [get G] [get G] [(asc|desc)] [alpha] [(asc|desc)] [store K]"
        + "|by G [get G] [(asc|desc)] [alpha])",
    "sort_ro K ([limit I I] [get G] [get G] [(asc|desc)] [alpha] [(asc|desc)]"
        + "|by G [get G] [(asc|desc)] [alpha])",
    "setex K S V",
    "setnx K V",
    "setrange K N V",
    "spublish V V",
    "strlen K",
    "substr K I I",
    "touch K+",
    "ttl K",
    "type K",
    "unlink K+",
    "unwatch"
  };

  /** The families that have classes of their own. */
  private static final List<List<String>> FAMILIES =
      List.of(
          ListGrammars.LINES,
          HyperLogLogGrammar.LINES,
          List.of(SetGrammar.LINES),
          List.of(HashGrammar.LINES),
          List.of(SortedSetGrammar.LINES),
          List.of(GeoGrammar.LINES));

  private static final Map<String, Grammar> BY_NAME = new TreeMap<>();
  private static final Grammar ANY = Grammar.of("[K] (K|V|I|J)*");

  static {
    for (String line : LINES) {
      add(line);
    }
    FAMILIES.forEach(lines -> lines.forEach(Grammars::add));
  }

  private Grammars() {}

  private static void add(String line) {
    int space = line.indexOf(' ');
    String name = space < 0 ? line : line.substring(0, space);
    BY_NAME.put(name, Grammar.of(space < 0 ? "" : line.substring(space)));
  }

  /** Returns the grammar of a command or, for one without a line, some arguments of any kind. */
  static Grammar of(String command) {
    return BY_NAME.getOrDefault(command, ANY);
  }

  /** Returns the commands that have a line, in the order of the alphabet. */
  static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }
}
