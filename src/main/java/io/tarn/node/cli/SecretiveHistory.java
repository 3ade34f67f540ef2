// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.cli;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jline.reader.impl.history.DefaultHistory;

/** A history that keeps no line with a password, neither in its file nor for the arrow keys. */
final class SecretiveHistory extends DefaultHistory {

  @Override
  public void add(Instant time, String line) {
    List<String> words = List.of(line.strip().toLowerCase(Locale.ROOT).split("[\\s\"']+"));
    List<String> named = words.getFirst().isEmpty() ? words.subList(1, words.size()) : words;
    if (!SecretPolicy.holdsSecret(named)) {
      super.add(time, line);
    }
  }
}
