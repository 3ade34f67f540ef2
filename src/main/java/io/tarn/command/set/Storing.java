// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.set;

import io.tarn.command.Arguments;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.Parameters;
import io.tarn.command.Reply;
import io.tarn.keyspace.CollectionValues;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.ValueType;
import io.tarn.keyspace.collection.ElementTable;
import io.tarn.keyspace.collection.IntegerText;
import io.tarn.keyspace.collection.Intset;
import io.tarn.keyspace.collection.Packed;
import io.tarn.keyspace.collection.Structures;
import io.tarn.slab.Slab;
import java.util.Arrays;
import java.util.List;

/**
 * Makes a result the value of a key, whatever was there. It is taken from its operands completely
 * before what was there is given up, because that may be one of them.
 */
final class Storing {

  private Storing() {}

  /**
   * Stores a result at the key of argument {@code target}; an empty one removes the key.
   *
   * @return the answer: how many members it has
   */
  static Reply store(
      Execution execution,
      Arguments arguments,
      int target,
      Selection result,
      SetForm form,
      KeyEvent event) {
    Keyspace keyspace = execution.keyspace(arguments, target);
    long present = execution.peek(keyspace, arguments, target);
    if (result.count() == 0) {
      if (present != Keyspace.NONE) {
        keyspace.remove(present);
        execution.changed(keyspace, arguments, target, KeyEvent.DEL);
      }
      return Reply.ZERO;
    }
    execution.admit(result.bytes() + result.count() * SetValue.overheadBytes());
    switch (form) {
      case INTSET -> storeIntegers(execution, arguments, target, present, result);
      case LISTPACK -> storePacked(execution, arguments, target, present, result);
      case TABLE -> storeTable(execution, arguments, target, present, result);
    }
    execution.changed(keyspace, arguments, target, event);
    return Reply.Int.of(result.count());
  }

  private static void storeIntegers(
      Execution execution, Arguments arguments, int target, long present, Selection result) {
    long[] integers = new long[(int) result.count()];
    int[] at = {0};
    result.forEach(member -> integers[at[0]++] = toInteger(member));
    Arrays.sort(integers);
    int need = (int) (Intset.HEADER + result.count() * Long.BYTES);
    Keyspace keyspace = execution.keyspace(arguments, target);
    long record = emptied(execution, arguments, target, present, need);
    long area = keyspace.valuePosition(record);
    Intset.clear(area);
    for (int i = 0; i < integers.length; i++) {
      Intset.insert(area, i, integers[i]);
    }
    long _ = keyspace.collections().fit(record, Intset.usedBytes(area));
  }

  private static long toInteger(Members member) {
    if (member.isInteger()) {
      return member.integer();
    }
    int length = member.load();
    return IntegerText.parse(member.array(), 0, length);
  }

  private static void storePacked(
      Execution execution, Arguments arguments, int target, long present, Selection result) {
    MemberBuffer members = new MemberBuffer();
    result.forEach(members::add);
    Keyspace keyspace = execution.keyspace(arguments, target);
    pack(keyspace, emptied(execution, arguments, target, present, members.packedBytes()), members);
  }

  /** Packs a table again, if its members are few and short enough. */
  static void repack(Parameters parameters, SetValue set) {
    if (set.form() != SetForm.TABLE || set.size() > parameters.setMaxListpackEntries()) {
      return;
    }
    Selection all = Selection.of(List.of(set), (source, member) -> true);
    if (all.formOfPart(parameters, SetForm.LISTPACK) == SetForm.TABLE) {
      return;
    }
    MemberBuffer members = new MemberBuffer();
    all.forEach(members::add);
    Keyspace keyspace = set.keyspace();
    long expireAt = keyspace.expireAt(set.record());
    pack(
        keyspace,
        keyspace
            .collections()
            .replace(set.record(), ValueType.SET, members.packedBytes(), expireAt),
        members);
  }

  private static void pack(Keyspace keyspace, long record, MemberBuffer members) {
    long area = keyspace.valuePosition(record);
    int capacity = keyspace.valueLength(record);
    for (int i = 0; i < members.count(); i++) {
      Packed.insert(
          area,
          capacity,
          i,
          Packed.endOffset(area),
          members.array(),
          members.start(i),
          members.length(i));
    }
  }

  private static void storeTable(
      Execution execution, Arguments arguments, int target, long present, Selection result) {
    Keyspace keyspace = execution.keyspace(arguments, target);
    CollectionValues blocks = keyspace.collections();
    long root = ElementTable.create(blocks, Structures.TABLE, 0, 0);
    result.forEach(member -> SetValue.putNew(blocks, root, member));
    long record = emptied(execution, arguments, target, present, Packed.HEADER);
    long _ = blocks.adoptRoot(record, ValueType.SET, root);
  }

  /* Returns a record of the key with an empty value that has room for so many bytes. */
  private static long emptied(
      Execution execution, Arguments arguments, int target, long present, int bytes) {
    Keyspace keyspace = execution.keyspace(arguments, target);
    return present != Slab.NONE
        ? keyspace.collections().replace(present, ValueType.SET, bytes, Keyspace.NO_EXPIRY)
        : create(execution, arguments, target, bytes);
  }

  /** Makes an absent key with an empty set that has room for so many bytes. */
  static long create(Execution execution, Arguments arguments, int key, int bytes) {
    return execution
        .keyspace(arguments, key)
        .collections()
        .create(
            arguments.hash(key),
            arguments.array(key),
            arguments.offset(key),
            arguments.length(key),
            ValueType.SET,
            bytes,
            Keyspace.NO_EXPIRY,
            execution.nowMillis());
  }
}
