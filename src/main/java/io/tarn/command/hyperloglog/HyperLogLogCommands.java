// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.hyperloglog;

import static io.tarn.command.Flag.ADMIN;
import static io.tarn.command.Flag.DENYOOM;
import static io.tarn.command.Flag.FAST;
import static io.tarn.command.Flag.READONLY;
import static io.tarn.command.Flag.WRITE;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.KeySpec;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.ValueType;
import io.tarn.slab.Memory;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rows of the HyperLogLog commands and their handlers. */
public final class HyperLogLogCommands {

  private static final Reply.Failure INVALID =
      new Reply.Failure("WRONGTYPE Key is not a valid HyperLogLog string value.");
  private static final Reply.Failure BROKEN =
      new Reply.Failure("INVALIDOBJ Corrupted HLL object detected");
  private static final String GROUP = "hyperloglog";

  /** What a HyperLogLog counts for as {@linkplain Execution#longWork work}: 16,384 small steps. */
  private static final long WORK_OF_ONE = 1_000;

  private HyperLogLogCommands() {}

  /** Returns all rows. */
  public static List<Command> all() {
    return List.of(
        Command.named("pfadd", -2)
            .flags(WRITE, DENYOOM, FAST)
            .keys(KeySpec.ONE)
            .categories("write", GROUP, "fast")
            .docs(GROUP, "2.8.9", "O(1) for each element", "Counts elements in a HyperLogLog")
            .runs(HyperLogLogCommands::add),
        Command.named("pfcount", -2)
            .flags(READONLY)
            .keys(KeySpec.ALL)
            .categories("read", GROUP, "slow")
            .docs(
                GROUP,
                "2.8.9",
                "O(1), large, and O(N) for several keys",
                "Estimates how many distinct elements were added to some HyperLogLogs")
            .runs(HyperLogLogCommands::count),
        Command.named("pfmerge", -2)
            .flags(WRITE, DENYOOM)
            .keys(KeySpec.ALL)
            .categories("write", GROUP, "slow")
            .docs(GROUP, "2.8.9", "O(N), N keys", "Merges HyperLogLogs into the first one")
            .runs(HyperLogLogCommands::merge),
        Command.named("pfdebug", 3)
            .flags(WRITE, DENYOOM, ADMIN)
            .keys(new KeySpec(2, 2, 1))
            .categories("write", GROUP, "admin", "slow", "dangerous")
            .docs(GROUP, "2.8.9", "O(1), large", "Shows or changes the form of a HyperLogLog")
            .runs(HyperLogLogCommands::debug),
        Command.named("pfselftest", 1)
            .flags(ADMIN)
            .categories(GROUP, "admin", "slow", "dangerous")
            .docs(GROUP, "2.8.9", "O(1), large", "Tests the HyperLogLog code")
            .runs(HyperLogLogCommands::selfTest));
  }

  private static Reply add(Execution execution, Arguments arguments) {
    execution.longWork(arguments, 1, arguments.count());
    Keyspace keyspace = execution.keyspace(arguments, 1);
    long record = execution.findToWrite(keyspace, arguments, 1);
    Sketch sketch = Sketch.empty();
    if (record != Keyspace.NONE) {
      Reply.Failure wrong = wrong(keyspace, record);
      if (wrong != null) {
        return wrong;
      }
      keyspace.markRaw(record);
      if (Sketch.isDenseAt(keyspace.valuePosition(record))) {
        return addDense(execution, keyspace, record, arguments);
      }
      sketch = sketch(keyspace, record);
    }
    boolean changed = record == Keyspace.NONE;
    long most = execution.environment().parameters().hllSparseMaxBytes();
    for (int i = 2; i < arguments.count(); i++) {
      long hash = Estimator.hash(arguments, i);
      int outcome = sketch.set(Estimator.register(hash), Estimator.count(hash), most);
      if (outcome == Sketch.BROKEN) {
        if (changed) { // as Redis, which tells nobody of the elements before
          store(execution, keyspace, record, arguments, 1, sketch);
        }
        return BROKEN;
      }
      changed |= outcome > 0;
    }
    if (changed) {
      sketch.invalidate();
      store(execution, keyspace, record, arguments, 1, sketch);
      execution.changed(keyspace, arguments, 1, KeyEvent.PFADD);
    }
    return changed ? Reply.ONE : Reply.ZERO;
  }

