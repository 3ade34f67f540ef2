// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import io.tarn.command.Command;
import io.tarn.command.Flag;
import io.tarn.command.KeySpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts of COMMAND INFO that few clients ask for and the rows therefore do not carry: tips for
 * clients of a cluster, and what a command does to each of its keys.
 */
final class CommandTraits {

  /** The argument has a slot, but is not the name of a key. */
  static final String NOT_KEY = "not_key";

  private static final String ALL_NODES = "request_policy:all_nodes";
  private static final String ALL_SHARDS = "request_policy:all_shards";
  private static final String MULTI_SHARD = "request_policy:multi_shard";
  private static final String ALL_SUCCEED = "response_policy:all_succeeded";
  private static final String SPECIAL = "response_policy:special";
  private static final String SUM = "response_policy:agg_sum";
  private static final String LEAST = "response_policy:agg_min";
  private static final String VARIES = "nondeterministic_output";
  private static final String ORDER_VARIES = "nondeterministic_output_order";

  /**
   * Some keys of a command.
   *
   * @param keys where they are
   * @param access kind of access (RO, RW, OW, RM), then what is done to the value
   */
  record KeyAccess(KeySpec keys, List<String> access) {}

  private CommandTraits() {}

  /** Returns the tips for clients. */
  static List<String> tips(String name) {
    return switch (name) {
      case "ping", "flushall", "flushdb", "memory|purge" -> List.of(ALL_SHARDS, ALL_SUCCEED);
      case "config|set", "latency|reset", "slowlog|reset" -> List.of(ALL_NODES, ALL_SUCCEED);
      case "info", "memory|doctor", "memory|malloc-stats", "memory|stats" ->
          List.of(VARIES, ALL_SHARDS, SPECIAL);
      case "latency|doctor",
          "latency|graph",
          "latency|histogram",
          "latency|history",
          "latency|latest" ->
          List.of(VARIES, ALL_NODES, SPECIAL);
      case "slowlog|get" -> List.of(ALL_NODES, VARIES);
      case "slowlog|len" -> List.of(ALL_NODES, SUM, VARIES);
      case "hgetall", "hkeys", "hvals" -> List.of(ORDER_VARIES);
      case "command",
          "command|docs",
          "command|info",
          "command|list",
          "sdiff",
          "sinter",
          "smembers",
          "sunion" ->
          List.of(ORDER_VARIES);
      case "keys" -> List.of(ALL_SHARDS, ORDER_VARIES);
      case "randomkey" -> List.of(ALL_SHARDS, VARIES);
      case "scan" -> List.of(VARIES, "request_policy:special");
      case "dbsize" -> List.of(ALL_SHARDS, SUM);
      case "del", "exists", "touch", "unlink" -> List.of(MULTI_SHARD, SUM);
      case "mget" -> List.of(MULTI_SHARD);
      case "mset" -> List.of(MULTI_SHARD, ALL_SUCCEED);
      case "msetnx" -> List.of(MULTI_SHARD, LEAST);
      case "wait" -> List.of(ALL_SHARDS, LEAST);
      case "client|info",
          "client|list",
          "cluster|bumpepoch",
          "cluster|info",
          "cluster|getkeysinslot",
          "cluster|nodes",
          "cluster|replicas",
          "cluster|slaves",
          "cluster|shards",
          "cluster|slots",
          "dump",
          "hrandfield",
          "hscan",
          "zrandmember",
          "zscan",
          "lastsave",
          "object|encoding",
          "object|freq",
          "object|idletime",
          "object|refcount",
          "pttl",
          "spop",
          "srandmember",
          "sscan",
          "time",
          "ttl" ->
          List.of(VARIES);
      default -> List.of();
    };
  }

