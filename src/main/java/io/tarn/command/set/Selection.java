// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.set;

import io.tarn.command.Parameters;
import io.tarn.command.ReplyWriter;
import io.tarn.keyspace.collection.IntegerText;
import java.util.Arrays;
import java.util.List;

/**
 * Which members of some sets belong to a result: one bit for each, in the order in which walks
 * through the sets come to them. The sets must not change until the result was used. So a result is
 * known, with its size, before a byte of it is written or anything is changed.
 */
final class Selection {

  private static final int FIRST_WORDS = 16;

  /** Decides about a member. */
  interface Choice {
    /**
     * True when the member belongs to the result.
     *
     * @param source index of the set in which the walk stands
     */
    boolean takes(int source, Members member);
  }

  /** Does something with a member. */
  interface Taker {
    void take(Members member);
  }

  private final List<SetValue> sources;
  private long[] bits = new long[FIRST_WORDS];
  private long count;
  private long bytes;
  private int longest;
  private long leadingIntegers;
  private boolean integersOnly = true;

  private Selection(List<SetValue> sources) {
    this.sources = sources;
  }

  /** Walks through the sets and asks about each member. */
  static Selection of(List<SetValue> sources, Choice choice) {
    Selection selection = new Selection(sources);
    int at = 0;
    for (int source = 0; source < sources.size(); source++) {
      Members members = sources.get(source).members();
      for (; members.next(); at++) {
        if (choice.takes(source, members)) {
          selection.mark(at, members);
        }
      }
    }
    return selection;
  }

  private void mark(int at, Members member) {
    if (at >>> 6 >= bits.length) {
      bits = Arrays.copyOf(bits, Math.max(bits.length * 2, (at >>> 6) + 1));
    }
    bits[at >>> 6] |= 1L << at;
    int length = member.load();
    boolean integer = member.isInteger() || IntegerText.is(member.array(), 0, length);
    integersOnly &= integer;
    leadingIntegers += integersOnly ? 1 : 0;
    count++;
    bytes += length;
    longest = Math.max(longest, length);
  }

  /** Returns the number of members in the result. */
  long count() {
    return count;
  }

  /** Returns the bytes of all of them. */
  long bytes() {
    return bytes;
  }

  /** Shows the result, member by member. */
  void forEach(Taker taker) {
    int at = 0;
    for (SetValue source : sources) {
      Members members = source.members();
      for (; members.next(); at++) {
        if (at >>> 6 < bits.length && (bits[at >>> 6] & 1L << at) != 0) {
          taker.take(members);
        }
      }
    }
  }

  /** Writes the result as a set. */
  void writeTo(ReplyWriter writer) {
    writer.unordered(count);
    forEach(member -> member.writeTo(writer));
  }

  /** Returns the form of a set to which all these members were added one by one. */
  SetForm formOfSum(Parameters parameters) {
    if (!SetForm.fitsIntset(parameters, leadingIntegers)) {
      return SetForm.TABLE;
    }
    if (integersOnly) {
      return SetForm.INTSET;
    }
    return SetForm.fitsListpack(parameters, count - 1, bytes, longest)
        ? SetForm.LISTPACK
        : SetForm.TABLE;
  }

  /** Returns the form of an intersection whose smallest operand has the form {@code first}. */
  SetForm formOfPart(Parameters parameters, SetForm first) {
    if (integersOnly && SetForm.fitsIntset(parameters, count)) {
      return SetForm.INTSET;
    }
    return first == SetForm.LISTPACK && SetForm.fitsListpack(parameters, count - 1, bytes, longest)
        ? SetForm.LISTPACK
        : SetForm.TABLE;
  }
}
