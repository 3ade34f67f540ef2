// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.wire;

import java.util.List;

/** What a client proves itself with; both empty when the server asks for nothing. */
public record Credentials(String user, String password) {

  public static final Credentials NONE = new Credentials("", "");

  /** The command that opens a connection, or no words at all when there is nothing to say. */
  List<byte[]> request(boolean resp3) {
    if (resp3) {
      return password.isEmpty()
          ? RespRequest.of("HELLO", "3")
          : RespRequest.of("HELLO", "3", "AUTH", user.isEmpty() ? "default" : user, password);
    }
    if (password.isEmpty()) {
      return List.of();
    }
    return user.isEmpty()
        ? RespRequest.of("AUTH", password)
        : RespRequest.of("AUTH", user, password);
  }

  /** Keeps the password out of logs and error messages. */
  @Override
  public String toString() {
    return "Credentials[user=" + user + "]";
  }
}
