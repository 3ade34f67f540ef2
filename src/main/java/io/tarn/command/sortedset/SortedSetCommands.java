// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

import static io.tarn.command.Flag.DENYOOM;
import static io.tarn.command.Flag.FAST;
import static io.tarn.command.Flag.MOVABLEKEYS;
import static io.tarn.command.Flag.READONLY;
import static io.tarn.command.Flag.WRITE;

import io.tarn.command.Command;
import io.tarn.command.KeySpec;
import java.util.ArrayList;
import java.util.List;

/** The rows of the sorted set commands. */
public final class SortedSetCommands {

  private static final String GROUP = "sorted-set";
  private static final String LOG = "O(log(N)) with N elements";
  private static final String RANGE = "O(log(N)+M) with N elements, M of them answered";
  private static final String REMOVAL = "O(M*log(N)) with N elements, M of them removed";
  private static final String SORTED = "O(N*log(N)) with N elements in all";

  private SortedSetCommands() {}

  /** Returns all rows. */
  public static List<Command> all() {
    List<Command> rows = new ArrayList<>();
    rows.addAll(elements());
    rows.addAll(ranges());
    rows.addAll(removals());
    rows.addAll(combinations());
    return rows;
  }

  private static List<Command> elements() {
    return List.of(
        fastWrite("zadd", -4)
            .docs(GROUP, "1.2.0", LOG, "Adds elements, or gives them other scores.")
            .runs(AddCommands::zadd),
        fastRead("zcard", 2)
            .docs(GROUP, "1.2.0", "O(1)", "Counts the elements.")
            .runs(ScoreCommands::zcard),
        fastRead("zcount", 4)
            .docs(GROUP, "2.0.0", LOG, "Counts the elements with scores in a range.")
            .runs(ScoreCommands::zcount),
        fastWrite("zincrby", 4)
            .docs(GROUP, "1.2.0", LOG, "Adds to the score of an element.")
            .runs(AddCommands::zincrby),
        fastRead("zlexcount", 4)
            .docs(GROUP, "2.8.9", LOG, "Counts the elements with names in a range.")
            .runs(ScoreCommands::zlexcount),
        fastRead("zmscore", -3)
            .docs(GROUP, "6.2.0", "O(N) with N names", "Answers the scores of several elements.")
            .runs(ScoreCommands::zmscore),
        Command.named("zrandmember", -2)
            .flags(READONLY)
            .keys(KeySpec.ONE)
            .categories("read", "sortedset", "slow")
            .docs(GROUP, "6.2.0", "O(N) with N elements answered", "Answers elements by chance.")
            .runs(RandomCommand::run),
        fastRead("zrank", -3)
            .docs(GROUP, "2.0.0", LOG, "Tells how many elements are before one.")
            .runs(ScoreCommands::zrank),
        fastRead("zrevrank", -3)
            .docs(GROUP, "2.0.0", LOG, "Tells how many elements are behind one.")
            .runs(ScoreCommands::zrevrank),
        read("zscan", -3)
            .docs(
                GROUP,
                "2.8.0",
                "O(1) for a call, O(N) for a walk over N elements",
                "Lists the elements a few at a time.")
            .runs(ScanCommand::run),
        fastRead("zscore", 3)
            .docs(GROUP, "1.2.0", "O(1)", "Answers the score of an element.")
            .runs(ScoreCommands::zscore));
  }

  private static List<Command> ranges() {
    return List.of(
        read("zrange", -4)
            .docs(GROUP, "1.2.0", RANGE, "Answers the elements in a range.")
            .runs(RangeCommands::zrange),
        read("zrangebylex", -4)
            .docs(GROUP, "2.8.9", RANGE, "Answers the elements with names in a range.")
            .runs(RangeCommands::zrangebylex),
        read("zrangebyscore", -4)
            .docs(GROUP, "1.0.5", RANGE, "Answers the elements with scores in a range.")
            .runs(RangeCommands::zrangebyscore),
        Command.named("zrangestore", -5)
            .flags(WRITE, DENYOOM)
            .keys(new KeySpec(1, 2, 1))
            .categories("write", "sortedset", "slow")
            .docs(GROUP, "6.2.0", RANGE, "Stores the elements in a range at another key.")
            .runs(RangeCommands::zrangestore),
        read("zrevrange", -4)
            .docs(GROUP, "1.2.0", RANGE, "Answers the elements of some ranks, the last first.")
            .runs(RangeCommands::zrevrange),
        read("zrevrangebylex", -4)
            .docs(GROUP, "2.8.9", RANGE, "Answers elements by their names, the last first.")
            .runs(RangeCommands::zrevrangebylex),
        read("zrevrangebyscore", -4)
            .docs(GROUP, "2.2.0", RANGE, "Answers elements by their scores, the last first.")
            .runs(RangeCommands::zrevrangebyscore));
  }

