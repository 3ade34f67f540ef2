// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.hash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hashes as maps, with what the commands on them answer, as {@code ReplyNotation} writes it. */
final class ModelledHashes {

  /** A field's value and when it ends, 0 for never. */
  static final class Field {
    String value;
    long expiry;

    Field(String value) {
      this.value = value;
    }
  }

  /** A hash. */
  static final class Hash {
    final Map<String, Field> fields = new LinkedHashMap<>();
    boolean large;
    boolean expiring;
  }

  final Map<String, Hash> hashes = new HashMap<>();
  private final int mostFields;
  private final int longest;
  long now;

  ModelledHashes(int mostFields, int longest) {
    this.mostFields = mostFields;
    this.longest = longest;
  }

  /** Removes what has come to its end, of all keys. */
  void settle() {
    hashes.values().forEach(this::settle);
    hashes.values().removeIf(hash -> hash.fields.isEmpty());
  }

  /** Returns a hash without due fields, or an empty one. */
  Hash of(String key) {
    Hash hash = hashes.get(key);
    if (hash != null) {
      settle(hash);
    }
    forgetEmpty(key);
    return hashes.getOrDefault(key, new Hash());
  }

  private void settle(Hash hash) {
    hash.fields.values().removeIf(field -> field.expiry != 0 && now > field.expiry);
  }

  void forgetEmpty(String key) {
    Hash hash = hashes.get(key);
    if (hash != null && hash.fields.isEmpty()) {
      hashes.remove(key);
    }
  }

  /** Sets fields to values in turn; returns how many were new. */
  int set(String key, List<String> pairs, boolean keepsExpiry) {
    Hash hash = of(key);
    hashes.put(key, hash);
    hash.large |= pairs.stream().anyMatch(text -> text.length() > longest);
    int added = 0;
    for (int i = 0; i < pairs.size(); i += 2) {
      Field field = hash.fields.get(pairs.get(i));
      if (field == null) {
        hash.fields.put(pairs.get(i), new Field(pairs.get(i + 1)));
        added++;
        hash.large |= hash.fields.size() > mostFields;
      } else {
        field.value = pairs.get(i + 1);
        field.expiry = keepsExpiry ? field.expiry : 0;
      }
    }
    return added;
  }

  /** Sets fields to values, and when they end. */
  void set(String key, List<String> pairs, long millis) {
    Hash hash = of(key);
    hash.large |= pairs.stream().anyMatch(text -> text.length() > longest);
    for (int i = 0; i < pairs.size(); i += 2) {
      hash.fields.put(pairs.get(i), new Field(pairs.get(i + 1)));
      hash.large |= hash.fields.size() > mostFields;
      int _ = expire(hash, millis, "", hash.fields.get(pairs.get(i)), pairs.get(i));
    }
    hashes.put(key, hash);
    forgetEmpty(key);
  }

  int delete(String key, List<String> names) {
    Hash hash = of(key);
    int deleted = 0;
    for (String name : names) {
      deleted += hash.fields.remove(name) != null ? 1 : 0;
    }
    forgetEmpty(key);
    return deleted;
  }

  String increment(String key, String name, long delta) {
    Field field = of(key).fields.get(name);
    long value = 0;
    if (field != null) {
      if (!field.value.matches("0|-?[1-9]\\d{0,17}")) {
        return "-ERR hash value is not an integer";
      }
      value = Long.parseLong(field.value);
    }
    set(key, List.of(name, Long.toString(value + delta)), true);
    return ":" + (value + delta);
  }

  String values(String key, List<String> names) {
    Hash hash = of(key);
    List<String> answers = new ArrayList<>();
    for (String name : names) {
      answers.add(quoted(hash.fields.get(name)));
    }
    return list(answers);
  }

  static String quoted(@Nullable Field field) {
    return field == null ? "null" : '"' + field.value + '"';
  }

  /** HPEXPIREAT. */
  String expire(String key, long millis, String condition, List<String> names) {
    Hash hash = of(key);
    List<String> answers = new ArrayList<>();
    for (String name : names) {
      answers.add(":" + expire(hash, millis, condition, hash.fields.get(name), name));
    }
    forgetEmpty(key);
    return list(answers);
  }

  private int expire(Hash hash, long millis, String condition, @Nullable Field field, String name) {
    if (field == null) {
      return -2;
    }
    long before = field.expiry == 0 ? Long.MAX_VALUE : field.expiry;
    boolean met =
        switch (condition) {
          case "NX" -> field.expiry == 0;
          case "XX" -> field.expiry != 0;
          case "GT" -> millis > before;
          case "LT" -> millis < before;
          default -> true;
        };
    if (!met) {
      return 0;
    }
    if (millis <= now) {
      hash.fields.remove(name);
      return 2;
    }
    field.expiry = millis;
    hash.expiring = true;
    return 1;
  }

  String persist(String key, List<String> names) {
    Hash hash = of(key);
    List<String> answers = new ArrayList<>();
    for (String name : names) {
      Field field = hash.fields.get(name);
      answers.add(field == null ? ":-2" : field.expiry == 0 ? ":-1" : ":1");
      if (field != null) {
        field.expiry = 0;
      }
    }
    return list(answers);
  }

  String expiries(String key, List<String> names) {
    Hash hash = of(key);
    List<String> answers = new ArrayList<>();
    for (String name : names) {
      Field field = hash.fields.get(name);
      answers.add(field == null ? ":-2" : ":" + (field.expiry == 0 ? -1 : field.expiry));
    }
    return list(answers);
  }

  String encoding(String key) {
    Hash hash = hashes.get(key);
    if (hash == null) {
      return "null";
    }
    return hash.large ? "\"hashtable\"" : hash.expiring ? "\"listpackex\"" : "\"listpack\"";
  }

  private static String list(List<String> answers) {
    return "[" + String.join(" ", answers) + "]";
  }
}
