// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random requests whose keys mostly hold what they want, so that they change something. */
final class FittingRequests {

  /* L, S, H, Z, F, G: a key of a type; V: an element; T: some seconds; P: some milliseconds; A: when. */
  private static final String[] FORMS = {
    "rpush L V V",
    "rpush L V V V",
    "lpush L V V",
    "linsert L before V V",
    "linsert L after V V",
    "blmove L L left right 0",
    "blmove L L right left 0",
    "brpoplpush L L 0",
    "rpoplpush L L",
    "lmove L L right left",
    "blpop L L 0",
    "brpop L L 0",
    "blmpop 0 2 L L left count 2",
    "lmpop 2 L L right count 2",
    "rename L L",
    "lrem L 1 V",
    "rpop L",
    "lpop L 2",
    "lset L 0 V",
    "lpushx L V",
    "rpushx L V",
    "zpopmin Z",
    "zpopmax Z 2",
    "zinterstore Z 2 Z Z",
    "zdiffstore Z 2 Z Z",
    "hmset H V V",
    "hsetnx H V V",
    "hincrby H c 1",
    "ltrim L 0 5",
    "zrem Z V",
    "zremrangebyscore Z 2 3",
    "zremrangebyrank Z 0 0",
    "zremrangebylex Z - [v2",
    "pfadd F V V",
    "pfcount F",
    "pfmerge F F F",
    "geoadd G 1 1 V 2 2 V",
    "georadius G 1 1 5000 km store Z",
    "georadiusbymember G V 5000 km store Z",
    "geosearchstore G G fromlonlat 1 1 byradius 5000 km",
    "sadd S V V V",
    "sadd S V V",
    "smove S S V",
    "spop S",
    "spop S 2",
    "srem S V",
    "sinterstore S S S",
    "sunionstore S S S",
    "sdiffstore S S S",
    "sort S alpha store L",
    "sort S by nosort store L",
    "sort L alpha desc store L",
    "copy S S replace",
    "zadd Z 1 V 2 V",
    "zadd Z 3 V 1 V",
    "bzpopmin Z Z 0",
    "bzpopmax Z Z 0",
    "bzmpop 0 2 Z Z max count 2",
    "zmpop 2 Z Z min",
    "zunionstore Z 2 Z Z",
    "zunionstore Z 2 Z S",
    "zrangestore Z Z 0 1",
    "zincrby Z 1.5 V",
    "hset H V V V V",
    "hset H V 1 V 2.5",
    "hincrbyfloat H V 1.1",
    "hexpire H T fields 1 V",
    "hpexpire H P fields 2 V V",
    "hexpireat H A fields 1 V",
    "hpexpireat H A000 fields 1 V",
    "hpersist H fields 1 V",
    "hgetdel H fields 1 V",
    "hsetex H ex T fields 1 V V",
    "hgetex H px P fields 1 V",
    "hdel H V",
    "copy H H replace",
    "rename H H",
    "expire H T",
    "pexpire L P",
    "persist S"
  };

  private final SplittableRandom random;

  FittingRequests(SplittableRandom random) {
    this.random = random;
  }

  /** Returns the next request. */
  List<String> next(long nowMillis) {
    List<String> request = new ArrayList<>();
    for (String word : FORMS[random.nextInt(FORMS.length)].split(" ")) {
      request.add(
          switch (word) {
            case "L", "S", "H", "Z", "F", "G" -> key(word);
            case "V" -> "v" + random.nextInt(6);
            case "T" -> Integer.toString(random.nextInt(1, 4));
            case "P" -> Integer.toString(random.nextInt(1, 3_000));
            case "A", "A000" ->
                word.replace("A", Long.toString(nowMillis / 1_000 + random.nextInt(-1, 4)));
            default -> word;
          });
    }
    return request;
  }

  /* Three keys of each type, of which two are in one slot. */
  private String key(String type) {
    return switch (random.nextInt(3)) {
      case 0 -> "{" + type + "}1";
      case 1 -> "{" + type + "}2";
      default -> type + "3";
    };
  }
}
