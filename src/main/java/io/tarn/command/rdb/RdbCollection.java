// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.rdb;

import io.tarn.command.Numbers;
import io.tarn.keyspace.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The value of a collection, on the heap, as it was read from one of the forms that Redis has had
 * for it.
 *
 * @param type LIST, SET, HASH or ZSET
 * @param elements elements or members; of a hash fields and values in turn; at least one
 * @param scores of a sorted set, as many as members; else empty
 * @param expiries of a hash some of whose fields expire, as many as fields, in milliseconds since
 *     1970, 0 for those that do not; else empty
 */
public record RdbCollection(
    ValueType type, List<byte[]> elements, double[] scores, long[] expiries) {

  /** Latest time at which a field may expire, in milliseconds since 1970. */
  private static final long MOST_EXPIRY_MILLIS = (1L << 46) - 1;

  static final int LIST = 1;
  public static final int SET = 2;
  static final int ZSET = 3;
  public static final int HASH = 4;
  public static final int ZSET_2 = 5;
  static final int HASH_ZIPMAP = 9;
  static final int LIST_ZIPLIST = 10;
  public static final int SET_INTSET = 11;
  static final int ZSET_ZIPLIST = 12;
  static final int HASH_ZIPLIST = 13;
  static final int LIST_QUICKLIST = 14;
  public static final int HASH_LISTPACK = 16;
  public static final int ZSET_LISTPACK = 17;
  public static final int LIST_QUICKLIST_2 = 18;
  static final int SET_LISTPACK = 20;
  static final int HASH_METADATA = 24;
  static final int HASH_LISTPACK_EX = 25;

  private static final int PLAIN = 1;
  private static final int PACKED = 2;
  private static final double[] NO_SCORES = {};
  private static final long[] NO_EXPIRIES = {};

  /**
   * Reads a value.
   *
   * @param in begins at the byte that names the form
   * @return the value, or null when there is none, an empty or a contradictory one
   */
  public static @Nullable RdbCollection read(RdbInput in) {
    RdbCollection value = readForm(in, in.next());
    return value == null || in.isBroken() || value.elements.isEmpty() || value.repeats()
        ? null
        : value;
  }

  /** Appends a node of a list to the nodes of a {@link #LIST_QUICKLIST_2}. */
  public static void putNode(RdbOutput out, ListpackOutput node) {
    out.putLength(PACKED);
    out.putString(node.end());
  }

  /** Returns the blob of a {@link #SET_INTSET}: members in ascending order, texts of integers. */
  public static byte[] intset(List<byte[]> members) {
    long most = 0;
    for (byte[] member : members) {
      long value = Numbers.parseLong(member, 0, member.length);
      most |= value < 0 ? ~value : value;
    }
    int size = most <= Short.MAX_VALUE ? 2 : most <= Integer.MAX_VALUE ? 4 : 8;
    RdbOutput out = new RdbOutput(8 + size * members.size());
    out.putLittle(size, 4);
    out.putLittle(members.size(), 4);
    for (byte[] member : members) {
      out.putLittle(Numbers.parseLong(member, 0, member.length), size);
    }
    return out.bytes();
  }

  /** Writes a hash some of whose fields expire; {@code expiries} as in the record. */
  public static void putExpiringHash(RdbOutput out, List<byte[]> pairs, long[] expiries) {
    long earliest = Long.MAX_VALUE;
    for (long expiry : expiries) {
      earliest = expiry == 0 ? earliest : Math.min(earliest, expiry);
    }
    out.put(HASH_METADATA);
    out.putLittle(earliest, 8);
    out.putLength(expiries.length);
    for (int i = 0; i < expiries.length; i++) {
      out.putLength(expiries[i] == 0 ? 0 : expiries[i] - earliest + 1);
      out.putString(pairs.get(2 * i));
      out.putString(pairs.get(2 * i + 1));
    }
  }

  private static @Nullable RdbCollection readForm(RdbInput in, int form) {
    return switch (form) {
      case LIST -> plain(ValueType.LIST, strings(in, in.length()));
      case SET -> plain(ValueType.SET, strings(in, in.length()));
      case HASH -> plain(ValueType.HASH, strings(in, 2 * in.length()));
      case ZSET -> sorted(in, true);
      case ZSET_2 -> sorted(in, false);
      case HASH_ZIPMAP -> plain(ValueType.HASH, Ziplist.readZipmap(in.string()));
      case LIST_ZIPLIST -> plain(ValueType.LIST, Ziplist.read(in.string()));
      case SET_INTSET -> plain(ValueType.SET, Ziplist.readIntset(in.string()));
      case ZSET_ZIPLIST -> sorted(Ziplist.read(in.string()));
      case HASH_ZIPLIST -> plain(ValueType.HASH, Ziplist.read(in.string()));
      case LIST_QUICKLIST, LIST_QUICKLIST_2 -> quicklist(in, form == LIST_QUICKLIST_2);
      case HASH_LISTPACK -> plain(ValueType.HASH, Listpack.read(in.string()));
      case ZSET_LISTPACK -> sorted(Listpack.read(in.string()));
      case SET_LISTPACK -> plain(ValueType.SET, Listpack.read(in.string()));
      case HASH_METADATA -> expiringHash(in);
      case HASH_LISTPACK_EX -> expiringListpack(in);
      default -> null;
    };
  }

  private boolean repeats() {
    if (type == ValueType.LIST) {
      return false;
    }
    int step = type == ValueType.HASH ? 2 : 1;
    if (elements.size() % step != 0) {
      return true;
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < elements.size(); i += step) {
      if (!seen.add(new String(elements.get(i), StandardCharsets.ISO_8859_1))) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable RdbCollection plain(ValueType type, @Nullable List<byte[]> elements) {
    return elements == null ? null : new RdbCollection(type, elements, NO_SCORES, NO_EXPIRIES);
  }

  private static List<byte[]> strings(RdbInput in, long count) {
    List<byte[]> strings = new ArrayList<>();
    if (count > in.remaining()) {
      in.fail(); // each takes a byte at least
    }
    for (long i = 0; i < count && !in.isBroken(); i++) {
      strings.add(in.string());
    }
    return strings;
  }

  private static @Nullable RdbCollection quicklist(RdbInput in, boolean second) {
    List<byte[]> elements = new ArrayList<>();
    long nodes = in.length();
    for (long i = 0; i < nodes && !in.isBroken(); i++) {
      long container = second ? in.length() : PACKED;
      byte[] content = in.string();
      if (container == PLAIN) {
        elements.add(content);
        continue;
      }
      List<byte[]> node = second ? Listpack.read(content) : Ziplist.read(content);
      if (node == null || container != PACKED) {
        return null;
      }
      elements.addAll(node);
    }
    return plain(ValueType.LIST, elements);
  }

  private static @Nullable RdbCollection sorted(RdbInput in, boolean textual) {
    long count = in.length();
    if (count < 0 || count > in.remaining()) {
      return null;
    }
    List<byte[]> members = new ArrayList<>();
    double[] scores = new double[(int) count];
    for (int i = 0; i < count && !in.isBroken(); i++) {
      members.add(in.string());
      scores[i] = textual ? in.textualReal() : in.real();
      if (Double.isNaN(scores[i])) {
        return null;
      }
    }
    return new RdbCollection(ValueType.ZSET, members, scores, NO_EXPIRIES);
  }

  private static @Nullable RdbCollection sorted(@Nullable List<byte[]> pairs) {
    if (pairs == null || pairs.size() % 2 != 0) {
      return null;
    }
    List<byte[]> members = new ArrayList<>();
    double[] scores = new double[pairs.size() / 2];
    for (int i = 0; i < scores.length; i++) {
      members.add(pairs.get(2 * i));
      Double score = number(new String(pairs.get(2 * i + 1), StandardCharsets.ISO_8859_1));
      if (score == null) {
        return null;
      }
      scores[i] = score;
    }
    return new RdbCollection(ValueType.ZSET, members, scores, NO_EXPIRIES);
  }

  private static @Nullable Double number(String text) {
    try {
      double value =
          switch (text) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
          };
      return Double.isNaN(value) ? null : value;
    } catch (NumberFormatException malformed) {
      return null;
    }
  }

  private static @Nullable RdbCollection expiringHash(RdbInput in) {
    long earliest = in.little(8);
    long count = in.length();
    if (count < 0 || count > in.remaining()) {
      return null;
    }
    List<byte[]> elements = new ArrayList<>();
    long[] expiries = new long[(int) count];
    for (int i = 0; i < count && !in.isBroken(); i++) {
      long after = in.length();
      expiries[i] = after == 0 ? 0 : earliest + after - 1;
      elements.add(in.string());
      elements.add(in.string());
    }
    return hash(elements, expiries);
  }

  /* As HPEXPIREAT takes them. */
  private static @Nullable RdbCollection hash(List<byte[]> elements, long[] expiries) {
    for (long expiry : expiries) {
      if (expiry < 0 || expiry > MOST_EXPIRY_MILLIS) {
        return null;
      }
    }
    return new RdbCollection(ValueType.HASH, elements, NO_SCORES, expiries);
  }

  private static @Nullable RdbCollection expiringListpack(RdbInput in) {
    long _ = in.little(8);
    List<byte[]> triples = Listpack.read(in.string());
    if (triples == null || triples.size() % 3 != 0) {
      return null;
    }
    List<byte[]> elements = new ArrayList<>();
    long[] expiries = new long[triples.size() / 3];
    for (int i = 0; i < expiries.length; i++) {
      elements.add(triples.get(3 * i));
      elements.add(triples.get(3 * i + 1));
      Double expiry = number(new String(triples.get(3 * i + 2), StandardCharsets.ISO_8859_1));
      if (expiry == null || expiry < 0) {
        return null;
      }
      expiries[i] = expiry.longValue();
    }
    return hash(elements, expiries);
  }
}
