// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Requests of several clients that meet at few keys: transactions, watches, waiting. The same for
 * the same seed and the same knowledge of what the clients do.
 */
final class ConversationGenerator {

  private static final List<String> KEYS = List.of("a", "b", "c", "{a}1", "{a}2", "list", "zset");

  private static final List<String> PLAIN =
      List.of(
          "set K V",
          "set K V ex 1000",
          "set K V nx",
          "set K V get",
          "get K",
          "getset K V",
          "getdel K",
          "getex K persist",
          "getex K ex 2000",
          "incr K",
          "append K V",
          "setrange K 2 V",
          "strlen K",
          "mset K V K V",
          "msetnx K V K V",
          "mget K K",
          "del K",
          "unlink K K",
          "exists K K",
          "expire K 1000",
          "expire K -1",
          "persist K",
          "ttl K",
          "type K",
          "rename K K",
          "renamenx K K",
          "copy K K",
          "copy K K replace",
          "setbit K 3 1",
          "bitop or K K K",
          "dbsize",
          "ping",
          "echo V");

  private static final List<String> LISTS =
      List.of(
          "lpush K V",
          "lpush K V V V",
          "rpush K V",
          "rpush K V V",
          "lpushx K V",
          "lpop K",
          "rpop K",
          "lpop K 2",
          "lrange K 0 -1",
          "llen K",
          "lmove K K left right",
          "rpoplpush K K",
          "lset K 0 V",
          "linsert K before V V",
          "lrem K 0 V",
          "ltrim K 1 -1",
          "lmpop 2 K K left");

  private static final List<String> WAITING_LISTS =
      List.of(
          "blpop K 0",
          "blpop K K 0",
          "brpop K 0",
          "brpop K K K 0",
          "blmove K K left right 0",
          "blmove K K right left 0",
          "brpoplpush K K 0",
          "blmpop 0 2 K K left",
          "blmpop 0 1 K right count 2");

  private static final List<String> SORTED_SETS =
      List.of(
          "zadd K 1 V",
          "zadd K 2 V 3 V",
          "zincrby K 2 V",
          "zrem K V",
          "zpopmin K",
          "zpopmax K",
          "zcard K",
          "zrange K 0 -1 withscores",
          "zmpop 2 K K min");

  private static final List<String> OTHERS =
      List.of(
          "hset K V V",
          "hset K V V V V",
          "hdel K V",
          "hincrby K V 2",
          "hgetall K",
          "hlen K",
          "sadd K V V",
          "srem K V",
          "smove K K V",
          "scard K",
          "sunionstore K K K",
          "sinterstore K K K",
          "zunionstore K 1 K",
          "pfadd K V");

  private static final List<String> WAITING_SORTED_SETS =
      List.of(
          "bzpopmin K 0",
          "bzpopmin K K 0",
          "bzpopmax K 0",
          "bzmpop 0 2 K K min",
          "bzmpop 0 1 K max count 2");

  private static final List<String> MISTAKES =
      List.of(
          "nonsense K",
          "get",
          "set K",
          "incrby K",
          "client",
          "object nothing K",
          "exec",
          "discard",
          "multi",
          "watch",
          "watch K",
          "blpop K",
          "blpop K x",
          "blpop K -1",
          "bzpopmin K -1",
          "expire K x");

  private final SplittableRandom random;
  private final Set<String> known;
  private final List<String> ordinary = new ArrayList<>(PLAIN);
  private final List<String> waiting = new ArrayList<>();

  /** Creates a generator; {@code known} are the commands of both servers. */
  ConversationGenerator(long seed, Set<String> known) {
    random = new SplittableRandom(seed);
    this.known = known;
    addKnown(OTHERS, ordinary);
    for (int weight = 0; weight < 3; weight++) {
      addKnown(LISTS, ordinary);
      addKnown(SORTED_SETS, ordinary);
    }
    addKnown(WAITING_LISTS, waiting);
    addKnown(WAITING_SORTED_SETS, waiting);
  }

  /** Returns the next request of a client. */
  List<String> next(boolean inTransaction) {
    int draw = random.nextInt(100);
    if (inTransaction) {
      if (draw < 20) {
        return words("exec");
      }
      if (draw < 23) {
        return words("discard");
      }
      if (draw < 25) {
        return mistake();
      }
      if (draw < 33 && !waiting.isEmpty()) {
        return filled(waiting);
      }
      return draw < 35 ? words("flushall") : draw < 37 ? words("unwatch") : filled(ordinary);
    }
    if (draw < 10) {
      return words("multi");
    }
    if (draw < 18) {
      return filled(List.of("watch K", "watch K K"));
    }
    if (draw < 20) {
      return words("unwatch");
    }
    if (draw < 40 && !waiting.isEmpty()) {
      return filled(waiting);
    }
    if (draw == 99) {
      return words("flushall");
    }
    if (draw == 98) {
      return words("reset");
    }
    return draw > 94 ? mistake() : filled(ordinary);
  }

  /** Returns a random number below {@code bound}. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  private List<String> mistake() {
    List<String> request = filled(MISTAKES);
    return known.contains(request.getFirst()) || request.getFirst().equals("nonsense")
        ? request
        : mistake();
  }

  private void addKnown(List<String> forms, List<String> into) {
    for (String form : forms) {
      if (known.contains(form.substring(0, form.indexOf(' ')))) {
        into.add(form);
      }
    }
  }

  private List<String> filled(List<String> forms) {
    List<String> request = words(forms.get(random.nextInt(forms.size())));
    for (int i = 1; i < request.size(); i++) {
      if (request.get(i).equals("K")) {
        request.set(i, KEYS.get(random.nextInt(KEYS.size())));
      } else if (request.get(i).equals("V")) {
        request.set(i, "v" + random.nextInt(4));
      }
    }
    return request;
  }

  private static List<String> words(String form) {
    return new ArrayList<>(List.of(form.split(" ")));
  }
}
