// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.bitmap;

import static io.tarn.command.Flag.DENYOOM;
import static io.tarn.command.Flag.FAST;
import static io.tarn.command.Flag.READONLY;
import static io.tarn.command.Flag.WRITE;

import io.tarn.command.Command;
import io.tarn.command.KeySpec;
import java.util.List;

/** The rows of the bitmap commands. */
public final class BitmapCommands {

  private BitmapCommands() {}

  /** Returns all rows. */
  public static List<Command> all() {
    return List.of(
        write("setbit", 4)
            .docs("bitmap", "2.2.0", "O(1)", "Sets or clears one bit and answers what it was.")
            .runs(BitCommands::setbit),
        fastRead("getbit", 3)
            .docs("bitmap", "2.2.0", "O(1)", "Answers one bit.")
            .runs(BitCommands::getbit),
        read("bitcount", -2)
            .docs("bitmap", "2.6.0", "O(N)", "Counts the set bits of a value or of a range.")
            .runs(BitRangeCommands::bitcount),
        read("bitpos", -3)
            .docs("bitmap", "2.8.7", "O(N)", "Finds the first set or the first clear bit.")
            .runs(BitRangeCommands::bitpos),
        write("bitop", -4)
            .keys(new KeySpec(2, -1, 1))
            .docs(
                "bitmap",
                "2.6.0",
                "O(N)",
                "Combines values bit by bit and stores the result under a key.")
            .runs(BitopCommand::run),
        write("bitfield", -2)
            .docs(
                "bitmap",
                "3.2.0",
                "O(1) for each operation",
                "Reads, sets and adds to integers of any width at any bit offset.")
            .runs(BitfieldCommand::run),
        fastRead("bitfield_ro", -2)
            .docs(
                "bitmap",
                "6.0.0",
                "O(1) for each operation",
                "Reads integers of any width at any bit offset.")
            .runs(BitfieldCommand::runReadOnly));
  }

  private static Command.Builder write(String name, int arity) {
    return Command.named(name, arity)
        .flags(WRITE, DENYOOM)
        .keys(KeySpec.ONE)
        .categories("write", "bitmap", "slow");
  }

  private static Command.Builder read(String name, int arity) {
    return Command.named(name, arity)
        .flags(READONLY)
        .keys(KeySpec.ONE)
        .categories("read", "bitmap", "slow");
  }

  private static Command.Builder fastRead(String name, int arity) {
    return Command.named(name, arity)
        .flags(READONLY, FAST)
        .keys(KeySpec.ONE)
        .categories("read", "bitmap", "fast");
  }
}
