// SPDX-License-Identifier: Apache-2.0
package io.tarn.log.record;

import org.jspecify.annotations.Nullable;

/** What a record means. Each concerns one slot. The codes are part of the form between nodes. */
public enum RecordKind {
  /** A command as it was run: gives the same where the slot holds the same. */
  VERBATIM(1),
  /** A command whose effect does not depend on what its key held before. */
  STATE(2),
  /** The slot holds nothing any more. */
  EMPTY(3),
  /** Fields of the hash at a key (its one word) have expired until the time of the record. */
  PRUNE(4),
  /** Checkpoint: what the slot holds follows. */
  BEGIN(5),
  /** Checkpoint: as {@link #STATE}, a key that the slot holds. */
  ITEM(6),
  /** Checkpoint: that was all the slot holds. */
  END(7);

  private static final @Nullable RecordKind[] BY_CODE = new RecordKind[8];

  static {
    for (RecordKind kind : values()) {
      BY_CODE[kind.code] = kind;
    }
  }

  private final int code;

  RecordKind(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /** True when only those read it who apply a checkpoint. */
  public boolean isOfCheckpoint() {
    return code >= BEGIN.code;
  }

  /** Returns the kind of a code, or null. */
  static @Nullable RecordKind of(int code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
  }
}
