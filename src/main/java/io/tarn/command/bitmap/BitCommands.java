// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.bitmap;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;

/** The commands for one bit. */
final class BitCommands {

  private static final Reply NOT_A_BIT = Reply.error("bit is not an integer or out of range");

  private BitCommands() {}

  static Reply setbit(Execution execution, Arguments arguments) {
    long offset = BitmapValue.offset(execution, arguments, 2, 0);
    if (offset == BitmapValue.INVALID_OFFSET) {
      return BitmapValue.NOT_AN_OFFSET;
    }
    int bit = arguments.length(3) == 1 ? arguments.byteAt(3, 0) - '0' : -1;
    if (bit != 0 && bit != 1) {
      return NOT_A_BIT;
    }
    Keyspace keyspace = execution.keyspace(arguments, 1);
    long record = execution.findToWrite(keyspace, arguments, 1);
    if (BitmapValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    int before = record == Keyspace.NONE ? -1 : keyspace.valueLength(record);
    record = BitmapValue.reach(execution, keyspace, record, arguments, offset);
    int old = Bitmap.setBit(keyspace.valuePosition(record), offset, bit);
    if (old != bit || before != keyspace.valueLength(record)) {
      execution.changed(keyspace, arguments, 1, KeyEvent.SETBIT);
    }
    return old == 0 ? Reply.ZERO : Reply.ONE;
  }

  static Reply getbit(Execution execution, Arguments arguments) {
    long offset = BitmapValue.offset(execution, arguments, 2, 0);
    if (offset == BitmapValue.INVALID_OFFSET) {
      return BitmapValue.NOT_AN_OFFSET;
    }
    Keyspace keyspace = execution.keyspace(arguments, 1);
    long record = execution.find(keyspace, arguments, 1);
    if (BitmapValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    boolean set =
        record != Keyspace.NONE
            && offset >>> 3 < keyspace.valueLength(record)
            && Bitmap.bit(keyspace.valuePosition(record), offset) != 0;
    return set ? Reply.ONE : Reply.ZERO;
  }
}
