// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

/**
 * What can happen to a key, in the terms of Redis's keyspace notifications: the name of the event
 * and its class, the letter that {@code notify-keyspace-events} chooses it by.
 *
 * <p>Source: the Redis documentation, "Redis keyspace notifications".
 */
public enum KeyEvent {
  SET('$', "set"),
  SETRANGE('$', "setrange"),
  APPEND('$', "append"),
  INCRBY('$', "incrby"),
  INCRBYFLOAT('$', "incrbyfloat"),
  SETBIT('$', "setbit"),
  PFADD('$', "pfadd"),
  DEL('g', "del"),
  RENAME_FROM('g', "rename_from"),
  RENAME_TO('g', "rename_to"),
  COPY_TO('g', "copy_to"),
  MOVE_FROM('g', "move_from"),
  MOVE_TO('g', "move_to"),
  EXPIRE('g', "expire"),
  PERSIST('g', "persist"),
  RESTORE('g', "restore"),
  EXPIRED('x', "expired"),
  EVICTED('e', "evicted"),
  NEW('n', "new"),
  MISS('m', "keymiss"),
  LPUSH('l', "lpush"),
  RPUSH('l', "rpush"),
  LPOP('l', "lpop"),
  RPOP('l', "rpop"),
  LINSERT('l', "linsert"),
  LSET('l', "lset"),
  LREM('l', "lrem"),
  LTRIM('l', "ltrim"),
  SORTSTORE('l', "sortstore"),
  SADD('s', "sadd"),
  SREM('s', "srem"),
  SPOP('s', "spop"),
  SINTERSTORE('s', "sinterstore"),
  SUNIONSTORE('s', "sunionstore"),
  SDIFFSTORE('s', "sdiffstore"),
  HSET('h', "hset"),
  HINCRBY('h', "hincrby"),
  HINCRBYFLOAT('h', "hincrbyfloat"),
  HDEL('h', "hdel"),
  HEXPIRE('h', "hexpire"),
  HPERSIST('h', "hpersist"),
  HEXPIRED('h', "hexpired"),
  ZADD('z', "zadd"),
  ZINCR('z', "zincr"),
  ZREM('z', "zrem"),
  ZREMRANGEBYSCORE('z', "zremrangebyscore"),
  ZREMRANGEBYRANK('z', "zremrangebyrank"),
  ZREMRANGEBYLEX('z', "zremrangebylex"),
  ZPOPMIN('z', "zpopmin"),
  ZPOPMAX('z', "zpopmax"),
  ZINTERSTORE('z', "zinterstore"),
  ZUNIONSTORE('z', "zunionstore"),
  ZDIFFSTORE('z', "zdiffstore"),
  ZRANGESTORE('z', "zrangestore"),
  GEORADIUSSTORE('z', "georadiusstore"),
  GEOSEARCHSTORE('z', "geosearchstore");

  private final char kind;
  private final String label;

  KeyEvent(char kind, String label) {
    this.kind = kind;
    this.label = label;
  }

  /** Returns the letter of its class. */
  public char kind() {
    return kind;
  }

  /** Returns the name that subscribers see. */
  public String label() {
    return label;
  }
}
