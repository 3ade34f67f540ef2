// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.log.UnitSink;

/** Where the changes of the slots of one shard go. One object a shard: it is compared by itself. */
final class ShardStream {

  private final int shard;
  private final UnitSink sink;

  ShardStream(int shard, UnitSink sink) {
    this.shard = shard;
    this.sink = sink;
  }

  int shard() {
    return shard;
  }

  UnitSink sink() {
    return sink;
  }
}
