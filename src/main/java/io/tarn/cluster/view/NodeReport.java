// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.view;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a node tells all others of itself: on every change, and every second in any case.
 *
 * @param nodeId 40 hexadecimal digits
 * @param host where its doors are
 * @param respPort of the door for Redis clients
 * @param httpPort of the door for HTTP
 * @param weight its share of the data relative to others
 * @param holder whether it holds slots at all
 * @param draining whether it is to be emptied
 * @param copies what it holds
 */
public record NodeReport(
    String nodeId,
    String host,
    int respPort,
    int httpPort,
    double weight,
    boolean holder,
    boolean draining,
    List<HeldCopy> copies) {

  /*
   *  version 1 | flags 1 | weight 8 | respPort 4 | httpPort 4 | id, host: length 2 and bytes |
   *  copies: count 4, each  shard 4 | role 1 | copy 1 | complete 1 | epoch 8 | position 8
   */

  private static final byte VERSION = 1;
  private static final int HEAD_BYTES = 1 + 1 + 8 + 4 + 4 + 2 + 2 + 4;
  private static final int COPY_BYTES = 4 + 1 + 1 + 1 + 8 + 8;
  private static final HeldCopy.Role[] ROLES = HeldCopy.Role.values();

  /** Keeps a copy of the list. */
  public NodeReport {
    copies = List.copyOf(copies);
  }

  /** Returns the bytes that {@link #decode} understands. */
  public byte[] encode() {
    byte[] id = nodeId.getBytes(StandardCharsets.UTF_8);
    byte[] where = host.getBytes(StandardCharsets.UTF_8);
    int length = HEAD_BYTES + id.length + where.length + copies.size() * COPY_BYTES;
    ByteBuffer out = ByteBuffer.allocate(length);
    out.put(VERSION).put((byte) ((holder ? 1 : 0) | (draining ? 2 : 0)));
    out.putDouble(weight).putInt(respPort).putInt(httpPort);
    out.putShort((short) id.length).put(id).putShort((short) where.length).put(where);
    out.putInt(copies.size());
    for (HeldCopy copy : copies) {
      out.putInt(copy.shard()).put((byte) copy.role().ordinal()).put((byte) copy.copy());
      out.put((byte) (copy.complete() ? 1 : 0)).putLong(copy.epoch()).putLong(copy.position());
    }
    return out.array();
  }

  /**
   * Reads what {@link #encode} made.
   *
   * @throws IllegalArgumentException for bytes of another version, or that make no sense
   */
  public static NodeReport decode(byte[] array, int offset, int length) {
    try {
      ByteBuffer in = ByteBuffer.wrap(array, offset, length);
      byte version = in.get();
      if (version != VERSION) {
        throw new IllegalArgumentException("report of an unknown version: version=" + version);
      }
      byte flags = in.get();
      double weight = in.getDouble();
      int respPort = in.getInt();
      int httpPort = in.getInt();
      String id = text(in);
      String host = text(in);
      int count = in.getInt();
      if (count < 0 || count > in.remaining() / COPY_BYTES) {
        throw new IllegalArgumentException("report of too many copies: count=" + count);
      }
      List<HeldCopy> copies = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        copies.add(copy(in));
      }
      return new NodeReport(
          id, host, respPort, httpPort, weight, (flags & 1) != 0, (flags & 2) != 0, copies);
    } catch (RuntimeException broken) {
      throw new IllegalArgumentException("not a report: " + broken.getMessage(), broken);
    }
  }

  private static HeldCopy copy(ByteBuffer in) {
    int shard = in.getInt();
    HeldCopy.Role role = ROLES[in.get()];
    int copy = in.get();
    boolean complete = in.get() != 0;
    return new HeldCopy(shard, role, copy, in.getLong(), in.getLong(), complete);
  }

  private static String text(ByteBuffer in) {
    byte[] bytes = new byte[Short.toUnsignedInt(in.getShort())];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
