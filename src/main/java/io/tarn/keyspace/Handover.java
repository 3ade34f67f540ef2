// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import io.tarn.slab.Memory;
import io.tarn.slab.Slab;

/** Gives the value of one key to another, perhaps of another slot. */
final class Handover {

  private Handover() {}

  /**
   * Moves value, expiry, flags and marks of a record of {@code from}, which may be {@code to}, to a
   * key of that, and removes that record. A value outside is handed over and not copied.
   *
   * @param target the record that the key has, or {@link Keyspace#NONE}
   */
  static long take(
      RecordStore to,
      RecordStore from,
      long sourceHash,
      long source,
      long target,
      long hash,
      byte[] key,
      int offset,
      int length) {
    int meta = RecordLayout.meta(source);
    int type = meta & (RecordLayout.TYPE_MASK | RecordLayout.LARGE);
    int valueLength = RecordLayout.valueLength(source);
    long expireAt = RecordLayout.expiry(source);
    boolean outside = (meta & RecordLayout.OUTSIDE) != 0;
    long block = outside ? RecordLayout.valueBlock(source) : Slab.NONE;
    long bytes = outside ? from.bytesOf(meta, block) : 0;
    long taken;
    if (target == Keyspace.NONE) {
      taken = to.insert(hash, key, offset, length, type, valueLength, expireAt, block);
      to.handedOver(bytes);
    } else if (outside) {
      taken = to.rewrite(target, type, expireAt, valueLength, block, 0);
      to.handedOver(bytes);
    } else {
      taken = to.replace(target, type, valueLength, expireAt);
    }
    if (!outside) {
      Memory.copy(
          RecordLayout.valuePosition(source), RecordLayout.valuePosition(taken), valueLength);
    }
    int kept = RecordLayout.RAW | RecordLayout.HITS_MASK | RecordLayout.FIELDS_EXPIRE;
    RecordLayout.meta(taken, (RecordLayout.meta(taken) & ~kept) | (meta & kept));
    RecordLayout.marks(taken, RecordLayout.marks(source));
    from.unlink(sourceHash, source);
    from.handedOver(-bytes);
    from.free(source);
    return taken;
  }
}