  private static Reply addDense(
      Execution execution, Keyspace keyspace, long record, Arguments arguments) {
    long position = keyspace.valuePosition(record);
    boolean changed = false;
    for (int i = 2; i < arguments.count(); i++) {
      long hash = Estimator.hash(arguments, i);
      changed |= Sketch.setDenseAt(position, Estimator.register(hash), Estimator.count(hash));
    }
    if (changed) {
      Sketch.invalidateAt(position);
      execution.changed(keyspace, arguments, 1, KeyEvent.PFADD);
    }
    return changed ? Reply.ONE : Reply.ZERO;
  }

  private static Reply count(Execution execution, Arguments arguments) {
    if (arguments.count() == 2) {
      return countOne(execution, arguments);
    }
    execution.longWork(arguments, 1, arguments.count() * WORK_OF_ONE);
    byte[] most = new byte[Estimator.REGISTERS];
    for (int i = 1; i < arguments.count(); i++) {
      Keyspace keyspace = execution.keyspace(arguments, i);
      long record = execution.find(keyspace, arguments, i);
      if (record != Keyspace.NONE) {
        Reply.Failure wrong = wrong(keyspace, record);
        if (wrong != null) {
          return wrong;
        }
        if (!sketch(keyspace, record).mergeInto(most)) {
          return BROKEN;
        }
      }
    }
    return Reply.Int.of(estimate(most));
  }

