// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.event;

import io.tarn.command.Arguments;
import java.util.Arrays;

/**
 * A key as a key of hash tables: its bytes and its slot. Comparable, so that tables degrade well.
 */
public final class KeyName implements Comparable<KeyName> {

  private final byte[] bytes;
  private final int slot;
  private final int hash;

  /** Creates the name of a key; the array must not change afterwards. */
  public KeyName(int slot, byte[] bytes) {
    this.bytes = bytes;
    this.slot = slot;
    this.hash = Arrays.hashCode(bytes);
  }

  /** Returns the name of the key at argument {@code i}. */
  public static KeyName of(Arguments arguments, int i) {
    return new KeyName(arguments.slot(i), arguments.bytes(i));
  }

  /** Returns the bytes, which must not be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns the slot. */
  public int slot() {
    return slot;
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyName name && hash == name.hash && Arrays.equals(bytes, name.bytes);
  }

  @Override
  public int compareTo(KeyName other) {
    return Arrays.compare(bytes, other.bytes);
  }
}
