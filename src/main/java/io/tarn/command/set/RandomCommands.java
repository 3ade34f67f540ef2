// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.set;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.command.ReplyWriter;
import io.tarn.keyspace.Keyspace;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** Members by chance: SPOP, SRANDMEMBER. */
final class RandomCommands {

  private static final int KEY = 1;
  private static final int COUNT = 2;

  /**
   * Distinct members of a set are drawn one by one while they are fewer than this part of it;
   * otherwise a walk through the whole set takes each with the right chance, which touches memory
   * in order.
   */
  private static final int DRAWN_PART = 16;

  /**
   * When what is left is at most this part of what is taken, Redis makes a new set of it, which is
   * packed if it may be.
   */
  private static final int NEW_SET_PART = 5;

  /** Most members that may be asked for with repetitions. Redis has no limit but its memory. */
  private static final long MOST_REPEATED = 1 << 24;

  /** Most bytes of members that are taken out at once: what is taken waits on the heap. */
  private static final long MOST_TAKEN_BYTES = Runtime.getRuntime().maxMemory() / 4;

  private static final Reply NOT_POSITIVE = Reply.error("value is out of range, must be positive");
  private static final Reply OUT_OF_RANGE =
      Reply.error(
          "value is out of range, value must between "
              + -Long.MAX_VALUE
              + " and "
              + Long.MAX_VALUE);
  private static final Reply TOO_MANY = Reply.error("too many members for one answer");

  private RandomCommands() {}

  static Reply spop(Execution execution, Arguments arguments) {
    if (arguments.count() > COUNT + 1) {
      return Errors.SYNTAX;
    }
    boolean counted = arguments.count() > COUNT;
    if (counted && (!Numbers.isLong(arguments, COUNT) || Numbers.parseLong(arguments, COUNT) < 0)) {
      return NOT_POSITIVE;
    }
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.findToWrite(keyspace, arguments, KEY);
    if (SetValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    if (record == Keyspace.NONE) {
      return counted ? MemberCommands.EMPTY : Reply.NULL;
    }
    SetValue set = new SetValue(keyspace, record);
    return counted
        ? popMany(execution, arguments, set, Numbers.parseLong(arguments, COUNT))
        : popOne(execution, arguments, set);
  }

  private static Reply popOne(Execution execution, Arguments arguments, SetValue set) {
    Members members = set.members();
    members.draw(ThreadLocalRandom.current());
    int length = members.load();
    byte[] popped = Arrays.copyOf(members.array(), length);
    set.remove(members);
    MemberCommands.removed(execution, arguments, KEY, set, KeyEvent.SPOP);
    return new Reply.Bulk(popped);
  }

  private static Reply popMany(
      Execution execution, Arguments arguments, SetValue set, long wanted) {
    if (wanted == 0) {
      return MemberCommands.EMPTY;
    }
    long size = set.size();
    long count = Math.min(wanted, size);
    if (set.bytes() / size * count > MOST_TAKEN_BYTES) {
      return TOO_MANY;
    }
    execution.longWork(arguments, KEY, count);
    MemberBuffer popped = new MemberBuffer();
    if (count == size) {
      Members members = set.members();
      while (members.next()) {
        popped.add(members);
      }
      execution.changed(set.keyspace(), arguments, KEY, KeyEvent.SPOP);
      set.keyspace().remove(set.record());
      execution.changed(set.keyspace(), arguments, KEY, KeyEvent.DEL);
    } else {
      RandomGenerator random = ThreadLocalRandom.current();
      for (long i = 0; i < count; i++) {
        Members members = set.members();
        members.draw(random);
        popped.add(members);
        set.remove(members);
      }
      if ((size - count) * NEW_SET_PART <= count) {
        Storing.repack(execution.environment().parameters(), set);
      }
      execution.changed(set.keyspace(), arguments, KEY, KeyEvent.SPOP);
    }
    return new Reply.Written(popped::writeTo);
  }

  static Reply srandmember(Execution execution, Arguments arguments) {
    if (arguments.count() > COUNT + 1) {
      return Errors.SYNTAX;
    }
    boolean counted = arguments.count() > COUNT;
    if (counted && !Numbers.isLong(arguments, COUNT)) {
      return Errors.NOT_AN_INTEGER;
    }
    long wanted = counted ? Numbers.parseLong(arguments, COUNT) : 1;
    if (wanted == Long.MIN_VALUE || wanted < -MOST_REPEATED) {
      return OUT_OF_RANGE;
    }
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.find(keyspace, arguments, KEY);
    if (SetValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    if (record == Keyspace.NONE || wanted == 0) {
      return counted ? Reply.EMPTY_ARRAY : Reply.NULL;
    }
    SetValue set = new SetValue(keyspace, record);
    if (!counted) {
      return drawOne(set);
    }
    if (wanted < 0) {
      execution.longWork(arguments, KEY, -wanted);
      return new Reply.Written(writer -> writeRepeated(writer, set, -wanted));
    }
    long size = set.size();
    long count = Math.min(wanted, size);
    if (set.form() == SetForm.TABLE && count < size / DRAWN_PART) {
      execution.longWork(arguments, KEY, count);
      return new Reply.Written(writer -> writeDrawn(writer, set, (int) count));
    }
    execution.longWork(arguments, KEY, size);
    return new Reply.Written(writer -> writeSome(writer, set, count));
  }

  private static Reply drawOne(SetValue set) {
    Members members = set.members();
    members.draw(ThreadLocalRandom.current());
    return new Reply.Written(members::writeTo);
  }

  private static void writeRepeated(ReplyWriter writer, SetValue set, long count) {
    RandomGenerator random = ThreadLocalRandom.current();
    Members members = set.members();
    writer.array(count);
    for (long i = 0; i < count; i++) {
      members.draw(random);
      members.writeTo(writer);
    }
  }

  /* Knuth's algorithm S: each member is taken with the chance (still wanted) / (still to come). */
  private static void writeSome(ReplyWriter writer, SetValue set, long count) {
    RandomGenerator random = ThreadLocalRandom.current();
    writer.array(count);
    long toCome = set.size();
    long missing = count;
    Members members = set.members();
    while (missing > 0 && members.next()) {
      if (random.nextLong(toCome--) < missing) {
        members.writeTo(writer);
        missing--;
      }
    }
  }

  private static void writeDrawn(ReplyWriter writer, SetValue set, int count) {
    RandomGenerator random = ThreadLocalRandom.current();
    long[] drawn = new long[Integer.highestOneBit(count) * 4];
    Members members = set.members();
    writer.array(count);
    int missing = count;
    while (missing > 0) {
      members.draw(random);
      if (isFirst(drawn, members.element())) {
        members.writeTo(writer);
        missing--;
      }
    }
  }

  /* Adds an element to a table with open addressing; false when it is there. */
  private static boolean isFirst(long[] drawn, long element) {
    int at = (int) ((element * 0x9e37_79b9_7f4a_7c15L) >>> 32) & (drawn.length - 1);
    while (drawn[at] != 0) {
      if (drawn[at] == element) {
        return false;
      }
      at = (at + 1) & (drawn.length - 1);
    }
    drawn[at] = element;
    return true;
  }
}
