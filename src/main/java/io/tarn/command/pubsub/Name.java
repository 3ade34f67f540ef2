// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.pubsub;

import io.tarn.command.Arguments;
import io.tarn.keyspace.Keyspace;
import java.util.Arrays;

/** The bytes of a channel or a pattern, as the key of a table. */
final class Name {

  private final byte[] array;
  private final int offset;
  private final int length;
  private final int hash;

  private Name(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
    this.hash = Long.hashCode(Keyspace.hash(array, offset, length));
  }

  /** Returns argument {@code i} as a name to look up with, valid as long as the arguments. */
  static Name at(Arguments arguments, int i) {
    return new Name(arguments.array(i), arguments.offset(i), arguments.length(i));
  }

  /** Returns argument {@code i} as a name to keep. */
  static Name copied(Arguments arguments, int i) {
    byte[] bytes = arguments.bytes(i);
    return new Name(bytes, 0, bytes.length);
  }

  /** Returns the bytes of a name to keep, which must not be changed. */
  byte[] bytes() {
    return length == array.length ? array : Arrays.copyOfRange(array, offset, offset + length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Name name
        && hash == name.hash
        && Arrays.equals(
            array, offset, offset + length, name.array, name.offset, name.offset + name.length);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
