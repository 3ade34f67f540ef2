// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.value;

import io.tarn.command.Arguments;
import io.tarn.command.CommandTable;
import io.tarn.command.Execution;
import io.tarn.command.Reply;
import io.tarn.keyspace.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Reads and builds collections by the commands of their types, without their side effects: nothing
 * is counted, nobody is told, and nothing is refused for want of memory. The gate of the key's slot
 * has been entered.
 */
public final class WholeValue {

  /** Elements that one building command adds. */
  private static final int AT_ONCE = 128;

  private final Execution execution;
  private final byte[] key;

  /** Creates the view of the value of a key. */
  public WholeValue(Execution execution, byte[] key) {
    this.execution = execution;
    this.key = key;
  }

  /** Passes all elements on, in the order of their collection. */
  void read(ValueType type, ElementTaker taker) {
    switch (type) {
      case LIST -> answer(taker, "lrange", "0", "-1");
      case SET -> answer(taker, "smembers");
      case HASH -> answer(taker, "hgetall");
      case ZSET -> answer(taker, "zrange", "0", "-1", "withscores");
      case STRING, STREAM -> throw new IllegalArgumentException("type=" + type);
    }
  }

  /** Passes the elements of a list or the members of a sorted set on, from rank to rank. */
  void readRange(ValueType type, long first, long last, boolean reversed, ElementTaker taker) {
    String command = type == ValueType.LIST ? "lrange" : reversed ? "zrevrange" : "zrange";
    answer(taker, command, Long.toString(first), Long.toString(last));
  }

  /** Returns the number of elements, members or fields. */
  public long size(ValueType type) {
    String command =
        switch (type) {
          case LIST -> "llen";
          case SET -> "scard";
          case HASH -> "hlen";
          case ZSET -> "zcard";
          case STRING, STREAM -> throw new IllegalArgumentException("type=" + type);
        };
    Reply reply = run(Arguments.of(command.getBytes(StandardCharsets.US_ASCII), key));
    if (reply instanceof Reply.Int size) {
      return size.value();
    }
    throw new IllegalStateException("no size: command=" + command + " reply=" + reply);
  }

  /** Returns what builds an absent key's value of that type. */
  Builder builder(ValueType type) {
    return switch (type) {
      case LIST -> new Builder("rpush", 1);
      case SET -> new Builder("sadd", 1);
      case HASH -> new Builder("hset", 2);
      case ZSET -> new Builder("zadd", 2);
      case STRING, STREAM -> throw new IllegalArgumentException("type=" + type);
    };
  }

  /** Collects elements and adds them some at a time. {@link #end} adds the last. */
  final class Builder implements ElementTaker {
    private final String command;
    private final int strings;
    private final List<byte[]> words = new ArrayList<>();
    private byte[] member = new byte[0];

    private Builder(String command, int strings) {
      this.command = command;
      this.strings = strings;
    }

    @Override
    public void string(byte[] bytes) {
      if (command.equals("zadd")) {
        member = bytes;
      } else {
        put(bytes);
      }
    }

    @Override
    public void score(double score) {
      String text = Double.isInfinite(score) ? score > 0 ? "inf" : "-inf" : Double.toString(score);
      put(text.getBytes(StandardCharsets.US_ASCII));
      put(member);
    }

    /** Adds what is left. */
    void end() {
      if (!words.isEmpty()) {
        List<byte[]> request = new ArrayList<>();
        request.add(command.getBytes(StandardCharsets.US_ASCII));
        request.add(key);
        request.addAll(words);
        expectDone(run(Arguments.of(request.toArray(byte[][]::new))), command);
        words.clear();
      }
    }

    private void put(byte[] bytes) {
      words.add(bytes);
      if (words.size() >= AT_ONCE && words.size() % strings == 0) {
        end();
      }
    }
  }

  /** Lets fields of the hash expire, in milliseconds since 1970; 0 for those that do not. */
  void expireFields(List<byte[]> fieldsAndValues, long[] expiries) {
    for (int i = 0; i < expiries.length; i++) {
      if (expiries[i] != 0) {
        byte[] time = Long.toString(expiries[i]).getBytes(StandardCharsets.US_ASCII);
        expectDone(
            run(
                Arguments.of(
                    bytes("hpexpireat"),
                    key,
                    time,
                    bytes("fields"),
                    bytes("1"),
                    fieldsAndValues.get(2 * i))),
            "hpexpireat");
      }
    }
  }

  /** Returns when a field of the hash expires, or 0 when it does not. */
  long fieldExpiry(byte[] field) {
    Reply reply = run(Arguments.of(bytes("hpexpiretime"), key, bytes("fields"), bytes("1"), field));
    long[] time = {0};
    new ElementWriter(
            new ElementTaker() {
              @Override
              public void string(byte[] number) {
                time[0] = Long.parseLong(new String(number, StandardCharsets.US_ASCII));
              }

              @Override
              public void score(double score) {}
            })
        .reply(reply);
    return Math.max(0, time[0]);
  }

  /** Returns the answer of OBJECT ENCODING. */
  String encoding() {
    Reply reply = run(Arguments.of(bytes("object"), bytes("encoding"), key));
    if (reply instanceof Reply.Bulk name) {
      return new String(name.bytes(), StandardCharsets.US_ASCII);
    }
    throw new IllegalStateException("no encoding: reply=" + reply);
  }

  private static byte[] bytes(String word) {
    return word.getBytes(StandardCharsets.US_ASCII);
  }

  private void answer(ElementTaker taker, String command, String... options) {
    List<byte[]> words = new ArrayList<>();
    words.add(command.getBytes(StandardCharsets.US_ASCII));
    words.add(key);
    for (String option : options) {
      words.add(option.getBytes(StandardCharsets.US_ASCII));
    }
    new ElementWriter(taker).reply(run(Arguments.of(words.toArray(byte[][]::new))));
  }

  /** Runs a command on the key, quietly. */
  Reply run(Arguments arguments) {
    CommandTable.Entry entry =
        Objects.requireNonNull(execution.environment().commands().find(arguments));
    if (entry.isContainer()) {
      entry = Objects.requireNonNull(entry.subcommand(arguments));
    }
    boolean before = execution.quiet(true);
    try {
      return entry.command().handler().run(execution, arguments);
    } finally {
      execution.quiet(before);
    }
  }

  private static void expectDone(Reply reply, String command) {
    if (reply instanceof Reply.Failure failure) {
      throw new IllegalStateException(
          "cannot build: command=" + command + " reply=" + failure.message());
    }
  }
}
