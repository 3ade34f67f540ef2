// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.string;

import static io.tarn.command.Flag.DENYOOM;
import static io.tarn.command.Flag.FAST;
import static io.tarn.command.Flag.READONLY;
import static io.tarn.command.Flag.WRITE;

import io.tarn.command.Command;
import io.tarn.command.KeySpec;
import java.util.List;

/** The rows of the string commands. */
public final class StringCommands {

  private StringCommands() {}

  /** Returns all rows. */
  public static List<Command> all() {
    return List.of(
        write("append", 3)
            .docs(
                "string",
                "2.0.0",
                "O(1) amortized, for a short addition to a value of any length",
                "Adds bytes to the end of a value; an absent key starts empty.")
            .runs(EditCommands::append),
        write("decr", 2)
            .docs("string", "1.0.0", "O(1)", "Subtracts one from an integer value.")
            .runs(CounterCommands::decr),
        write("decrby", 3)
            .docs("string", "1.0.0", "O(1)", "Subtracts a number from an integer value.")
            .runs(CounterCommands::decrby),
        read("get", 2)
            .docs("string", "1.0.0", "O(1)", "Answers the value of a key.")
            .runs(GetCommands::get),
        Command.named("getdel", 2)
            .flags(WRITE, FAST)
            .keys(KeySpec.ONE)
            .categories("write", "string", "fast")
            .docs("string", "6.2.0", "O(1)", "Answers the value of a key and deletes the key.")
            .runs(GetCommands::getdel),
        Command.named("getex", -2)
            .flags(WRITE, FAST)
            .keys(KeySpec.ONE)
            .categories("write", "string", "fast")
            .docs("string", "6.2.0", "O(1)", "Answers the value of a key and changes its expiry.")
            .runs(GetCommands::getex),
        slowRead("getrange", 4)
            .docs(
                "string",
                "2.4.0",
                "O(N) with N bytes answered",
                "Answers the bytes of a value from one offset to another.")
            .runs(GetCommands::getrange),
        write("getset", 3)
            .docs("string", "1.0.0", "O(1)", "Sets a value and answers the one before.")
            .runs(SetCommands::getset),
        write("incr", 2)
            .docs("string", "1.0.0", "O(1)", "Adds one to an integer value.")
            .runs(CounterCommands::incr),
        write("incrby", 3)
            .docs("string", "1.0.0", "O(1)", "Adds a number to an integer value.")
            .runs(CounterCommands::incrby),
        write("incrbyfloat", 3)
            .docs("string", "2.6.0", "O(1)", "Adds a number to a floating-point value.")
            .runs(CounterCommands::incrbyfloat),
        slowRead("lcs", -3)
            .keys(new KeySpec(1, 2, 1))
            .docs(
                "string",
                "7.0.0",
                "O(N*M) with values of N and M bytes",
                "Finds the longest common subsequence of two values.")
            .runs(LcsCommand::run),
        read("mget", -2)
            .keys(KeySpec.ALL)
            .docs("string", "1.0.0", "O(N) with N keys", "Answers the values of several keys.")
            .runs(GetCommands::mget),
        slowWrite("mset", -3)
            .keys(KeySpec.PAIRS)
            .docs("string", "1.0.1", "O(N) with N keys", "Sets several keys at once.")
            .runs(SetCommands::mset),
        slowWrite("msetnx", -3)
            .keys(KeySpec.PAIRS)
            .docs(
                "string",
                "1.0.1",
                "O(N) with N keys",
                "Sets several keys at once, if none of them exists.")
            .runs(SetCommands::msetnx),
        slowWrite("psetex", 4)
            .docs("string", "2.6.0", "O(1)", "Sets a value that expires after milliseconds.")
            .runs(SetCommands::psetex),
        slowWrite("set", -3)
            .docs("string", "1.0.0", "O(1)", "Sets the value of a key, whatever it was.")
            .runs(SetCommands::set),
        slowWrite("setex", 4)
            .docs("string", "2.0.0", "O(1)", "Sets a value that expires after seconds.")
            .runs(SetCommands::setex),
        write("setnx", 3)
            .docs("string", "1.0.0", "O(1)", "Sets the value of a key that does not exist.")
            .runs(SetCommands::setnx),
        slowWrite("setrange", 4)
            .docs(
                "string",
                "2.2.0",
                "O(1) for a short value, else O(M) with M bytes written",
                "Overwrites bytes of a value from an offset on; gaps become zero bytes.")
            .runs(EditCommands::setrange),
        read("strlen", 2)
            .docs("string", "2.2.0", "O(1)", "Answers the length of a value in bytes.")
            .runs(GetCommands::strlen),
        slowRead("substr", 4)
            .docs("string", "1.0.0", "O(N) with N bytes answered", "The old name of GETRANGE.")
            .runs(GetCommands::getrange));
  }

  private static Command.Builder write(String name, int arity) {
    return Command.named(name, arity)
        .flags(WRITE, DENYOOM, FAST)
        .keys(KeySpec.ONE)
        .categories("write", "string", "fast");
  }

  private static Command.Builder slowWrite(String name, int arity) {
    return Command.named(name, arity)
        .flags(WRITE, DENYOOM)
        .keys(KeySpec.ONE)
        .categories("write", "string", "slow");
  }

  private static Command.Builder read(String name, int arity) {
    return Command.named(name, arity)
        .flags(READONLY, FAST)
        .keys(KeySpec.ONE)
        .categories("read", "string", "fast");
  }

  private static Command.Builder slowRead(String name, int arity) {
    return Command.named(name, arity)
        .flags(READONLY)
        .keys(KeySpec.ONE)
        .categories("read", "string", "slow");
  }
}
