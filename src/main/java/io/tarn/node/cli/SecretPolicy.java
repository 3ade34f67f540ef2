// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.cli;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which typed lines hold a password and must not be kept. */
final class SecretPolicy {

  private static final Set<String> SECRET_PARAMETERS =
      Set.of(
          "requirepass",
          "masterauth",
          "masteruser",
          "tls-key-file-pass",
          "tls-client-key-file-pass");

  private SecretPolicy() {}

  /** {@code words} are a line's words, upper or lower case; when in doubt the answer is true. */
  static boolean holdsSecret(List<String> words) {
    if (words.isEmpty()) {
      return false;
    }
    List<String> lower = words.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
    return switch (lower.getFirst()) {
      case "auth" -> true;
      case "hello", "migrate" -> lower.contains("auth") || lower.contains("auth2");
      case "acl" -> lower.size() > 1 && lower.get(1).equals("setuser");
      case "config" ->
          lower.size() > 1
              && lower.get(1).equals("set")
              && lower.stream().anyMatch(SECRET_PARAMETERS::contains);
      default -> false;
    };
  }
}
