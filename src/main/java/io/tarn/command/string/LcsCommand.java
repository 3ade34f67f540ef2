// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.string;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;
import java.util.ArrayList;
import java.util.List;

/** The command LCS: the longest common subsequence of two values. */
final class LcsCommand {

  private static final Reply NOT_STRINGS =
      Reply.error("The specified keys must contain string values");
  private static final Reply LENGTH_AND_INDEXES =
      Reply.error("If you want both the length and indexes, please just use IDX.");
  private static final Reply TOO_LARGE =
      Reply.error("Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len");

  /** Bytes a cell of the table takes in Redis, whose limit of the lengths is kept here. */
  private static final long CELL_BYTES = 4;

  private LcsCommand() {}

  static Reply run(Execution execution, Arguments arguments) {
    Keyspace keyspaceA = execution.keyspace(arguments, 1);
    long recordA = execution.find(keyspaceA, arguments, 1);
    Keyspace keyspaceB = execution.keyspace(arguments, 2);
    long recordB = execution.find(keyspaceB, arguments, 2);
    if (StringValue.isOther(keyspaceA, recordA) || StringValue.isOther(keyspaceB, recordB)) {
      return NOT_STRINGS;
    }
    boolean length = false;
    boolean indexes = false;
    boolean matchLengths = false;
    long least = 0;
    for (int i = 3; i < arguments.count(); i++) {
      if (arguments.is(i, "idx")) {
        indexes = true;
      } else if (arguments.is(i, "len")) {
        length = true;
      } else if (arguments.is(i, "withmatchlen")) {
        matchLengths = true;
      } else if (arguments.is(i, "minmatchlen") && i + 1 < arguments.count()) {
        if (!Numbers.isLong(arguments, ++i)) {
          return Errors.NOT_AN_INTEGER;
        }
        least = Numbers.parseLong(arguments, i);
      } else {
        return Errors.SYNTAX;
      }
    }
    if (indexes && length) {
      return LENGTH_AND_INDEXES;
    }
    long rows = recordA == Keyspace.NONE ? 0 : keyspaceA.valueLength(recordA);
    long columns = recordB == Keyspace.NONE ? 0 : keyspaceB.valueLength(recordB);
    long tableBytes = (rows + 1) * (columns + 1) * CELL_BYTES;
    if (tableBytes > execution.environment().parameters().protoMaxBulkLength()) {
      return TOO_LARGE;
    }
    byte[] a = rows == 0 ? new byte[0] : StringValue.bytes(keyspaceA, recordA);
    byte[] b = columns == 0 ? new byte[0] : StringValue.bytes(keyspaceB, recordB);
    if (length) {
      return Reply.Int.of(CommonSubsequence.length(a, b));
    }
    CommonSubsequence common = CommonSubsequence.of(a, b);
    return indexes ? matches(common, least, matchLengths) : new Reply.Bulk(common.bytes());
  }

  private static Reply matches(CommonSubsequence common, long least, boolean matchLengths) {
    List<Reply> matches = new ArrayList<>();
    for (CommonSubsequence.Match match : common.matches()) {
      if (match.length() >= least) {
        Reply inA = range(match.startA(), match.length());
        Reply inB = range(match.startB(), match.length());
        matches.add(
            matchLengths
                ? Reply.Array.of(inA, inB, Reply.Int.of(match.length()))
                : Reply.Array.of(inA, inB));
      }
    }
    return new Reply.Mapping(
        List.of(
            Reply.Bulk.of("matches"),
            new Reply.Array(matches),
            Reply.Bulk.of("len"),
            Reply.Int.of(common.bytes().length)));
  }

  private static Reply range(int start, int length) {
    return Reply.Array.of(Reply.Int.of(start), Reply.Int.of(start + length - 1));
  }
}
