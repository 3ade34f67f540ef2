// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.hash;

import static io.tarn.command.Flag.DENYOOM;
import static io.tarn.command.Flag.FAST;
import static io.tarn.command.Flag.READONLY;
import static io.tarn.command.Flag.WRITE;

import io.tarn.command.Command;
import io.tarn.command.KeySpec;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;
import java.util.ArrayList;
import java.util.List;

/** The rows of the commands on hashes. */
public final class HashCommands {

  private static final String EACH = "O(N) for N fields";
  private static final String WHOLE = "O(N) for a hash of N fields";

  private HashCommands() {}

  /** Returns all rows. */
  public static List<Command> all() {
    List<Command> rows = new ArrayList<>();
    rows.addAll(writers());
    rows.addAll(readers());
    rows.addAll(FieldExpiry.rows());
    rows.addAll(timed());
    return rows;
  }

  /** Returns what OBJECT ENCODING answers for the record of a hash. */
  public static Reply encoding(Keyspace keyspace, long record) {
    return StoredHash.encoding(keyspace, record);
  }

  private static List<Command> writers() {
    return List.of(
        remover("hdel", -3)
            .docs("hash", "2.0.0", EACH, "Removes fields; a hash without any ends.")
            .runs(FieldWriting::hdel),
        write("hincrby", 4)
            .docs("hash", "2.0.0", "O(1)", "Adds a number to the integer in a field.")
            .runs(FieldCounting::hincrby),
        write("hincrbyfloat", 4)
            .docs("hash", "2.6.0", "O(1)", "Adds a number to the decimal number in a field.")
            .runs(FieldCounting::hincrbyfloat),
        write("hmset", -4)
            .docs("hash", "2.0.0", EACH, "Sets fields to values, as HSET.")
            .runs(FieldWriting::hmset),
        write("hset", -4)
            .docs("hash", "2.0.0", EACH, "Sets fields to values and tells how many are new.")
            .runs(FieldWriting::hset),
        write("hsetnx", 4)
            .docs("hash", "2.0.0", "O(1)", "Sets a field that is absent.")
            .runs(FieldWriting::hsetnx));
  }

  private static List<Command> readers() {
    return List.of(
        read("hexists", 3)
            .docs("hash", "2.0.0", "O(1)", "Tells whether a field is there.")
            .runs(FieldReading::hexists),
        read("hget", 3)
            .docs("hash", "2.0.0", "O(1)", "Answers the value of a field.")
            .runs(FieldReading::hget),
        slowRead("hgetall", 2)
            .docs("hash", "2.0.0", WHOLE, "Answers all fields with their values.")
            .runs(FieldReading::hgetall),
        slowRead("hkeys", 2)
            .docs("hash", "2.0.0", WHOLE, "Answers the names of all fields.")
            .runs(FieldReading::hkeys),
        read("hlen", 2)
            .docs("hash", "2.0.0", "O(1)", "Counts the fields.")
            .runs(FieldReading::hlen),
        read("hmget", -3)
            .docs("hash", "2.0.0", EACH, "Answers the values of several fields.")
            .runs(FieldReading::hmget),
        slowRead("hrandfield", -2)
            .docs("hash", "6.2.0", "O(N) for N fields answered", "Answers fields at random.")
            .runs(FieldSampling::hrandfield),
        slowRead("hscan", -3)
            .docs(
                "hash",
                "2.8.0",
                "O(1) for a call, O(N) for a whole walk over N fields",
                "Lists the fields a few at a time.")
            .runs(FieldScan::hscan),
        read("hstrlen", 3)
            .docs("hash", "3.2.0", "O(1)", "Tells the length of a field's value.")
            .runs(FieldReading::hstrlen),
        slowRead("hvals", 2)
            .docs("hash", "2.0.0", WHOLE, "Answers the values of all fields.")
            .runs(FieldReading::hvals));
  }

  private static List<Command> timed() {
    return List.of(
        remover("hgetdel", -5)
            .docs("hash", "8.0.0", EACH, "Answers the values of fields and removes these.")
            .runs(TimedReading::hgetdel),
        remover("hgetex", -5)
            .docs("hash", "8.0.0", EACH, "Answers the values of fields and sets when these end.")
            .runs(TimedReading::hgetex),
        write("hsetex", -6)
            .docs("hash", "8.0.0", EACH, "Sets fields to values, and when the fields end.")
            .runs(TimedWriting::hsetex));
  }

  private static Command.Builder write(String name, int arity) {
    return Command.named(name, arity)
        .flags(WRITE, DENYOOM, FAST)
        .keys(KeySpec.ONE)
        .categories("write", "hash", "fast");
  }

  private static Command.Builder remover(String name, int arity) {
    return Command.named(name, arity)
        .flags(WRITE, FAST)
        .keys(KeySpec.ONE)
        .categories("write", "hash", "fast");
  }

  private static Command.Builder read(String name, int arity) {
    return Command.named(name, arity)
        .flags(READONLY, FAST)
        .keys(KeySpec.ONE)
        .categories("read", "hash", "fast");
  }

  private static Command.Builder slowRead(String name, int arity) {
    return Command.named(name, arity)
        .flags(READONLY)
        .keys(KeySpec.ONE)
        .categories("read", "hash", "slow");
  }
}