  /* The estimate is kept in the value, where Redis keeps it: a change, for those who watch. */
  private static Reply countOne(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, 1);
    long record = execution.find(keyspace, arguments, 1);
    if (record == Keyspace.NONE) {
      return Reply.ZERO;
    }
    Reply.Failure wrong = wrong(keyspace, record);
    if (wrong != null) {
      return wrong;
    }
    keyspace.markRaw(record);
    long position = keyspace.valuePosition(record);
    long cached = Sketch.cachedAt(position);
    if (cached >= 0) {
      return Reply.Int.of(cached);
    }
    byte[] registers = new byte[Estimator.REGISTERS];
    if (!sketch(keyspace, record).mergeInto(registers)) {
      return BROKEN;
    }
    long estimate = estimate(registers);
    Sketch.cacheAt(position, estimate);
    execution.modified(arguments, 1);
    return Reply.Int.of(estimate);
  }

  private static Reply merge(Execution execution, Arguments arguments) {
    execution.longWork(arguments, 1, arguments.count() * WORK_OF_ONE);
    byte[] most = new byte[Estimator.REGISTERS];
    boolean dense = false;
    for (int i = 1; i < arguments.count(); i++) {
      Keyspace keyspace = execution.keyspace(arguments, i);
      long record = execution.find(keyspace, arguments, i);
      if (record != Keyspace.NONE) {
        Reply.Failure wrong = wrong(keyspace, record);
        if (wrong != null) {
          return wrong;
        }
        Sketch sketch = sketch(keyspace, record);
        dense |= sketch.isDense();
        if (!sketch.mergeInto(most)) {
          return BROKEN;
        }
      }
    }
    Keyspace keyspace = execution.keyspace(arguments, 1);
    long record = execution.peek(keyspace, arguments, 1);
    Sketch target = record == Keyspace.NONE ? Sketch.empty() : sketch(keyspace, record);
    if (dense && !target.becomeDense()) {
      return BROKEN;
    }
    long longest = execution.environment().parameters().hllSparseMaxBytes();
    for (int i = 0; i < most.length; i++) {
      if (most[i] > 0) {
        int _ = target.set(i, most[i], longest);
      }
    }
    target.invalidate();
    store(execution, keyspace, record, arguments, 1, target);
    execution.changed(keyspace, arguments, 1, KeyEvent.PFADD);
    return Reply.OK;
  }

  private static Reply debug(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, 2);
    long record = execution.findToWrite(keyspace, arguments, 2);
    if (record == Keyspace.NONE) {
      return Reply.error("The specified key does not exist");
    }
    Reply.Failure wrong = wrong(keyspace, record);
    if (wrong != null) {
      return wrong;
    }
    keyspace.markRaw(record);
    Sketch sketch = sketch(keyspace, record);
    if (arguments.is(1, "getreg")) {
      Reply.Failure broken = becomeDense(execution, keyspace, record, arguments, sketch);
      return broken != null ? broken : registers(sketch);
    }
    if (arguments.is(1, "decode")) {
      return sketch.isDense()
          ? Reply.error("HLL encoding is not sparse")
          : Reply.Bulk.of(sketch.runs());
    }
    if (arguments.is(1, "encoding")) {
      return new Reply.Simple(sketch.isDense() ? "dense" : "sparse");
    }
    if (arguments.is(1, "todense")) {
      boolean was = sketch.isDense();
      Reply.Failure broken = becomeDense(execution, keyspace, record, arguments, sketch);
      return Objects.requireNonNullElse(broken, was ? Reply.ZERO : Reply.ONE);
    }
    return Reply.error("Unknown PFDEBUG subcommand '" + Errors.echo(arguments, 1) + "'");
  }

  private static Reply.@Nullable Failure becomeDense(
      Execution execution, Keyspace keyspace, long record, Arguments arguments, Sketch sketch) {
    if (sketch.isDense()) {
      return null;
    }
    if (!sketch.becomeDense()) {
      return BROKEN;
    }
    store(execution, keyspace, record, arguments, 2, sketch);
    return null;
  }

  /* Sparse and dense sketches of the same elements must agree, and with the number of them. */
  private static Reply selfTest(Execution execution, Arguments arguments) {
    Sketch sparse = Sketch.empty();
    Sketch dense = Sketch.empty();
    boolean right = dense.becomeDense();
    int elements = 3_000;
    for (int i = 0; i < elements; i++) {
      long hash = Estimator.hash(Arguments.of("element:" + i), 0);
      int register = Estimator.register(hash);
      int count = Estimator.count(hash);
      right &=
          sparse.set(register, count, Long.MAX_VALUE) == dense.set(register, count, Long.MAX_VALUE);
    }
    byte[] ofSparse = new byte[Estimator.REGISTERS];
    byte[] ofDense = new byte[Estimator.REGISTERS];
    right &= sparse.mergeInto(ofSparse) && dense.mergeInto(ofDense);
    right &= estimate(ofSparse) == estimate(ofDense);
    right &= Math.abs(estimate(ofDense) - elements) < elements / 20;
    return right ? Reply.OK : Reply.error("TESTFAILED sparse and dense registers differ");
  }

  private static Reply registers(Sketch dense) {
    byte[] registers = new byte[Estimator.REGISTERS];
    boolean _ = dense.mergeInto(registers);
    return new Reply.Written(
        writer -> {
          writer.array(registers.length);
          for (byte register : registers) {
            writer.integer(register);
          }
        });
  }

  private static long estimate(byte[] registers) {
    int[] histogram = new int[64];
    for (byte register : registers) {
      histogram[register]++;
    }
    return Estimator.estimate(histogram);
  }

  private static Reply.@Nullable Failure wrong(Keyspace keyspace, long record) {
    if (keyspace.type(record) != ValueType.STRING) {
      return Errors.WRONG_TYPE;
    }
    boolean isSketch = Sketch.isAt(keyspace.valuePosition(record), keyspace.valueLength(record));
    return isSketch ? null : INVALID;
  }

  private static Sketch sketch(Keyspace keyspace, long record) {
    byte[] bytes = new byte[keyspace.valueLength(record)];
    Memory.copyOut(keyspace.valuePosition(record), bytes, 0, bytes.length);
    return new Sketch(bytes);
  }

  /** Makes the sketch the value of the key at argument {@code key}. */
  private static void store(
      Execution execution,
      Keyspace keyspace,
      long record,
      Arguments arguments,
      int key,
      Sketch sketch) {
    long target = record;
    if (record == Keyspace.NONE) {
      target =
          keyspace.create(
              arguments.array(key),
              arguments.offset(key),
              arguments.length(key),
              ValueType.STRING,
              sketch.length(),
              Keyspace.NO_EXPIRY,
              execution.nowMillis());
    } else if (keyspace.valueLength(record) != sketch.length()) {
      target = keyspace.resize(record, sketch.length());
    }
    Memory.copyIn(sketch.bytes(), 0, keyspace.valuePosition(target), sketch.length());
    keyspace.markRaw(target);
  }
}
