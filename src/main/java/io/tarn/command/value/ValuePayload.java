// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.value;

import io.tarn.command.Execution;
import io.tarn.command.rdb.DumpPayload;
import io.tarn.command.rdb.ListpackOutput;
import io.tarn.command.rdb.RdbCollection;
import io.tarn.command.rdb.RdbOutput;
import io.tarn.keyspace.ValueType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collections as payloads of DUMP, and back; and copies of them. */
public final class ValuePayload {

  /** Bytes of a node of a list; Redis's own default. */
  private static final int NODE_BYTES = 8 << 10;

  private final WholeValue value;
  private final long mostBytes;
  private long bytes;

  private ValuePayload(WholeValue value, long mostBytes) {
    this.value = value;
    this.mostBytes = mostBytes;
  }

  /**
   * Returns the payload of the collection at a key, in the form in which Redis would keep it.
   *
   * @param mostBytes most that its elements may have
   * @return the payload, or null when they have more
   */
  public static byte @Nullable [] of(
      Execution execution, byte[] key, ValueType type, long mostBytes) {
    ValuePayload payload = new ValuePayload(new WholeValue(execution, key), mostBytes);
    return switch (type) {
      case LIST -> payload.list();
      case SET -> payload.set();
      case HASH -> payload.hash();
      case ZSET -> payload.sortedSet();
      case STRING, STREAM -> throw new IllegalArgumentException("type=" + type);
    };
  }

  /** Builds the value of an absent key. */
  public static void build(Execution execution, byte[] key, RdbCollection from) {
    WholeValue target = new WholeValue(execution, key);
    WholeValue.Builder builder = target.builder(from.type());
    for (int i = 0; i < from.elements().size(); i++) {
      builder.string(from.elements().get(i));
      if (from.type() == ValueType.ZSET) {
        builder.score(from.scores()[i]);
      }
    }
    builder.end();
    target.expireFields(from.elements(), from.expiries());
  }

  /** Builds the value of an absent key as a copy of another's. */
  public static void copy(Execution execution, byte[] from, byte[] to, ValueType type) {
    WholeValue source = new WholeValue(execution, from);
    WholeValue target = new WholeValue(execution, to);
    WholeValue.Builder builder = target.builder(type);
    if (type != ValueType.HASH) {
      source.read(type, builder);
      builder.end();
      return;
    }
    List<byte[]> timed = new ArrayList<>();
    List<Long> expiries = new ArrayList<>();
    source.read(
        type,
        new Strings() {
          private boolean isValue;

          @Override
          public void string(byte[] string) {
            builder.string(string);
            if (!isValue) {
              long expiry = source.fieldExpiry(string);
              if (expiry != 0) {
                timed.add(string);
                timed.add(string);
                expiries.add(expiry);
              }
            }
            isValue = !isValue;
          }
        });
    builder.end();
    target.expireFields(timed, expiries.stream().mapToLong(Long::longValue).toArray());
  }

  /** A taker of what has no scores. */
  private abstract static class Strings implements ElementTaker {
    @Override
    public void score(double score) {
      throw new IllegalStateException("no score expected: " + score);
    }
  }

  private boolean counts(byte[] string) {
    bytes += string.length + 16L;
    return bytes <= mostBytes;
  }

  private byte @Nullable [] list() {
    RdbOutput nodes = new RdbOutput(256);
    int[] count = {0};
    ListpackOutput[] node = {new ListpackOutput()};
    value.read(
        ValueType.LIST,
        new Strings() {
          @Override
          public void string(byte[] element) {
            if (!counts(element)) {
              return;
            }
            if (node[0].count() > 0 && node[0].size() + element.length > NODE_BYTES) {
              RdbCollection.putNode(nodes, node[0]);
              node[0] = new ListpackOutput();
              count[0]++;
            }
            node[0].add(element);
          }
        });
    RdbCollection.putNode(nodes, node[0]);
    RdbOutput out = new RdbOutput(nodes.size() + 32);
    out.put(RdbCollection.LIST_QUICKLIST_2);
    out.putLength(count[0] + 1L);
    out.putRaw(nodes.bytes());
    return framed(out, DumpPayload.VERSION);
  }

  private byte @Nullable [] framed(RdbOutput out, int version) {
    return bytes > mostBytes ? null : DumpPayload.framed(out, version);
  }

  private byte @Nullable [] set() {
    boolean integers = value.encoding().equals("intset");
    List<byte[]> members = strings(ValueType.SET);
    RdbOutput out = new RdbOutput((int) Math.min(bytes, 1 << 20));
    if (integers) {
      out.put(RdbCollection.SET_INTSET);
      out.putString(RdbCollection.intset(members));
    } else {
      out.put(RdbCollection.SET);
      out.putLength(members.size());
      members.forEach(out::putString);
    }
    return framed(out, DumpPayload.VERSION);
  }

  private byte @Nullable [] hash() {
    String encoding = value.encoding();
    List<byte[]> pairs = strings(ValueType.HASH);
    RdbOutput out = new RdbOutput((int) Math.min(bytes, 1 << 20));
    long[] expiries = expiries(pairs);
    if (expiries.length > 0) {
      RdbCollection.putExpiringHash(out, pairs, expiries);
      return framed(out, DumpPayload.FIELD_EXPIRY_VERSION);
    }
    if (encoding.startsWith("listpack")) {
      ListpackOutput listpack = new ListpackOutput();
      pairs.forEach(listpack::add);
      out.put(RdbCollection.HASH_LISTPACK);
      out.putString(listpack.end());
    } else {
      out.put(RdbCollection.HASH);
      out.putLength(pairs.size() / 2);
      pairs.forEach(out::putString);
    }
    return framed(out, DumpPayload.VERSION);
  }

  /* Empty when no field expires. */
  private long[] expiries(List<byte[]> pairs) {
    long[] expiries = new long[pairs.size() / 2];
    long any = 0;
    for (int i = 0; i < expiries.length; i++) {
      expiries[i] = value.fieldExpiry(pairs.get(2 * i));
      any |= expiries[i];
    }
    return any == 0 ? new long[0] : expiries;
  }

  private List<byte[]> strings(ValueType type) {
    List<byte[]> strings = new ArrayList<>();
    value.read(
        type,
        new Strings() {
          @Override
          public void string(byte[] string) {
            if (counts(string)) {
              strings.add(string);
            }
          }
        });
    return strings;
  }

  private byte @Nullable [] sortedSet() {
    boolean small = value.encoding().equals("listpack");
    List<byte[]> members = new ArrayList<>();
    List<Double> scores = new ArrayList<>();
    value.read(
        ValueType.ZSET,
        new ElementTaker() {
          @Override
          public void string(byte[] member) {
            if (counts(member)) {
              members.add(member);
            }
          }

          @Override
          public void score(double score) {
            if (bytes <= mostBytes) {
              scores.add(score);
            }
          }
        });
    RdbOutput out = new RdbOutput((int) Math.min(bytes, 1 << 20));
    if (small) {
      ListpackOutput listpack = new ListpackOutput();
      for (int i = 0; i < members.size(); i++) {
        listpack.add(members.get(i));
        listpack.add(scores.get(i));
      }
      out.put(RdbCollection.ZSET_LISTPACK);
      out.putString(listpack.end());
    } else {
      out.put(RdbCollection.ZSET_2);
      out.putLength(members.size());
      for (int i = members.size() - 1; i >= 0; i--) { // the greatest first, as Redis does
        out.putString(members.get(i));
        out.putDouble(scores.get(i));
      }
    }
    return framed(out, DumpPayload.VERSION);
  }
}
