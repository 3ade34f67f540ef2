// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

/** The data type of a stored value. The order is part of the record layout. */
public enum ValueType {
  STRING("string"),
  LIST("list"),
  SET("set"),
  ZSET("zset"),
  HASH("hash"),
  STREAM("stream");

  private static final ValueType[] BY_CODE = values();

  private final String label;

  ValueType(String label) {
    this.label = label;
  }

  /** Returns the name that the TYPE command answers. */
  public String label() {
    return label;
  }

  /** Returns the type with the given {@link #ordinal()}. */
  public static ValueType ofCode(int code) {
    return BY_CODE[code];
  }
}