  /** Returns a command's keys in groups of equal access, empty for a command without keys. */
  static List<KeyAccess> keys(Command command) {
    KeySpec keys = command.keys();
    if (keys.first() == 0 && keys.countAt() == 0) {
      return List.of();
    }
    if (command.name().startsWith("sort")) {
      return keysOfSort(command);
    }
    String[] groups = access(command).split(";", -1);
    List<KeyAccess> all = new ArrayList<>();
    boolean worded = keys.wordFrom() > 0 && groups.length == 3 && !keys.otherWord().isEmpty();
    int fixed = worded ? 1 : groups.length - (keys.countAt() > 0 ? 1 : 0);
    for (int i = 0; i < fixed; i++) {
      int first = keys.first() + i;
      int last = i < fixed - 1 ? first : keys.last();
      all.add(
          new KeyAccess(new KeySpec(first, last, keys.step()), List.of(groups[i].split(" ", -1))));
    }
    if (worded) {
      for (int i = 1; i < groups.length; i++) {
        String word = i == 1 ? keys.word() : keys.otherWord();
        KeySpec behind = new KeySpec(0, 0, 0, 0, keys.wordFrom(), word, "");
        all.add(new KeyAccess(behind, List.of(groups[i].split(" ", -1))));
      }
    }
    if (keys.countAt() > 0) {
      all.add(
          new KeyAccess(KeySpec.counted(keys.countAt()), List.of(groups[fixed].split(" ", -1))));
    }
    return all;
  }

  /* Nobody can tell from the request which keys BY and GET will name. */
  private static List<KeyAccess> keysOfSort(Command command) {
    List<String> reads = List.of("RO", "access");
    KeyAccess key = new KeyAccess(KeySpec.ONE, reads);
    KeyAccess unknown = new KeyAccess(KeySpec.NONE, reads);
    if (!command.flags().contains(Flag.WRITE)) {
      return List.of(key, unknown);
    }
    KeySpec store = new KeySpec(0, 0, 0, 0, 2, "store", "");
    return List.of(key, unknown, new KeyAccess(store, List.of("OW", "update")));
  }

  private static String access(Command command) {
    return switch (command.name()) {
      case "append", "sadd" -> "RW insert";
      case "blmove", "brpoplpush" -> "RW access delete;RW insert";
      case "blmpop", "blpop", "brpop", "bzmpop", "bzpopmax", "bzpopmin" -> "RW access delete";
      case "bitfield", "set" -> "RW access update variable_flags";
      case "bitop", "sdiffstore", "sunionstore" -> "OW update;RO access";
      case "copy" -> "RO access;OW update";
      case "del", "unlink" -> "RM delete";
      case "exists",
          "hexists",
          "hlen",
          "hstrlen",
          "watch",
          "memory|usage",
          "object|encoding",
          "object|freq",
          "object|idletime",
          "object|refcount",
          "scard",
          "sismember",
          "strlen",
          "touch",
          "type" ->
          "RO";
      case "expire", "expireat", "persist", "pexpire", "pexpireat", "setrange" -> "RW update";
      case "hgetdel" -> "RW access delete";
      case "hdel" -> "RW delete";
      case "hexpire",
          "hexpireat",
          "hmset",
          "hpersist",
          "hpexpire",
          "hpexpireat",
          "hset",
          "hsetex" ->
          "RW update";
      case "hsetnx" -> "RW insert";
      case "llen" -> "RO";
      case "linsert", "lpush", "lpushx", "rpush", "rpushx" -> "RW insert";
      case "lmove", "rpoplpush" -> "RW access delete;RW insert";
      case "lmpop", "lpop", "rpop" -> "RW access delete";
      case "lrem", "ltrim" -> "RW delete";
      case "lset" -> "RW update";
      case "getdel", "spop" -> "RW access delete";
      case "sinterstore" -> "RW update;RO access";
      case "smove" -> "RW access delete;RW insert";
      case "srem" -> "RW delete";
      case "mset", "psetex", "restore", "restore-asking", "setex" -> "OW update";
      case "msetnx", "setnx" -> "OW insert";
      case "spublish", "ssubscribe", "sunsubscribe" -> NOT_KEY;
      case "pfadd" -> "RW insert";
      case "pfcount", "pfdebug" -> "RW access";
      case "pfmerge" -> "RW access insert;RO access";
      case "rename" -> "RW access delete;OW update";
      case "renamenx" -> "RW access delete;OW insert";
      case "georadius", "georadiusbymember" -> "RO access;OW update;OW update";
      case "zcard" -> "RO";
      case "zadd", "geoadd" -> "RW update";
      case "zdiffstore", "zinterstore", "zrangestore", "zunionstore", "geosearchstore" ->
          "OW update;RO access";
      case "zmpop", "zpopmax", "zpopmin" -> "RW access delete";
      case "zrem", "zremrangebylex", "zremrangebyrank", "zremrangebyscore" -> "RW delete";
      default -> command.flags().contains(Flag.WRITE) ? "RW access update" : "RO access";
    };
  }
}
