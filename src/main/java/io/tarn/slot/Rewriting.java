// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Arguments;
import io.tarn.command.Execution;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.command.value.ElementWriter;
import io.tarn.keyspace.Keyspace;
import io.tarn.log.record.RecordKind;
import io.tarn.log.record.RecordWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Records requests as other commands that do the same to one key and leave nothing to chance. Used
 * by one {@link UnitRecorder}.
 */
final class Rewriting {

  private static final byte[] SET = KeyState.word("set");
  private static final byte[] SREM = KeyState.word("srem");
  private static final byte[] SADD = KeyState.word("sadd");
  private static final byte[] LMOVE = KeyState.word("lmove");
  private static final byte[] LEFT = KeyState.word("left");
  private static final byte[] RIGHT = KeyState.word("right");
  private static final byte[] LPOP = KeyState.word("lpop");
  private static final byte[] RPOP = KeyState.word("rpop");
  private static final byte[] LPUSH = KeyState.word("lpush");
  private static final byte[] RPUSH = KeyState.word("rpush");
  private static final byte[] ZPOPMIN = KeyState.word("zpopmin");
  private static final byte[] ZPOPMAX = KeyState.word("zpopmax");

  private static final int SOURCE = 1;
  private static final int TARGET = 2;

  private final UnitRecorder recorder;

  Rewriting(UnitRecorder recorder) {
    this.recorder = recorder;
  }

  /** SPOP. */
  void drawn(Execution context, Arguments arguments, Reply reply) {
    Keyspace keyspace = context.keyspace(arguments, SOURCE);
    if (context.peek(keyspace, arguments, SOURCE) == Keyspace.NONE) {
      recorder.state(context, arguments, SOURCE);
      return;
    }
    List<byte[]> members = new ArrayList<>();
    ElementWriter.strings(reply, members);
    byte[][] words = new byte[members.size()][];
    put(SREM, context, arguments, SOURCE, members.toArray(words));
  }

  /** BLPOP, BRPOP, LMPOP, BLMPOP. */
  void listPop(CommandPlan plan, Execution context, Arguments arguments) {
    int key = context.changedKey(0);
    switch (plan.name()) {
      case "blpop" -> put(LPOP, context, arguments, key);
      case "brpop" -> put(RPOP, context, arguments, key);
      default -> {
        int end = afterKeys(arguments, plan.name().equals("lmpop") ? 1 : 2);
        putCounted(arguments.is(end, "left") ? LPOP : RPOP, context, arguments, key, end);
      }
    }
  }

  /** BZPOPMIN, BZPOPMAX, ZMPOP, BZMPOP. */
  void sortedSetPop(CommandPlan plan, Execution context, Arguments arguments) {
    int key = context.changedKey(0);
    switch (plan.name()) {
      case "bzpopmin" -> put(ZPOPMIN, context, arguments, key);
      case "bzpopmax" -> put(ZPOPMAX, context, arguments, key);
      default -> {
        int end = afterKeys(arguments, plan.name().equals("zmpop") ? 1 : 2);
        putCounted(arguments.is(end, "min") ? ZPOPMIN : ZPOPMAX, context, arguments, key, end);
      }
    }
  }

  /** LMOVE, RPOPLPUSH, BLMOVE, BRPOPLPUSH. */
  void listMove(
      CommandPlan plan, boolean isOne, Execution context, Arguments arguments, Reply reply) {
    boolean named = plan.name().endsWith("lmove");
    boolean fromLeft = named && arguments.is(3, "left");
    boolean toLeft = !named || arguments.is(4, "left");
    if (isOne) {
      put(
          LMOVE,
          context,
          arguments,
          SOURCE,
          arguments.bytes(TARGET),
          fromLeft ? LEFT : RIGHT,
          toLeft ? LEFT : RIGHT);
      return;
    }
    if (!(reply instanceof Reply.Bulk element)
        || recorder.isWalked(arguments.slot(SOURCE))
        || recorder.isWalked(arguments.slot(TARGET))) {
      recorder.states(context, arguments);
      return;
    }
    put(fromLeft ? LPOP : RPOP, context, arguments, SOURCE);
    put(toLeft ? LPUSH : RPUSH, context, arguments, TARGET, element.bytes());
  }

  /** SMOVE between slots. */
  void memberMove(Execution context, Arguments arguments) {
    for (int n = 0; n < context.changes(); n++) {
      int key = context.changedKey(n);
      if (recorder.isWalked(arguments.slot(key))) {
        recorder.state(context, arguments, key);
      } else {
        put(key == SOURCE ? SREM : SADD, context, arguments, key, arguments.bytes(3));
      }
    }
  }

  /** MSET and MSETNX over several slots. */
  void pairs(Execution context, Arguments arguments) {
    for (int n = 0; n < context.changes(); n++) {
      int key = context.changedKey(n);
      int slot = arguments.slot(key);
      RecordWriter writer = recorder.writer(slot);
      if (writer != null) {
        writer.begin(RecordKind.STATE, slot, context.nowMillis(), 3);
        writer.word(SET);
        UnitRecorder.word(writer, arguments, key);
        UnitRecorder.word(writer, arguments, key + 1);
        writer.end();
      }
    }
  }

  private static int afterKeys(Arguments arguments, int countAt) {
    return countAt + 1 + (int) Numbers.parseLong(arguments, countAt);
  }

  /* Behind the keys: LEFT or RIGHT, MIN or MAX, then perhaps COUNT and a number. */
  private void putCounted(
      byte[] command, Execution context, Arguments arguments, int key, int end) {
    boolean counted = arguments.count() > end + 2;
    byte[] number = counted ? arguments.bytes(end + 2) : KeyState.word("1");
    put(command, context, arguments, key, number);
  }

  private void put(
      byte[] command, Execution context, Arguments arguments, int key, byte[]... words) {
    int slot = arguments.slot(key);
    if (recorder.isWalked(slot)) {
      recorder.state(context, arguments, key);
      return;
    }
    RecordWriter writer = recorder.writer(slot);
    if (writer != null) {
      writer.begin(RecordKind.VERBATIM, slot, context.nowMillis(), 2 + words.length);
      writer.word(command);
      UnitRecorder.word(writer, arguments, key);
      for (byte[] word : words) {
        writer.word(word);
      }
      writer.end();
    }
  }
}
