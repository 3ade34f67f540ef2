// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.set;

import static io.tarn.command.Flag.DENYOOM;
import static io.tarn.command.Flag.FAST;
import static io.tarn.command.Flag.MOVABLEKEYS;
import static io.tarn.command.Flag.READONLY;
import static io.tarn.command.Flag.WRITE;

import io.tarn.command.Command;
import io.tarn.command.KeySpec;
import io.tarn.command.Reply;
import io.tarn.command.set.AlgebraCommands.Operation;
import io.tarn.keyspace.Keyspace;
import java.util.List;

/** The rows of the set commands. */
public final class SetCommands {

  private SetCommands() {}

  /** Returns the answer of OBJECT ENCODING for a set. */
  public static Reply encoding(Keyspace keyspace, long record) {
    return Reply.Bulk.of(SetForm.of(keyspace, record).label());
  }

  /** Returns all rows. */
  public static List<Command> all() {
    return List.of(
        Command.named("sadd", -3)
            .flags(WRITE, DENYOOM, FAST)
            .keys(KeySpec.ONE)
            .categories("write", "set", "fast")
            .docs("set", "1.0.0", "O(N) with N members given", "Adds members; makes an absent set.")
            .runs(MemberCommands::sadd),
        fastRead("scard", 2)
            .docs("set", "1.0.0", "O(1)", "Counts the members of a set.")
            .runs(MemberCommands::scard),
        slowRead("sdiff", -2)
            .keys(KeySpec.ALL)
            .docs(
                "set",
                "1.0.0",
                "O(N*M) with N members in the first of M sets",
                "Answers the members of the first set that no other has.")
            .runs(
                (execution, arguments) ->
                    AlgebraCommands.answer(execution, arguments, Operation.DIFFERENCE)),
        store("sdiffstore")
            .docs("set", "1.0.0", "As SDIFF", "Stores what SDIFF would answer.")
            .runs(
                (execution, arguments) ->
                    AlgebraCommands.store(execution, arguments, Operation.DIFFERENCE)),
        slowRead("sinter", -2)
            .keys(KeySpec.ALL)
            .docs(
                "set",
                "1.0.0",
                "O(N*M) with N members in the smallest of M sets",
                "Answers the members that all sets have.")
            .runs(
                (execution, arguments) ->
                    AlgebraCommands.answer(execution, arguments, Operation.INTERSECTION)),
        Command.named("sintercard", -3)
            .flags(READONLY, MOVABLEKEYS)
            .keys(KeySpec.counted(1))
            .categories("read", "set", "slow")
            .docs(
                "set",
                "7.0.0",
                "As SINTER, less with a limit",
                "Counts the members that all sets have, up to a limit.")
            .runs(AlgebraCommands::sintercard),
        store("sinterstore")
            .docs("set", "1.0.0", "As SINTER", "Stores what SINTER would answer.")
            .runs(
                (execution, arguments) ->
                    AlgebraCommands.store(execution, arguments, Operation.INTERSECTION)),
        fastRead("sismember", 3)
            .docs("set", "1.0.0", "O(1)", "Tells whether a set has a member.")
            .runs(MemberCommands::sismember),
        slowRead("smembers", 2)
            .docs("set", "1.0.0", "O(N) with N members", "Answers all members of a set.")
            .runs(MemberCommands::smembers),
        fastRead("smismember", -3)
            .docs(
                "set",
                "6.2.0",
                "O(N) with N members asked about",
                "Tells of each of some members whether a set has it.")
            .runs(MemberCommands::smismember),
        Command.named("smove", 4)
            .flags(WRITE, FAST)
            .keys(new KeySpec(1, 2, 1))
            .categories("write", "set", "fast")
            .docs("set", "1.0.0", "O(1)", "Moves a member from one set to another.")
            .runs(MemberCommands::smove),
        Command.named("spop", -2)
            .flags(WRITE, FAST)
            .keys(KeySpec.ONE)
            .categories("write", "set", "fast")
            .docs(
                "set",
                "1.0.0",
                "O(N) with N members taken",
                "Takes one or several members, chosen at random, out of a set.")
            .runs(RandomCommands::spop),
        slowRead("srandmember", -2)
            .docs(
                "set",
                "1.0.0",
                "O(N) with N members answered",
                "Answers one or several members of a set, chosen at random.")
            .runs(RandomCommands::srandmember),
        Command.named("srem", -3)
            .flags(WRITE, FAST)
            .keys(KeySpec.ONE)
            .categories("write", "set", "fast")
            .docs("set", "1.0.0", "O(N) with N members given", "Removes members from a set.")
            .runs(MemberCommands::srem),
        slowRead("sscan", -3)
            .docs(
                "set",
                "2.8.0",
                "O(1) for a call, O(N) for a whole walk over N members",
                "Answers the members of a set a few at a time.")
            .runs(ScanCommand::sscan),
        slowRead("sunion", -2)
            .keys(KeySpec.ALL)
            .docs(
                "set",
                "1.0.0",
                "O(N) with N members in all sets",
                "Answers the members that any of the sets has.")
            .runs(
                (execution, arguments) ->
                    AlgebraCommands.answer(execution, arguments, Operation.UNION)),
        store("sunionstore")
            .docs("set", "1.0.0", "As SUNION", "Stores what SUNION would answer.")
            .runs(
                (execution, arguments) ->
                    AlgebraCommands.store(execution, arguments, Operation.UNION)));
  }

  private static Command.Builder fastRead(String name, int arity) {
    return Command.named(name, arity)
        .flags(READONLY, FAST)
        .keys(KeySpec.ONE)
        .categories("read", "set", "fast");
  }

  private static Command.Builder store(String name) {
    return Command.named(name, -3)
        .flags(WRITE, DENYOOM)
        .keys(KeySpec.ALL)
        .categories("write", "set", "slow");
  }

  private static Command.Builder slowRead(String name, int arity) {
    return Command.named(name, arity)
        .flags(READONLY)
        .keys(KeySpec.ONE)
        .categories("read", "set", "slow");
  }
}
