// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.replication;

import io.tarn.log.StreamCodec;
import io.tarn.log.StreamMessage;
import io.tarn.log.StreamOut;
import java.util.HashMap;
import java.util.Map;

/**
 * Packs the messages of all shards for a node into few frames. One thread at a time.
 *
 * <p>Of the streams themselves a node gets at most {@link #TURN_BYTES} between two calls of {@link
 * #flush}; the rest has its turn afterwards. What is to be said about streams always leaves.
 */
final class StreamPost implements StreamOut {

  /** Takes frames to other nodes. */
  interface Carrier {
    void send(int node, byte[] array, int offset, int length);
  }

  /** Most bytes of streams for one node in one turn. */
  static final int TURN_BYTES = 1 << 20;

  /** A frame is sent when it has come to this length. */
  static final int FRAME_BYTES = 96 << 10;

  private static final class Parcel {
    byte[] bytes = new byte[FRAME_BYTES];
    int length;
    int turnBytes;
  }

  private final Carrier carrier;
  private final byte[] scratch;
  private final Map<Integer, Parcel> parcels = new HashMap<>();
  private boolean sentAny;

  StreamPost(Carrier carrier, int frameBytes) {
    this.carrier = carrier;
    this.scratch = new byte[frameBytes];
  }

  @Override
  public int room(int node) {
    Parcel parcel = parcels.get(node);
    return parcel == null ? TURN_BYTES : TURN_BYTES - parcel.turnBytes;
  }

  @Override
  public void send(int node, StreamMessage message) {
    Parcel parcel = parcels.computeIfAbsent(node, _ -> new Parcel());
    int length = StreamCodec.length(message);
    if (parcel.length + length > FRAME_BYTES) {
      send(node, parcel);
    }
    if (length > parcel.bytes.length) {
      parcel.bytes = new byte[length];
    }
    parcel.length = StreamCodec.encode(message, parcel.bytes, parcel.length);
    parcel.turnBytes += length;
    sentAny = true;
  }

  @Override
  public byte[] scratch() {
    return scratch;
  }

  /** Sends what is left, and begins a new turn; true when there was anything in the last one. */
  boolean flush() {
    parcels.forEach(
        (node, parcel) -> {
          send(node, parcel);
          parcel.turnBytes = 0;
        });
    boolean any = sentAny;
    sentAny = false;
    return any;
  }

  /** A node has gone. */
  void removed(int node) {
    parcels.remove(node);
  }

  private void send(int node, Parcel parcel) {
    if (parcel.length > 0) {
      carrier.send(node, parcel.bytes, 0, parcel.length);
      parcel.length = 0;
    }
  }
}
