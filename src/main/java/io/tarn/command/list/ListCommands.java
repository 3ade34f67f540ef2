// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.list;

import static io.tarn.command.Flag.DENYOOM;
import static io.tarn.command.Flag.FAST;
import static io.tarn.command.Flag.MOVABLEKEYS;
import static io.tarn.command.Flag.READONLY;
import static io.tarn.command.Flag.WRITE;

import io.tarn.command.Command;
import io.tarn.command.KeySpec;
import java.util.ArrayList;
import java.util.List;

/** The rows of the list commands. */
public final class ListCommands {

  private static final String PER_ELEMENT = "O(N) with N elements";

  private ListCommands() {}

  /** Returns all rows. */
  public static List<Command> all() {
    List<Command> rows = new ArrayList<>(ends());
    rows.addAll(places());
    return rows;
  }

  private static List<Command> ends() {
    return List.of(
        slowWrite("lmove", 5)
            .keys(new KeySpec(1, 2, 1))
            .docs(
                "list",
                "6.2.0",
                "O(1)",
                "Takes an element from one end of a list and adds it to an end of another.")
            .runs(MoveCommands::lmove),
        Command.named("lmpop", -4)
            .flags(WRITE, MOVABLEKEYS)
            .keys(KeySpec.counted(1))
            .categories("write", "list", "slow")
            .docs(
                "list",
                "7.0.0",
                "O(N+M) with N keys and M elements taken",
                "Takes elements from the first of several lists that has any.")
            .runs(PopCommands::lmpop),
        pop("lpop")
            .docs("list", "1.0.0", PER_ELEMENT + " taken", "Takes elements from the left end.")
            .runs(PopCommands::lpop),
        push("lpush")
            .docs("list", "1.0.0", PER_ELEMENT + " added", "Adds elements at the left end.")
            .runs(PushCommands::lpush),
        push("lpushx")
            .docs(
                "list",
                "2.2.0",
                PER_ELEMENT + " added",
                "Adds elements at the left end of a list that exists.")
            .runs(PushCommands::lpushx),
        pop("rpop")
            .docs("list", "1.0.0", PER_ELEMENT + " taken", "Takes elements from the right end.")
            .runs(PopCommands::rpop),
        slowWrite("rpoplpush", 3)
            .keys(new KeySpec(1, 2, 1))
            .docs("list", "1.2.0", "O(1)", "The old form of LMOVE, from right to left.")
            .runs(MoveCommands::rpoplpush),
        push("rpush")
            .docs("list", "1.0.0", PER_ELEMENT + " added", "Adds elements at the right end.")
            .runs(PushCommands::rpush),
        push("rpushx")
            .docs(
                "list",
                "2.2.0",
                PER_ELEMENT + " added",
                "Adds elements at the right end of a list that exists.")
            .runs(PushCommands::rpushx));
  }

  private static List<Command> places() {
    return List.of(
        read("lindex", 3)
            .docs(
                "list",
                "1.0.0",
                "O(N) with N nodes to the nearer end",
                "Answers the element at an index.")
            .runs(RangeCommands::lindex),
        slowWrite("linsert", 5)
            .docs(
                "list",
                "2.2.0",
                PER_ELEMENT + " before the pivot",
                "Adds an element before or behind the first that equals another.")
            .runs(EditCommands::linsert),
        Command.named("llen", 2)
            .flags(READONLY, FAST)
            .keys(KeySpec.ONE)
            .categories("read", "list", "fast")
            .docs("list", "1.0.0", "O(1)", "Answers the number of elements.")
            .runs(RangeCommands::llen),
        read("lpos", -3)
            .docs(
                "list",
                "6.0.6",
                PER_ELEMENT + " compared",
                "Answers the indexes of elements that equal another.")
            .runs(LposCommand::run),
        read("lrange", 4)
            .docs(
                "list",
                "1.0.0",
                "O(S+N) with S nodes to the nearer end and N elements answered",
                "Answers the elements from one index to another.")
            .runs(RangeCommands::lrange),
        Command.named("lrem", 4)
            .flags(WRITE)
            .keys(KeySpec.ONE)
            .categories("write", "list", "slow")
            .docs("list", "1.0.0", PER_ELEMENT, "Removes elements that equal another.")
            .runs(EditCommands::lrem),
        slowWrite("lset", 4)
            .docs(
                "list",
                "1.0.0",
                "O(N) with N nodes to the nearer end",
                "Replaces the element at an index.")
            .runs(EditCommands::lset),
        Command.named("ltrim", 4)
            .flags(WRITE)
            .keys(KeySpec.ONE)
            .categories("write", "list", "slow")
            .docs(
                "list",
                "1.0.0",
                PER_ELEMENT + " removed",
                "Removes all elements but those from one index to another.")
            .runs(RangeCommands::ltrim));
  }

  private static Command.Builder push(String name) {
    return Command.named(name, -3)
        .flags(WRITE, DENYOOM, FAST)
        .keys(KeySpec.ONE)
        .categories("write", "list", "fast");
  }

  private static Command.Builder pop(String name) {
    return Command.named(name, -2)
        .flags(WRITE, FAST)
        .keys(KeySpec.ONE)
        .categories("write", "list", "fast");
  }

  private static Command.Builder slowWrite(String name, int arity) {
    return Command.named(name, arity)
        .flags(WRITE, DENYOOM)
        .keys(KeySpec.ONE)
        .categories("write", "list", "slow");
  }

  private static Command.Builder read(String name, int arity) {
    return Command.named(name, arity)
        .flags(READONLY)
        .keys(KeySpec.ONE)
        .categories("read", "list", "slow");
  }
}