  private static List<Command> removals() {
    return List.of(
        Command.named("zmpop", -4)
            .flags(WRITE, MOVABLEKEYS)
            .keys(KeySpec.counted(1))
            .categories("write", "sortedset", "slow")
            .docs(GROUP, "7.0.0", REMOVAL, "Takes elements out of the first key that has any.")
            .runs(PopCommands::zmpop),
        Command.named("zpopmax", -2)
            .flags(WRITE, FAST)
            .keys(KeySpec.ONE)
            .categories("write", "sortedset", "fast")
            .docs(GROUP, "5.0.0", REMOVAL, "Takes the elements with the highest scores out.")
            .runs(PopCommands::zpopmax),
        Command.named("zpopmin", -2)
            .flags(WRITE, FAST)
            .keys(KeySpec.ONE)
            .categories("write", "sortedset", "fast")
            .docs(GROUP, "5.0.0", REMOVAL, "Takes the elements with the lowest scores out.")
            .runs(PopCommands::zpopmin),
        Command.named("zrem", -3)
            .flags(WRITE, FAST)
            .keys(KeySpec.ONE)
            .categories("write", "sortedset", "fast")
            .docs(GROUP, "1.2.0", REMOVAL, "Removes elements.")
            .runs(AddCommands::zrem),
        removal("zremrangebylex")
            .docs(GROUP, "2.8.9", REMOVAL, "Removes the elements with names in a range.")
            .runs(RemovalCommands::byLex),
        removal("zremrangebyrank")
            .docs(GROUP, "2.0.0", REMOVAL, "Removes the elements of some ranks.")
            .runs(RemovalCommands::byRank),
        removal("zremrangebyscore")
            .docs(GROUP, "1.2.0", REMOVAL, "Removes the elements with scores in a range.")
            .runs(RemovalCommands::byScore));
  }

  private static List<Command> combinations() {
    return List.of(
        combination("zdiff", -3)
            .docs(GROUP, "6.2.0", SORTED, "Answers what is in the first key and in no other.")
            .runs(CombinationCommands::zdiff),
        combinationStore("zdiffstore")
            .docs(GROUP, "6.2.0", SORTED, "Stores what is in the first key and in no other.")
            .runs(CombinationCommands::zdiffstore),
        combination("zinter", -3)
            .docs(GROUP, "6.2.0", SORTED, "Answers what is in all keys.")
            .runs(CombinationCommands::zinter),
        combination("zintercard", -3)
            .docs(GROUP, "7.0.0", "O(N*K) with K keys", "Counts what is in all keys.")
            .runs(CombinationCommands::zintercard),
        combinationStore("zinterstore")
            .docs(GROUP, "2.0.0", SORTED, "Stores what is in all keys.")
            .runs(CombinationCommands::zinterstore),
        combination("zunion", -3)
            .docs(GROUP, "6.2.0", SORTED, "Answers what is in any key.")
            .runs(CombinationCommands::zunion),
        combinationStore("zunionstore")
            .docs(GROUP, "2.0.0", SORTED, "Stores what is in any key.")
            .runs(CombinationCommands::zunionstore));
  }

  private static Command.Builder fastWrite(String name, int arity) {
    return Command.named(name, arity)
        .flags(WRITE, DENYOOM, FAST)
        .keys(KeySpec.ONE)
        .categories("write", "sortedset", "fast");
  }

  private static Command.Builder removal(String name) {
    return Command.named(name, 4)
        .flags(WRITE)
        .keys(KeySpec.ONE)
        .categories("write", "sortedset", "slow");
  }

  private static Command.Builder fastRead(String name, int arity) {
    return Command.named(name, arity)
        .flags(READONLY, FAST)
        .keys(KeySpec.ONE)
        .categories("read", "sortedset", "fast");
  }

  private static Command.Builder read(String name, int arity) {
    return Command.named(name, arity)
        .flags(READONLY)
        .keys(KeySpec.ONE)
        .categories("read", "sortedset", "slow");
  }

  private static Command.Builder combination(String name, int arity) {
    return Command.named(name, arity)
        .flags(READONLY, MOVABLEKEYS)
        .keys(KeySpec.counted(1))
        .categories("read", "sortedset", "slow");
  }

  private static Command.Builder combinationStore(String name) {
    return Command.named(name, -4)
        .flags(WRITE, DENYOOM, MOVABLEKEYS)
        .keys(KeySpec.firstAndCounted(2))
        .categories("write", "sortedset", "slow");
  }
}
